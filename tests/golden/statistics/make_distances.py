"""Makes the expected values of distances.test.ts, like make.py and in its environment.

    /tmp/golden/bin/python tests/golden/statistics/make_distances.py

Two samples that are counts over bins are compared as scipy compares them with every row at its bin's position.
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import (
    chi2_contingency,
    false_discovery_control,
    kstwo,
    ks_2samp,
    wasserstein_distance,
)

HERE = Path(__file__).parent
RANDOM = np.random.default_rng(20261121)


def binned(reference, current):
    """Positions and counts, in up to 30 quantile bins of the reference; a position is the mean of what lies there."""
    edges = np.unique(np.quantile(reference, np.arange(30) / 30, method="inverted_cdf")) if len(reference) else np.array([0.0])
    both = np.concatenate([reference, current])
    bins = np.searchsorted(edges, both, side="right")
    used = np.unique(bins)
    # In halves: values may be so large that their sum is not finite.
    positions = [float(np.mean(both[bins == i] / 2) * 2) for i in used]
    counts = [[int(np.sum(bins[part] == i)) for i in used] for part in (slice(0, len(reference)), slice(len(reference), None))]
    return positions, *counts


def samples():
    """Pairs of raw samples; NaN is missing."""
    r = RANDOM
    a = r.normal(size=300)
    yield "identical", a, a
    yield "the same distribution", a, r.normal(size=200)
    yield "disjoint", r.uniform(0, 1, 150), r.uniform(5, 6, 120)
    yield "constant column, the same value", np.full(80, 3.0), np.full(50, 3.0)
    yield "constant column, another value", np.full(80, 3.0), np.full(50, 4.0)
    yield "all missing now", a, np.full(50, np.nan)
    yield "all missing on both sides", np.full(50, np.nan), np.full(50, np.nan)
    yield "nothing now (n = 0)", a, np.array([])
    yield "n = 1", a, np.array([0.3])
    yield "n = 2", a, np.array([-2.0, 0.7])
    yield "1 against 1", np.array([1.0]), np.array([2.0])
    yield "one in ten missing", np.where(r.random(200) < 0.1, np.nan, r.normal(size=200)), a
    yield "shifted by half a σ", a, r.normal(0.5, 1, 250)
    yield "wider", a, r.normal(0, 3, 250)
    yield "heavy ties: zero-inflated", np.where(r.random(400) < 0.6, 0, r.exponential(size=400)), np.where(r.random(300) < 0.3, 0, r.exponential(size=300))
    yield "heavy ties: rounded", np.round(r.normal(size=400)), np.round(r.normal(0.4, 1, 300))
    yield "integers with few values", r.integers(0, 4, 300).astype(float), r.integers(1, 5, 200).astype(float)
    yield "two values", r.integers(0, 2, 300).astype(float), np.ones(50)
    yield "a value that vanished", r.integers(0, 5, 300).astype(float), r.integers(0, 4, 300).astype(float)
    yield "a value never seen", r.integers(0, 4, 300).astype(float), r.integers(0, 5, 300).astype(float)
    yield "±1e300", r.choice([-1e300, 1e300], 100), r.choice([-1e300, 1e300], 80)
    yield "up to ±1e300", r.uniform(-1e300, 1e300, 200), r.uniform(-1e300, 0, 150)
    yield "one of 1e300 among small", np.append(r.normal(size=99), 1e300), r.normal(size=60)
    yield "tiny", r.normal(size=200) * 1e-300, r.normal(1, 1, 100) * 1e-300
    yield "large and close", 1e9 + r.normal(size=200), 1e9 + r.normal(0.2, 1, 200)
    yield "log-normal", np.exp(r.normal(size=300)), np.exp(r.normal(0.3, 1, 300))
    for i in range(6):
        sizes = r.integers(3, 350, 2)
        yield f"random {i}", r.normal(size=sizes[0]), r.normal(r.normal() / 3, 1 + r.random(), sizes[1])


def large():
    """Counts alone: of more rows than a file should hold."""
    r = RANDOM
    positions = np.arange(20) + r.random(20)
    for n, m, shift in ((4000, 1000, 0), (4000, 1000, 0.02), (10_000, 10_000, 0), (10_000, 9_999, 0.01), (10_000, 10_000, 0.3), (10_001, 100, 0), (10_001, 100, 0.1), (4000, 100_000, 0), (4000, 100_000, 0.01), (100_000, 4000, 0.3), (300_000, 300_000, 0), (300_000, 300_000, 0.004), (20_000, 5, 0.2), (20_000, 1, 0)):
        weights = np.full(20, 0.05)
        moved = np.copy(weights)
        moved[3] -= min(0.05, shift)
        moved[12] += min(0.05, shift)
        if shift > 0.05:
            moved = np.roll(moved, int(shift * 20))
        yield f"{n} and {m} rows, shift {shift}", positions.tolist(), r.multinomial(n, weights).tolist(), r.multinomial(m, moved / moved.sum()).tolist()


def comparison(name, positions, reference, current):
    n, m = sum(reference), sum(current)
    case = {"name": name, "positions": positions, "reference": reference, "current": current, "scale": None}
    case |= {"ks": None, "wasserstein": None, "chi_square": None}
    if n == 0 or m == 0:
        return case
    values = [np.repeat(positions, counts) for counts in (reference, current)]
    test = ks_2samp(*values)
    case["ks"] = {"statistic": float(test.statistic), "p": float(test.pvalue)}
    largest = max(abs(x) for x in positions) or 1.0
    deviation = float(np.std(values[0] / largest)) * largest
    if deviation > 1e-12 * largest:
        case["scale"] = deviation
        # Scaled before: at 1e300 scipy's own sums are not finite; and moved, because large positions lose digits.
        case["wasserstein"] = float(wasserstein_distance(*((of - positions[0]) / deviation for of in values)))
    used = [i for i in range(len(reference)) if reference[i] + current[i] > 0]
    test = chi2_contingency([[reference[i] for i in used], [current[i] for i in used]], correction=False)
    case["chi_square"] = {"statistic": float(test.statistic), "df": int(test.dof), "p": float(test.pvalue)}
    return case


def main():
    raw, compared = [], []
    for name, reference, current in samples():
        present = [x[~np.isnan(x)] for x in (reference, current)]
        compared.append(comparison(name, *binned(*present)))
        both = len(present[0]) > 0 and len(present[1]) > 0
        raw.append({
            "name": name,
            "reference": [None if np.isnan(x) else float(x) for x in reference],
            "current": [None if np.isnan(x) else float(x) for x in current],
            "ks": float(ks_2samp(*present).statistic) if both else None,
        })
    write("samples.json", raw)
    compared += [comparison(*case) for case in large()]
    categories = [
        ("one category", [7], [3]),
        ("a category that vanished", [40, 30, 30], [60, 40, 0]),
        ("an unseen category", [60, 40, 0], [40, 30, 30]),
        ("empty columns", [10, 0, 20, 0], [15, 0, 10, 0]),
        ("hundreds of thousands", [100_000, 200_000, 300_000], [101_000, 199_000, 300_000]),
    ]
    compared += [comparison(name, list(map(float, range(len(a)))), a, b) for name, a, b in categories]
    write("distances.json", compared)

    cases = []
    for n in (1, 2, 3, 10, 50, 139, 140, 141, 400, 1000, 4000, 90_000, 400_001, 1_000_000):
        for z in (0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 0.86, 0.88, 1, 1.2, 1.36, 1.48, 1.49, 1.7, 1.99, 2.01, 2.5, 4, 6):
            d = z / n**0.5
            if d <= 1:
                cases.append({"n": n, "d": d, "p": float(kstwo.sf(d, n))})
    cases += [{"n": n, "d": d, "p": float(kstwo.sf(d, n))} for n in (1, 2, 5, 30, 1000) for d in (0.0, 0.4 / n, 0.6 / n, 1 / n, 0.5, 0.7, 0.999, 1.0)]
    write("kolmogorov.json", cases)

    r = RANDOM
    lists = [[], [0.03], [1.0], [0.0], [0.0, 0.0, 1.0], [0.5, 0.5, 0.5], [0.04, 0.01, 0.03, 0.02], [0.01, 0.02, 0.03, 0.04], [1e-300, 1e-12, 0.5, 1.0], [0.0001] * 18, [1.0] * 18]
    lists += [r.random(k).tolist() for k in (2, 3, 5, 9, 19, 19, 100)]
    lists += [(r.random(k) ** 6).tolist() for k in (2, 3, 5, 9, 19, 19, 100)]
    lists += [np.round(r.random(30), 1).tolist()]
    write("benjamini-hochberg.json", [{"p": p, "adjusted": false_discovery_control(p).tolist() if p else []} for p in lists])


def write(name, cases):
    (HERE / name).write_text("[\n" + ",\n".join("  " + json.dumps(case) for case in cases) + "\n]\n")
    print(name, len(cases))


main()
