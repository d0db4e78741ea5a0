"""Sentiment: whether a short English text is positive or negative.

The texts are tweets, product and film reviews and editorials, each rated by people from −4 to 4
(`train/vader.py`). The label is the sign of the mean rating; texts within ±0.5 of neutral are left out.

The model is tf-idf of words and pairs of words, and a logistic regression. Two things are known before
any text is read: how people rated single words, and that "not" turns a word round. Both enter as three
further columns, each a weighted sum of the tf-idf columns; because they are sums, the fitted weights fold
back into one weight per word, and what is exported is a plain logistic regression.
"""

import json

import numpy as np
import pandas as pd
import scipy.sparse as sparse
from skl2onnx.sklapi import TraceableTfidfVectorizer
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from .. import vader
from ..errors import TrainingError
from ..matrix import model_inputs
from ..spec import Feature, Spec

CLEAR = 0.5
TOKEN = "[a-zA-Z0-9']{2,}"
NGRAMS = (1, 2)
COLUMNS = 20_000
"""Of words and pairs: each is a float per row at run time, and some 30 bytes of the file."""
PRIOR_SCALE = 0.3
NEGATIONS = frozenset(
    "aren't can't cannot cant couldn't didn't doesn't doesnt don't dont hardly isn't isnt lack lacking lacks "
    "less neither never no none nor not nothing shouldn't wasn't without won't wouldn't".split()
)
BOOSTERS = frozenset(
    "absolutely extremely incredibly more most much pretty quite really so such too totally truly very".split()
)


def clear() -> pd.DataFrame:
    texts = vader.texts()
    return texts[texts["rating"].abs() > CLEAR]


def generate(rows: int, seed: int) -> pd.DataFrame:
    """Not invented: so many of the rated texts, in an order that depends on the seed."""
    texts = clear()
    if rows > len(texts):
        raise TrainingError(f"expected at most the {len(texts)} rated texts, got a demand for {rows}")
    order = np.random.default_rng(seed).permutation(len(texts))[:rows]
    chosen = texts.iloc[order]
    labels = np.where(chosen["rating"] > 0, "positive", "negative")
    return pd.DataFrame({"text": chosen["text"].to_numpy(), "sentiment": labels})


def looked_up(column: str, rows: pd.DataFrame) -> pd.Series:
    """Of the rated text that the row has; nothing for a text of the user's own."""
    return rows["text"].map(vader.texts().set_index("text")[column])


def documents(rows: pd.DataFrame) -> list[str]:
    """Sentences of one review or editorial must not be on both sides of the split, and no text twice."""
    texts = model_inputs(SPEC, rows)
    known = looked_up("document", texts)
    return [f"text {text}" if pd.isna(name) else name for text, name in zip(texts["text"], known, strict=True)]


def prior(terms: list[tuple[str, ...]]) -> np.ndarray:
    """Columns: the rating of a word; of a word after a negation; of a word after a booster."""
    ratings = vader.lexicon()
    weights = np.zeros((len(terms), 3))
    for i, (*before, word) in enumerate(terms):
        if not before:
            weights[i, 0] = ratings.get(word, 0.0)
        elif before[0] in NEGATIONS:
            weights[i, 1] = ratings.get(word, 0.0)
        elif before[0] in BOOSTERS:
            weights[i, 2] = ratings.get(word, 0.0)
    return weights * PRIOR_SCALE


def choose_terms(texts: pd.Series, positive: np.ndarray) -> list[tuple[str, ...]]:
    """The words and pairs that tell most: by their log odds, how often they occur, and the prior."""
    counter = CountVectorizer(token_pattern=TOKEN, ngram_range=NGRAMS, min_df=2, binary=True)
    # Each rated word twice, so that it is among the candidates though no text has it.
    rated = [word for word in vader.lexicon() if word.isascii()]
    counter.fit([*texts, *rated, *rated])
    found = counter.transform(texts)
    candidates = [tuple(name.split(" ")) for name in counter.get_feature_names_out()]
    with_term, without = (1.0 + np.asarray(found[part].sum(axis=0)).ravel() for part in (positive, ~positive))
    odds = np.abs(np.log(with_term / with_term.sum()) - np.log(without / without.sum()))
    telling = odds * np.sqrt(np.asarray(found.sum(axis=0)).ravel())
    telling += np.abs(prior(candidates)).sum(axis=1) / PRIOR_SCALE * 10
    telling += [float(len(term) == 1) for term in candidates]
    return sorted(candidates[i] for i in np.argsort(-telling, kind="stable")[:COLUMNS])


