"""What is special about the texts; what holds for every model is in test_models.py."""

import json
import re
import unittest
from pathlib import Path

import numpy as np
import pandas as pd

from train import vader
from train.data import split
from train.matrix import LOWERED, column
from train.models.sentiment import SPEC, clear, documents, generate, looked_up

FOLDER = Path(__file__).resolve().parents[2] / "sentiment"


def rows_of(file: str) -> list[dict]:
    return [json.loads(line) for line in (FOLDER / file).read_text().splitlines()]


class Sentiment(unittest.TestCase):
    def test_all_rated_texts_are_read_and_unescaped(self):
        texts = vader.texts()
        self.assertEqual(
            texts.groupby("source").size().to_dict(),
            {"amazon reviews": 3_697, "movie reviews": 10_603, "nyt editorials": 5_118, "tweets": 4_200},
        )
        self.assertFalse(texts["text"].str.contains("&amp;", regex=False).any())
        self.assertTrue(texts["rating"].between(-4, 4).all())
        self.assertEqual(vader.lexicon()["good"], 1.9)

    def test_labels_are_the_sign_of_a_clear_rating(self):
        rows = generate(2_000, 1)
        ratings = looked_up("rating", rows)
        self.assertTrue((ratings.abs() > 0.5).all())
        self.assertTrue(((rows["sentiment"] == "positive") == (ratings > 0)).all())

    def test_no_document_and_no_text_is_in_two_parts(self):
        splits = split(SPEC, generate(len(clear()), SPEC.seed))
        parts = [splits.training, splits.holdout, splits.unseen]
        for of in (lambda part: set(part["text"]), lambda part: set(documents(part))):
            sets = [of(part) for part in parts]
            self.assertEqual(len(set.union(*sets)), sum(map(len, sets)))
        committed = [{row["features"]["text"] for row in rows_of(f)} for f in ("holdout.ndjson", "unseen.ndjson")]
        self.assertEqual(committed, [set(splits.holdout["text"]), set(splits.unseen["text"])])

    def test_own_texts_are_grouped_by_what_the_model_reads(self):
        known = vader.texts().iloc[0]
        texts = ["own", "o\0wn", "other", known["text"], known["text"] + "\0", "own"]
        first, same, other, rated, rated_too, again = documents(pd.DataFrame({"text": texts}))
        self.assertEqual([same, again], [first, first])
        self.assertEqual([rated, rated_too], [known["document"]] * 2)
        self.assertEqual(len({first, other, rated}), 3)

    def test_no_other_letter_is_lower_cased_into_ascii(self):
        others = (chr(code) for code in range(128, 0x110000) if not 0xD800 <= code <= 0xDFFF)
        found = {ord(c): c.lower() for c in others if any(low.isascii() for low in c.lower())}
        self.assertEqual(found, LOWERED)
        self.assertEqual(column(SPEC.features[0], pd.Series(["\u212a\u0130\0É"]))[0], "ki\u0307É")

    def test_accuracy_is_enough_and_the_card_says_it_by_source(self):
        rows = pd.DataFrame(rows_of("holdout.ndjson"))
        right = (rows["score"] >= 0.5) == (rows["actual"] == "positive")
        self.assertGreaterEqual(np.mean(right), 0.79)
        card = (FOLDER / "README.md").read_text()
        for source, of in right.groupby(rows["source"]):
            self.assertRegex(card, rf"(?i)\| *{re.escape(source)} *\| *{len(of)} *\| *{of.mean():.3f} *\|")


if __name__ == "__main__":
    unittest.main()
