import tempfile
import unittest
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from train.artefacts import lacks_baseline, shares, write
from train.data import read_csv, split, version_of
from train.errors import TrainingError
from train.groups import first_alike
from train.matrix import model_inputs
from train.spec import Feature, Spec

SPEC = Spec(
    name="small",
    version="1.0.0",
    description="",
    trained_at="2026-01-01T00:00:00Z",
    features=(
        Feature("age", "integer", "", range=(18, 100)),
        Feature("usage", "number", "", range=(0, 10), nullable=True),
        Feature("code", "integer", "", categories=(0, 1)),
        Feature("region", "string", "", categories=("north", "south")),
    ),
    target="left",
    classes=(0, 1),
    positive_class=1,
    seed=1,
    generate=lambda rows, seed: pd.DataFrame(),
    estimator=lambda: None,
)
HEADER = "age,usage,code,region,left\n"


class ReadCsv(unittest.TestCase):
    def read(self, content: str | bytes) -> pd.DataFrame:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            return read_csv(SPEC, str(path))

    def refused(self, content: str | bytes) -> str:
        with self.assertRaises(TrainingError) as raised:
            self.read(content)
        return str(raised.exception)

    def test_columns_in_any_order_with_others_between(self):
        rows = self.read(
            '\ufeffleft,id,region,code,usage,age\n1,a,"north, upper",0,2.5,30\n\n0,b,south,1,,40.0\n'
        )
        self.assertEqual(rows["age"].tolist(), [30, 40])
        self.assertEqual(rows["region"].tolist(), ["north, upper", "south"])
        self.assertEqual(rows["left"].tolist(), [1, 0])
        self.assertEqual(rows["usage"].isna().tolist(), [False, True])
        self.assertEqual(model_inputs(SPEC, rows).dtypes.astype(str).tolist(), ["float32"] * 3 + ["object"])

    def test_missing_columns_are_named(self):
        message = self.refused("age,code,region\n30,1,north\n")
        self.assertIn(
            "missing columns usage, left; expected age, usage, code, region, left; got age, code", message
        )
        self.assertIn("got an empty file", self.refused(""))
        semicolons = self.refused(HEADER.replace(",", ";"))
        self.assertIn("got age;usage;code;region;left: one column; expected commas between columns", semicolons)

    def test_the_target_in_a_column_of_another_name(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.csv"
            path.write_text("age,usage,code,region,churned\n30,1,0,north,1\n")
            rows = read_csv(SPEC, str(path), "churned")
            self.assertEqual(rows.columns.tolist(), ["age", "usage", "code", "region", "left"])
            self.assertEqual(rows["left"].tolist(), [1])
            for label, problem in (("gone", "missing columns gone"), ("age", "expected a column that is no feature")):
                with self.assertRaisesRegex(TrainingError, problem):
                    read_csv(SPEC, str(path), label)

    def test_columns_in_another_case(self):
        self.assertEqual(self.read("Age,USAGE,code,Region,left\n30,1,0,north,1\n")["age"].tolist(), [30])
        both = self.read("AGE,age,usage,code,region,left\n1,30,1,0,north,1\n")
        self.assertEqual(both["age"].tolist(), [30])
        message = self.refused("Age,AGE,usage,code,region,left\n30,30,1,0,north,1\n")
        self.assertIn("expected every column once, got age more than once", message)

    def test_a_column_twice(self):
        self.assertIn("got age more than once", self.refused("age,age,usage,code,region,left\n"))

    def test_bad_values_say_where_what_was_expected_and_what_came(self):
        cases = {
            "17,1,0,north,1": "line 2, age: expected an integer from 18 to 100, got '17'",
            "30.5,1,0,north,1": "line 2, age: expected an integer from 18 to 100, got '30.5'",
            ",1,0,north,1": "line 2, age: expected an integer from 18 to 100, got ''",
            "30,much,0,north,1": "line 2, usage: expected a number from 0 to 10 or nothing, got 'much'",
            "30,nan,0,north,1": "line 2, usage: expected a number from 0 to 10 or nothing, got 'nan'",
            "30,1,2,north,1": "line 2, code: expected one of 0, 1, got '2'",
            "30,1,0,,1": "line 2, region: expected a text, got ''",
            "30,1,0,north,2": "line 2, left: expected one of 0, 1, got '2'",
            "30,1,0,north": "line 2, expected 5 cells as in the header, got 4",
        }
        for line, expected in cases.items():
            with self.subTest(line):
                self.assertIn(expected, self.refused(f"{HEADER}{line}\n"))

    def test_many_bad_values_are_counted_and_ten_are_shown(self):
        message = self.refused(HEADER + "1,1,0,north,1\n" * 25)
        self.assertIn("25 bad values", message)
        self.assertEqual(message.count("age: expected"), 10)
        self.assertIn("and 15 more", message)

    def test_unreadable_files(self):
        self.assertIn("expected UTF-8 text", self.refused(HEADER.encode() + b"30,1,0,\xff,1\n"))
        self.assertIn("expected CSV", self.refused(HEADER + '30,1,0,"north,1\n'))
        with self.assertRaisesRegex(TrainingError, "expected a readable file, got '/no/such.csv'"):
            read_csv(SPEC, "/no/such.csv")


class Split(unittest.TestCase):
    def rows(self, count: int) -> pd.DataFrame:
        rows = pd.DataFrame({"usage": range(count), "left": [n % 2 for n in range(count)]})
        return rows.assign(age=30, code=0, region="north")

    def test_a_small_file_keeps_most_rows_for_training(self):
        splits = split(SPEC, self.rows(1_000))
        self.assertEqual([len(splits.training), len(splits.holdout), len(splits.unseen)], [700, 200, 100])

    def test_rows_that_the_model_cannot_tell_apart_are_in_one_part(self):
        # 0.1 and the double beside it are one float32.
        different = pd.DataFrame({"usage": [n / 10 for n in range(400)], "left": [n % 2 for n in range(400)]})
        spec = replace(SPEC, features=SPEC.features[1:2])
        beside = different.assign(usage=np.nextafter(different["usage"], 100))
        rows = pd.concat([different, beside, different.assign(left=1 - different["left"])]).reset_index(drop=True)
        splits = split(spec, rows)
        parts = [splits.training, splits.holdout, splits.unseen]
        self.assertEqual(sum(map(len, parts)), 1_200)
        self.assertEqual([len(part) for part in parts[1:]], [240, 120])
        kinds = [set(model_inputs(spec, part)["usage"]) for part in parts]
        self.assertEqual(sum(map(len, kinds)), 400)
        self.assertEqual(len(set.union(*kinds)), 400)

    def test_missing_values_are_alike(self):
        rows = pd.DataFrame({"usage": [None, 1.0, None, 1.0, 2.0]})
        np.testing.assert_array_equal(first_alike(replace(SPEC, features=SPEC.features[1:2]), rows), [0, 1, 0, 1, 4])

    def test_too_few_different_rows(self):
        with self.assertRaisesRegex(
            TrainingError, "enough different rows to hold 120 of 600 back, .* kept together; got 3 different"
        ):
            split(SPEC, pd.concat([self.rows(3)] * 200))

    def test_too_few_rows_or_one_class_only(self):
        with self.assertRaisesRegex(TrainingError, "expected at least 500 rows, got 499"):
            split(SPEC, self.rows(499))
        with self.assertRaisesRegex(
            TrainingError, r"left: expected every class among the training rows, got none of \[1\]"
        ):
            split(SPEC, self.rows(1_000).assign(left=0))


class Artefacts(unittest.TestCase):
    def test_the_version_tells_the_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.csv"
            path.write_text(HEADER)
            self.assertEqual(version_of(SPEC, str(path)), f"1.0.0+{sha256(HEADER.encode()).hexdigest()[:8]}")
            for other in (folder, f"{folder}/none.csv", "/dev/null"):
                with self.assertRaisesRegex(TrainingError, f"--data: expected a readable file, got '{other}'"):
                    version_of(SPEC, other)

    def test_the_version_tells_a_threshold_of_its_own(self):
        self.assertEqual(version_of(SPEC, None), "1.0.0")
        self.assertEqual(version_of(SPEC, None, SPEC.threshold), "1.0.0")
        self.assertEqual(version_of(SPEC, None, 0.3), "1.0.0+threshold.0.3")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.csv"
            path.write_text(HEADER)
            self.assertEqual(version_of(SPEC, str(path), 0.3), f"{version_of(SPEC, str(path))}.threshold.0.3")

    def test_a_reference_of_other_rows_another_model_or_version_is_told(self):
        files = {"model.onnx": b"a", "holdout.ndjson": b"b", "unseen.ndjson": b"c"}
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self.assertEqual(write(folder, files), set(files))
            self.assertTrue(lacks_baseline(folder, "1.0.0", set()))
            (folder / "reference.json").write_text('{"version": "1.0.0"}')
            self.assertFalse(lacks_baseline(folder, "1.0.0", write(folder, files)))
            self.assertTrue(lacks_baseline(folder, "1.0.0+1234abcd", write(folder, files)))
            self.assertFalse(lacks_baseline(folder, "1.0.0", write(folder, files | {"unseen.ndjson": b"d"})))
            self.assertTrue(lacks_baseline(folder, "1.0.0", write(folder, files | {"holdout.ndjson": b"d"})))

    def test_features_that_tell_nothing(self):
        with self.assertRaisesRegex(TrainingError, "features that tell left apart, got none: .* age, usage, code"):
            shares(SPEC, np.zeros(4))


if __name__ == "__main__":
    unittest.main()