class Trainer:
    """`fit` gives the pipeline that is exported."""

    def fit(self, rows: pd.DataFrame, labels: pd.Series) -> Pipeline:
        texts, positive = rows["text"], (labels == "positive").to_numpy()
        terms = choose_terms(texts, positive)
        vectorizer = TraceableTfidfVectorizer(
            token_pattern=TOKEN, ngram_range=NGRAMS, vocabulary={term: i for i, term in enumerate(terms)}
        )
        columns = ColumnTransformer([("words", vectorizer, "text")]).fit(rows)
        words = sparse.csr_matrix(columns.transform(rows))
        # A text that people found strongly positive or negative says more about its words.
        weight = looked_up("rating", rows).abs().fillna(1.0).to_numpy()
        weights = prior(terms)
        regression = LogisticRegression(C=3.0, solver="liblinear", random_state=0, max_iter=1000)
        regression.fit(sparse.hstack([words, words @ weights]).tocsr(), labels, sample_weight=weight)
        own, shared = np.split(regression.coef_[0], [len(terms)])
        regression.coef_ = (own + weights @ shared)[None, :]
        regression.n_features_in_ = len(terms)
        return Pipeline([("columns", columns), ("regression", regression)])


def vocabulary(model: Pipeline) -> bytes:
    terms = model.named_steps["columns"].named_transformers_["words"].vocabulary_
    return "".join(f"{word}\n" for word in sorted(term[0] for term in terms if len(term) == 1)).encode()


GOLDEN = (
    "",
    " ",
    "\n\t\r\n",
    "\0",
    "a",
    "?!...",
    "#",
    "# ## ###",
    "😀",
    "😀 I love it 👍🏽",
    "no such value",
    "zxqv wvutq",
    "zxqv wvutq good",
    "好的电影",
    "Très bien, mais naïve",
    "good",
    "GOOD",
    "gOoD",
    "not good",
    "NOT GOOD",
    "not\0good",
    "go\0od",
    "not very good",
    "very good movie",
    "good good good good",
    "good. Not bad!",
    "I don't like it",
    "I don\u2019t like it",
    "isn''t 'quoted' ''",
    "it's 100 percent worth 2 hours",
    "snake_case-and-dashes/slashes",
    "<b>bold</b> &amp; plain",
    "https://example.org/a?b=c&d=e",
    "the the the the",
    "terrible, horrible, no good, very bad day",
    "A wonderful little production.",
    "tab\tseparated\twords are great",
    "line\nbreaks\nare awful",
    "ends with a pair of the",
    "x" * 10_000,
    "ab " * 20_000,
    "I love this but I hate that. " * 2_000,
    "good\u00a0film\u2028bad\u3000plot",
    "\ufeffgood",
    "e\u0301le\u0301gant",
    "\u212aind words, not \u212aILLING",
    "SC\u0130-F\u0130 and TERR\u0130BLE, WAB\u0130-SAB\u0130",
)
"""Texts on which a tokenizer may go wrong."""


def golden(model: Pipeline) -> bytes:
    scores = model.predict_proba(model_inputs(SPEC, pd.DataFrame({"text": GOLDEN})))[:, SPEC.positive_index]
    lines = [
        json.dumps({"features": {"text": text}, "score": float(score)}, separators=(",", ":"))
        for text, score in zip(GOLDEN, scores, strict=True)
    ]
    return "".join(f"{line}\n" for line in lines).encode()


SPEC = Spec(
    name="sentiment",
    version="1.0.0",
    description="Whether a short English text is positive or negative: words, pairs of words and a logistic regression",
    trained_at="2026-11-20T00:00:00Z",
    outcome_maturity_days=1,
    features=(
        Feature(
            "text",
            "text",
            "A sentence or a few, in English",
            tokenizer={"pattern": TOKEN, "lowercase": True, "vocabulary": "vocabulary.txt"},
        ),
    ),
    target="sentiment",
    classes=("negative", "positive"),
    positive_class="positive",
    examples=(
        {"text": "The staff were friendly and the room was spotless. We had a wonderful stay."},
        {"text": "The plot goes nowhere, and after an hour I did not care who lived or died."},
        {"text": "Not bad at all, though I have seen better."},
    ),
    seed=20261120,
    generate=generate,
    estimator=Trainer,
    training_rows=14_186,
    holdout_rows=3_000,
    unseen_rows=1_900,
    group=documents,
    context=lambda rows: {"source": looked_up("source", rows)},
    files=lambda model: {"vocabulary.txt": vocabulary(model), "golden.ndjson": golden(model)},
)
