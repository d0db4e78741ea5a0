"""What must hold for every model; a new spec is covered by being there."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import pandas as pd

from train import export, models
from train.data import read_csv, split
from train.errors import TrainingError

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

    def test_onnx_scores_the_committed_holdout_as_scikit_learn_did(self):
        for spec in SPECS:
            with self.subTest(spec.name):
                lines = (FOLDER / spec.name / "holdout.ndjson").read_text().splitlines()
                rows = [json.loads(line) for line in lines]
                features = pd.DataFrame([row["features"] for row in rows])
                scores = export.onnx_scores(spec, (FOLDER / spec.name / "model.onnx").read_bytes(), features)
                apart = np.abs(scores - [row["score"] for row in rows]).max()
                self.assertLessEqual(apart, export.TOLERANCE)

    def test_the_card_shows_the_metrics_of_model_json(self):
        for spec in SPECS:
            with self.subTest(spec.name):
                training = json.loads((FOLDER / spec.name / "model.json").read_text())["training"]
                card = (FOLDER / spec.name / "README.md").read_text()
                for metric in ("accuracy", "loss", "precision", "recall", "f1"):
                    self.assertRegex(card, rf"(?i)\| *(log )?{metric} *\| *{training[metric]:.3f} *\|")

    def test_an_unknown_model_is_told_the_known_ones(self):
        with self.assertRaisesRegex(TrainingError, "expected one of .*loan-approval.*, got 'nope'"):
            models.load("nope")


if __name__ == "__main__":
    unittest.main()
