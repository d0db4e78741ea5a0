import json
import tempfile
import unittest
from pathlib import Path

from train import models, rows
from train.errors import TrainingError

MODEL = "loan-approval"


class Rows(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = Path(folder.name) / "rows.ndjson"

    def write(self, seed: int) -> list[str]:
        rows.write(MODEL, 300, seed, self.out)
        return self.out.read_text().splitlines()

    def test_rows_are_those_of_the_seed(self) -> None:
        first = self.write(1)
        self.assertEqual(len(first), 300)
        self.assertEqual(self.write(1), first)
        self.assertFalse(set(self.write(2)) & set(first))
        spec = models.load(MODEL)
        row = json.loads(first[0])
        self.assertEqual(list(row["features"]), spec.names)
        self.assertIn(row["actual"], spec.classes)

    def test_the_rows_of_the_training_are_refused(self) -> None:
        with self.assertRaisesRegex(TrainingError, "expected another than"):
            self.write(models.load(MODEL).seed)
