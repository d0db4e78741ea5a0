"""What must hold for every model; a new spec is covered by being there."""

import contextlib
import io
import itertools
import json
import platform
import subprocess
import sys
import tempfile
import unittest
import warnings
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from train import export, models
from train.__main__ import train
from train.data import read_csv, split
from train.errors import TrainingError
from train.fit import fit
from train.matrix import model_inputs

FOLDER = Path(__file__).resolve().parents[2]
SPECS = [models.load(name) for name in models.names()]


class EveryModel(unittest.TestCase):
    def test_the_same_seed_gives_the_same_rows(self):
        for spec in SPECS:
            with self.subTest(spec.name):
                rows = spec.generate(1_000, spec.seed)
                pd.testing.assert_frame_equal(rows, spec.generate(1_000, spec.seed))
                self.assertFalse(rows.equals(spec.generate(1_000, spec.seed + 1)))

    def test_generated_rows_pass_the_checks_of_a_csv_file(self):
        for spec in SPECS:
            with self.subTest(spec.name), tempfile.TemporaryDirectory() as folder:
                rows = spec.generate(2_000, spec.seed)
                path = f"{folder}/rows.csv"
                rows.to_csv(path, index=False)
                pd.testing.assert_frame_equal(read_csv(spec, path), rows, check_dtype=False)

    def test_every_row_is_in_exactly_one_split(self):
        for spec in SPECS:
            with self.subTest(spec.name):
                total = spec.training_rows + spec.holdout_rows + spec.unseen_rows
                rows = spec.generate(total, spec.seed).assign(number=range(total))
                splits = split(spec, rows)
                sizes = [len(part) for part in (splits.training, splits.holdout, splits.unseen)]
                self.assertEqual(sizes, [spec.training_rows, spec.holdout_rows, spec.unseen_rows])
                numbers = pd.concat([splits.training, splits.holdout, splits.unseen])["number"]
                self.assertEqual(sorted(numbers), list(range(total)))

    def test_repeated_rows_are_in_one_part(self):
        for spec in SPECS:
            with self.subTest(spec.name):
                rows = spec.generate(3_000, spec.seed)
                told = rows[spec.names].notna().sum(axis=1).sort_values(ascending=False, kind="stable").index[:700]
                once = rows.loc[told].drop_duplicates(spec.names)
                splits = split(spec, pd.concat([once, once.sample(frac=1, random_state=1), once]))
                parts = [splits.training, splits.holdout, splits.unseen]
                self.assertEqual([len(part.drop_duplicates(spec.names)) * 3 for part in parts], [*map(len, parts)])

    @unittest.skipUnless(
        sys.platform == "linux" and platform.machine() == "x86_64",
        "the committed files were made on Linux x86-64; elsewhere numbers may round differently",
    )
    def test_training_writes_the_committed_bytes(self):
        for spec in SPECS:
            with self.subTest(spec.name), tempfile.TemporaryDirectory() as out:
                with contextlib.redirect_stdout(io.StringIO()):
                    train(spec, None, spec.version, spec.trained_at, Path(out))
                written = sorted((Path(out) / spec.name).iterdir())
                self.assertIn("model.onnx", [path.name for path in written])
                for path in written:
                    committed = (FOLDER / spec.name / path.name).read_bytes()
                    same = sha256(path.read_bytes()).hexdigest() == sha256(committed).hexdigest()
                    self.assertTrue(same, f"{spec.name}/{path.name} is not what training writes")

    def test_growing_in_steps_ends_where_one_fit_does(self):
        for spec in (spec for spec in SPECS if spec.growth):
            with self.subTest(spec.name):
                sizes = spec.growth.sizes
                self.assertLessEqual(len(sizes), 20)
                self.assertEqual(list(sizes), sorted(set(sizes)))
                rows = spec.generate(1_000, spec.seed)
                self.assertEqual([size for size, _ in fit(spec, rows)], list(sizes))
                *_, (_, grown) = fit(spec, rows)
                whole = spec.estimator().fit(model_inputs(spec, rows), rows[spec.target])
                scores = [export.sklearn_scores(spec, model, rows) for model in (grown, whole)]
                np.testing.assert_array_equal(*scores)

    def test_golden_rows_have_every_trap_of_the_model(self):
        for spec in SPECS:
            with self.subTest(spec.name):
                lines = (FOLDER / spec.name / "golden.ndjson").read_text().splitlines()
                rows = [json.loads(line)["features"] for line in lines]
                for feature in spec.features:
                    values = [row[feature.name] for row in rows]
                    if feature.nullable:
                        self.assertIn(None, values)
                    if feature.numeric and feature.range:
                        self.assertLessEqual(set(feature.range), set(values))
                    if not feature.numeric and not feature.refuses_unknown:
                        self.assertLessEqual({"", "no such value"}, set(values))
                nothing = {feature.name for feature in spec.features if feature.nullable}
                self.assertTrue(any(all(row[name] is None for name in nothing) for row in rows))

    def test_no_onnx_file_is_above_2_mb(self):
        for spec in SPECS:
            with self.subTest(spec.name):
                self.assertLessEqual((FOLDER / spec.name / "model.onnx").stat().st_size, 2_000_000)

    def test_onnx_scores_the_committed_holdout_as_scikit_learn_did(self):
        for spec, file in itertools.product(SPECS, ("holdout.ndjson", "golden.ndjson")):
            with self.subTest(f"{spec.name} {file}"):
                lines = (FOLDER / spec.name / file).read_text().splitlines()
                rows = [json.loads(line) for line in lines]
                features = pd.DataFrame([row["features"] for row in rows])
                scores = export.onnx_scores(spec, (FOLDER / spec.name / "model.onnx").read_bytes(), features)
                apart = np.abs(scores - [row["score"] for row in rows]).max()
                self.assertLessEqual(apart, export.TOLERANCE)

    def test_churn_reads_the_real_file(self):
        """Lines as the Expresso set has them: a user_id, floats, and nothing where a value is missing."""
        spec = models.load("churn")
        content = """user_id,REGION,TENURE,MONTANT,FREQUENCE_RECH,REVENUE,ARPU_SEGMENT,FREQUENCE,DATA_VOLUME,ON_NET,\
ORANGE,TIGO,ZONE1,ZONE2,MRG,REGULARITY,TOP_PACK,FREQ_TOP_PACK,CHURN
aa,FATICK,K > 24 month,4250.0,15.0,4251.0,1417.0,17.0,4.0,388.0,46.0,1.0,1.0,2.0,NO,54,\
On net 200F=Unlimited _call24H,8.0,0
ab,,I 18-21 month,,,,,,,,,,,,NO,4,,,1
"""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "Train.csv"
            path.write_text(content)
            rows = read_csv(spec, str(path))
        self.assertEqual(list(rows.columns), [*spec.names, "CHURN"])
        self.assertEqual(rows["CHURN"].tolist(), [0, 1])
        self.assertEqual(rows["ARPU_SEGMENT"].isna().tolist(), [False, True])
        inputs = model_inputs(spec, rows)
        self.assertEqual(inputs["REGION"].tolist(), ["FATICK", ""])

    def test_churn_is_trained_on_a_file_without_any_value_of_a_kind(self):
        spec = models.load("churn")
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/rows.csv"
            spec.generate(1_000, 1).assign(ZONE1=None, REGION=None).to_csv(path, index=False)
            strictly = warnings.catch_warnings(action="error", category=RuntimeWarning)
            with contextlib.redirect_stdout(io.StringIO()), strictly:
                train(spec, path, "own", spec.trained_at, Path(folder))
            onnx = (Path(folder) / spec.name / "model.onnx").read_bytes()
            rows = spec.generate(100, 2)
            self.assertEqual(rows["ZONE1"].notna().any(), True)
            scores = export.onnx_scores(spec, onnx, rows)
            np.testing.assert_array_equal(scores, export.onnx_scores(spec, onnx, rows.assign(ZONE1=None)))

    def test_customers_of_whom_little_is_known_are_not_one(self):
        spec = models.load("churn")
        rows = spec.generate(1_000, 1).head(1).assign(TENURE="K > 24 month", MRG="NO", REGULARITY=1)
        rows[[feature.name for feature in spec.features if feature.nullable]] = None
        three, four = (rows.assign(**dict.fromkeys(names, 5.0)) for names in (spec.names[2:5], spec.names[2:6]))
        twice = pd.concat([rows, rows, three, three, four, four])
        np.testing.assert_array_equal(spec.group(twice), [0, 1, 2, 3, 4, 4])

    def test_loan_risk_has_no_row_of_loan_approval(self):
        first, second = models.load("loan-approval"), models.load("loan-risk")
        frames = [spec.generate(5_000, spec.seed)[first.names] for spec in (first, second)]
        self.assertEqual(len(pd.merge(*frames)), 0)

    def test_the_card_shows_the_metrics_of_model_json(self):
        for spec in SPECS:
            with self.subTest(spec.name):
                training = json.loads((FOLDER / spec.name / "model.json").read_text())["training"]
                card = (FOLDER / spec.name / "README.md").read_text()
                for metric in ("accuracy", "loss", "precision", "recall", "f1"):
                    self.assertRegex(card, rf"(?i)\| *(log )?{metric} *\| *{training[metric]:.3f} *\|")

    def test_a_threshold_of_its_own_is_another_version_with_metrics_at_it(self):
        def trained(folder: str, *flags: str) -> tuple[int, dict]:
            argv = ["-m", "train", "--model", "loan-risk", "--data", f"{folder}/rows.csv", "--out", folder]
            done = subprocess.run([sys.executable, *argv, *flags], cwd=FOLDER, check=False, capture_output=True)
            model = Path(folder) / "loan-risk" / "model.json"
            return done.returncode, json.loads(model.read_text()) if model.exists() else {}

        spec = models.load("loan-risk")
        with tempfile.TemporaryDirectory() as folder:
            spec.generate(2_000, 7).to_csv(f"{folder}/rows.csv", index=False)
            for wrong in ("1", "half"):
                self.assertEqual(trained(folder, "--threshold", wrong), (2, {}))
            _, usual = trained(folder)
            _, lower = trained(folder, "--threshold", "0.3")
        self.assertEqual((usual["threshold"], lower["threshold"]), (0.5, 0.3))
        self.assertEqual(lower["version"], f"{usual['version']}.threshold.0.3")
        self.assertGreater(lower["training"]["recall"], usual["training"]["recall"])
        self.assertEqual(lower["training"]["loss"], usual["training"]["loss"])

    def test_an_unknown_model_is_told_the_known_ones(self):
        with self.assertRaisesRegex(TrainingError, "expected one of .*loan-approval.*, got 'nope'"):
            models.load("nope")


if __name__ == "__main__":
    unittest.main()
