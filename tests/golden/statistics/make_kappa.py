"""Makes cohen-kappa.json, with the environment of models/train (scikit-learn 1.9.1).

    models/train/.venv/bin/python tests/golden/statistics/make_kappa.py

Kappa is scikit-learn's on one row per item; where it has no value there (nan), null.
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
from sklearn.metrics import cohen_kappa_score

HERE = Path(__file__).parent
rng = np.random.default_rng(20261121)

fixed = {
    "no items": [[0, 0], [0, 0]],
    "one item, agreed": [[1, 0], [0, 0]],
    "one item, not agreed": [[0, 1], [0, 0]],
    "one class, always": [[40, 0], [0, 0]],
    "one rater says one class only": [[30, 0], [10, 0]],
    "perfect": [[20, 0], [0, 30]],
    "perfect, three classes": [[5, 0, 0], [0, 7, 0], [0, 0, 9]],
    "opposite": [[0, 25], [25, 0]],
    "exactly chance": [[8, 12], [12, 18]],
    "less than chance": [[1, 9], [8, 2]],
    "Cohen's own example": [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
    "many agree, few positives": [[960, 20], [15, 5]],
    "half agree, balanced": [[25, 25], [25, 25]],
    "a class that nobody uses": [[12, 3, 0], [2, 13, 0], [0, 0, 0]],
    "a class of one rater": [[12, 3, 2], [2, 13, 1], [0, 0, 0]],
    "a million items": [[600_000, 50_000], [30_000, 320_000]],
}
for i in range(16):
    k = int(rng.choice([2, 3, 5]))
    counts = rng.integers(0, int(rng.choice([3, 40, 2000])), (k, k)) + np.diag(rng.integers(0, 60, k))
    fixed[f"random {i}, {k} classes"] = counts.tolist()

cases = []
for name, counts in fixed.items():
    k = len(counts)
    first = np.repeat(np.repeat(np.arange(k), k), np.ravel(counts))
    second = np.repeat(np.tile(np.arange(k), k), np.ravel(counts))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kappa = cohen_kappa_score(first, second, labels=range(k)) if len(first) else math.nan
    cases.append({"name": name, "counts": counts, "kappa": None if math.isnan(kappa) else float(kappa)})

assert sum(case["kappa"] is None for case in cases) >= 2
lines = ",\n".join("  " + json.dumps(case) for case in cases)
(HERE / "cohen-kappa.json").write_text(f"[\n{lines}\n]\n")
print(len(cases))
