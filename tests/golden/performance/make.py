"""Makes the expected values beside this file, with the environment of models/train (scikit-learn 1.9.1, scipy 1.17.1).

    models/train/.venv/bin/python tests/golden/performance/make.py

Metrics are scikit-learn's on rows, one row per count; what has no value there is null. Tests of proportions and
distribution functions are scipy's.
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
from scipy import stats
from sklearn.dummy import DummyClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import (
    brier_score_loss,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_score,
    recall_score,
    roc_auc_score,
)

HERE = Path(__file__).parent
rng = np.random.default_rng(20261121)


def number(value):
    return None if math.isnan(value) else float(value)


def areas():
    cases = {
        "no rows": ([0, 0], [0, 0]),
        "no bins": ([], []),
        "one positive row": ([0, 1], [0, 0]),
        "one negative row": ([0, 0], [1, 0]),
        "n = 2, in order": ([0, 1], [1, 0]),
        "n = 2, against the order": ([1, 0], [0, 1]),
        "n = 2, tied": ([1, 0], [1, 0]),
        "one bin": ([30], [70]),
        "identical samples": ([5, 10, 20, 10], [5, 10, 20, 10]),
        "disjoint, perfect": ([0, 0, 40, 60], [50, 50, 0, 0]),
        "disjoint, reversed": ([40, 60, 0, 0], [0, 0, 50, 50]),
        "all positives in one bin": ([0, 0, 500, 0], [100, 200, 150, 50]),
        "heavy ties": ([900, 0, 100], [950, 0, 50]),
        "rare positives": ([0, 1, 0, 3], [900, 80, 15, 5]),
        "rare negatives": ([900, 80, 15, 5], [0, 1, 0, 3]),
        "a billion rows": ([10**8, 4 * 10**8], [3 * 10**8, 2 * 10**8]),
    }
    for i in range(12):
        k = int(rng.choice([2, 10, 102]))
        n = int(rng.choice([20, 500, 20_000]))
        slope = np.linspace(0, float(rng.choice([0, 1, 4])), k)
        up = np.exp(slope) / np.exp(slope).sum()
        cases[f"random {i}, {k} bins, n = {n}"] = (
            rng.multinomial(n, up).tolist(),
            rng.multinomial(n * 2, up[::-1]).tolist(),
        )
    for name, (positives, negatives) in cases.items():
        k = len(positives)
        y = np.repeat([1, 0], k)
        weights = np.array(positives + negatives, dtype=float)
        there = weights > 0
        if sum(positives) == 0 or sum(negatives) == 0:
            auc = None
        else:
            auc = roc_auc_score(y[there], np.tile(np.arange(k), 2)[there], sample_weight=weights[there])
        yield {"name": name, "positives": positives, "negatives": negatives, "auc": auc}


def losses():
    fixed = {
        "one row, right": ([[0.25, 0.75]], [1]),
        "one row, wrong": ([[0.25, 0.75]], [0]),
        "one row, undecided": ([[0.5, 0.5]], [1]),
        "sure and right": ([[0.0, 1.0]], [1]),
        "sure and wrong": ([[0.0, 1.0]], [0]),
        "two rows, one sure and wrong": ([[1.0, 0.0], [0.4, 0.6]], [1, 1]),
        "near the clipping": ([[1e-16, 1 - 1e-16], [1e-14, 1 - 1e-14]], [0, 0]),
        "three classes, one row": ([[0.2, 0.3, 0.5]], [1]),
        "three classes, sure and wrong": ([[0.0, 0.0, 1.0]], [0]),
        "one class only": ([[0.3, 0.7]] * 5, [1] * 5),
    }
    for i in range(14):
        k = int(rng.choice([2, 2, 3, 5]))
        n = int(rng.choice([2, 30, 400]))
        p = rng.dirichlet(np.full(k, float(rng.choice([0.05, 0.5, 1, 5]))), n)
        y = [int(rng.choice(k, p=row)) for row in p]
        fixed[f"random {i}, {k} classes, n = {n}"] = (p.tolist(), y)
    for name, (p, y) in fixed.items():
        p = np.array(p)
        k = p.shape[1]
        clipped = np.clip(p, 1e-15, 1 - 1e-15)
        own = -np.log(clipped[np.arange(len(y)), y])
        # The rows' own losses, because newer versions of log_loss clip elsewhere and want rows that sum to 1 exactly.
        if (p > 1e-15).all():
            assert np.isclose(own.mean(), log_loss(y, p, labels=range(k)), rtol=1e-12), name
        brier = (
            brier_score_loss(y, p[:, 1], pos_label=1)
            if k == 2
            else brier_score_loss(y, p, labels=range(k), scale_by_half=False)
        )
        yield {"name": name, "probabilities": p.tolist(), "actual": y, "log_loss": own.mean(), "brier": float(brier)}


def confusions():
    fixed = {
        "no rows": [[0, 0], [0, 0]],
        "one row, right": [[0, 0], [0, 1]],
        "one row, wrong": [[0, 1], [0, 0]],
        "n = 2, both wrong": [[0, 1], [1, 0]],
        "perfect": [[70, 0], [0, 30]],
        "all wrong": [[0, 70], [30, 0]],
        "always the one": [[0, 70], [0, 30]],
        "always the other": [[70, 0], [30, 0]],
        "one class only": [[0, 0], [20, 80]],
        "a class never answered nor seen": [[5, 1, 0], [2, 7, 0], [0, 0, 0]],
        "a class never answered": [[5, 1, 0], [2, 7, 0], [3, 1, 0]],
        "a class never seen": [[5, 1, 4], [2, 7, 1], [0, 0, 0]],
        "rare class": [[99_000, 900], [60, 40]],
    }
    for i in range(12):
        k = int(rng.choice([2, 3, 6]))
        fixed[f"random {i}, {k} classes"] = rng.integers(0, int(rng.choice([3, 50, 10_000])), (k, k)).tolist()
    for name, matrix in fixed.items():
        k = len(matrix)
        truth = np.repeat(np.repeat(np.arange(k), k), np.ravel(matrix))
        answer = np.repeat(np.tile(np.arange(k), k), np.ravel(matrix))
        assert confusion_matrix(truth, answer, labels=range(k)).tolist() == matrix if len(truth) else True
        case = {"name": name, "matrix": matrix, "macro": {}}
        for metric, score in [("precision", precision_score), ("recall", recall_score), ("f1", f1_score)]:
            with warnings.catch_warnings():
                # The mean of nothing is nan, as wanted.
                warnings.simplefilter("ignore")
                by_class = score(truth, answer, labels=range(k), average=None, zero_division=np.nan) if len(truth) else [math.nan] * k
                macro = score(truth, answer, labels=range(k), average="macro", zero_division=np.nan) if len(truth) else math.nan
            case[metric] = [number(value) for value in by_class]
            case["macro"][metric] = number(macro)
        if len(truth):
            constant = DummyClassifier(strategy="most_frequent").fit(np.zeros((len(truth), 1)), truth)
            case["best_constant"] = constant.score(np.zeros((len(truth), 1)), truth)
        else:
            case["best_constant"] = None
        yield case


def isotonic():
    fixed = {
        "one bin": ([10], [3]),
        "already rising": ([10, 10, 10], [1, 5, 9]),
        "falling": ([10, 10, 10], [9, 5, 1]),
        "constant": ([10, 20, 40], [1, 2, 4]),
        "all positive": ([3, 4, 5], [3, 4, 5]),
        "none positive": ([3, 4, 5], [0, 0, 0]),
        "one violation": ([10, 10, 10, 10], [1, 6, 4, 9]),
        "a violation that pools back": ([1, 1, 1, 1], [0, 1, 1, 0]),
        "single rows": ([1] * 8, [0, 1, 0, 0, 1, 1, 0, 1]),
        "very unequal weights": ([1, 10**6, 1, 10**6], [1, 300_000, 0, 700_000]),
        "empty bins between": ([0, 10, 0, 0, 10, 0], [0, 7, 0, 0, 3, 0]),
        "empty bins, rising": ([0, 10, 0, 10, 10, 0], [0, 1, 0, 5, 9, 0]),
    }
    for i in range(14):
        k = int(rng.choice([5, 20, 102]))
        rows = rng.integers(0, int(rng.choice([2, 40, 4000])), k)
        rows[rng.integers(k)] += 1
        chance = 1 / (1 + np.exp(-float(rng.choice([0, 1, 4])) * np.linspace(-1, 1, k)))
        fixed[f"random {i}, {k} bins"] = (rows.tolist(), rng.binomial(rows, chance).tolist())
    for name, (rows, positives) in fixed.items():
        rows, positives = np.array(rows, dtype=float), np.array(positives, dtype=float)
        there = rows > 0
        bins = np.arange(len(rows))
        fit = IsotonicRegression().fit_transform(bins[there], positives[there] / rows[there], sample_weight=rows[there])
        # A bin without rows has the value of the one before it, at the beginning of the first.
        before = np.maximum(np.searchsorted(bins[there], bins, side="right") - 1, 0)
        yield {
            "name": name,
            "rows": rows.astype(int).tolist(),
            "positives": positives.astype(int).tolist(),
            "values": fit[before].tolist(),
        }


def proportions():
    cases = [
        (0, 10, 0, 10), (10, 10, 20, 20), (0, 1, 1, 1), (1, 1, 0, 1), (1, 2, 1, 2), (5, 10, 5, 10), (50, 100, 500, 1000),
        (9, 10, 1, 10), (1, 10, 9, 10), (3466, 4000, 415, 500), (3466, 4000, 433, 500), (3466, 4000, 445, 500), (3960, 4000, 45, 50),
        (200, 200, 45, 50), (867, 1000, 862_000, 10**6), (867, 1000, 840_000, 10**6), (10**6, 10**6, 10**6 - 7, 10**6),
        (999_000, 10**6, 998_700, 10**6), (86, 100, 81, 100), (860, 1000, 810, 1000),
    ]
    for _ in range(12):
        n, m = (int(x) for x in rng.choice([10, 50, 300, 5000], 2))
        p = float(rng.choice([0.1, 0.5, 0.87, 0.99]))
        cases.append((int(rng.binomial(n, p)), n, int(rng.binomial(m, p)), m))
    for a, n, b, m in cases:
        table = [[a, n - a], [b, m - b]]
        if a + b in (0, n + m):
            z = 0.0
        else:
            z = math.copysign(math.sqrt(stats.chi2_contingency(table, correction=False).statistic), b / m - a / n)
        yield {
            "reference": {"successes": a, "rows": n},
            "current": {"successes": b, "rows": m},
            "z": z,
            "decline": float(stats.norm.cdf(z)),
            "fisher": float(stats.fisher_exact(table).pvalue),
        }


def normal():
    for z in [0, 0.5, -0.5, 1, -1, 1.6448536269514722, -1.6448536269514722, 1.959963984540054, -1.959963984540054, 2.5, -3, 3, -4, 5, -6, 8, -8, -10, -20, -37, 1e-9, -1e-9]:
        yield {"z": z, "cdf": float(stats.norm.cdf(z))}


def hosmer_lemeshow():
    for i in range(24):
        k = [1, 2, 3, 5, 8, 10][i % 6]
        rows = rng.integers(20, 2000, k)
        expected = rows * np.sort(rng.uniform(0.02, 0.98, k))
        variance = expected * (1 - expected / rows)
        spread = [0, 0.5, 1, 3][i % 4]
        observed = np.clip(np.round(expected + spread * np.sqrt(variance) * rng.standard_normal(k)), 0, rows)
        statistic = float(((observed - expected) ** 2 / variance).sum())
        yield {
            "groups": [
                {"observed": float(o), "expected": float(e), "variance": float(v)}
                for o, e, v in zip(observed, expected, variance)
            ],
            "statistic": statistic,
            "p_value": float(stats.chi2.sf(statistic, k)),
        }


def write(name, cases):
    lines = [json.dumps(case) for case in cases]
    assert len(lines) >= 20, (name, len(lines))
    (HERE / f"{name}.json").write_text("[\n" + ",\n".join("  " + line for line in lines) + "\n]\n")
    print(name, len(lines))


write("areas", areas())
write("losses", losses())
write("confusions", confusions())
write("isotonic", isotonic())
write("proportions", proportions())
write("normal", normal())
write("hosmer-lemeshow", hosmer_lemeshow())
