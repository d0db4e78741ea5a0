"""Makes the expected values beside this file.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install scipy==1.17.1 mpmath==1.4.1
    /tmp/golden/bin/python tests/golden/statistics/make.py

Divergences come from scipy on the smoothed shares. The JS distance of nearly equal samples is a root of rounding errors
there, so it is computed with 50 digits, and scipy is only required to be close.
"""

import json
import math
import random
from pathlib import Path

import numpy as np
from mpmath import mp, mpf
from scipy.spatial.distance import jensenshannon
from scipy.stats import binomtest, entropy

HERE = Path(__file__).parent
mp.dps = 50


def pairs():
    rng = random.Random(20261121)

    def counts(k, n, skew=1.0):
        weights = [rng.random() ** skew + 1e-3 for _ in range(k)]
        return [int(x) for x in np.random.default_rng(rng.randrange(2**32)).multinomial(n, np.array(weights) / sum(weights))]

    a = counts(12, 4000)
    yield "identical", a, a
    yield "identical shares, other sizes", [10, 20, 30, 40], [100, 200, 300, 400]
    yield "identical with empty bins", [0, 5, 0, 7], [0, 5, 0, 7]
    yield "disjoint", [100, 0, 0, 0], [0, 0, 0, 100]
    yield "disjoint halves", [50, 50, 0, 0], [0, 0, 70, 30]
    yield "disjoint, large", [10**9, 0], [0, 10**9]
    yield "constant column, the same value", [0, 0, 500, 0], [0, 0, 300, 0]
    yield "constant column, another value", [0, 0, 500, 0], [0, 300, 0, 0]
    yield "all missing now", [0, 10, 20, 30], [60, 0, 0, 0]
    yield "nothing now (n = 0)", [10, 20, 30], [0, 0, 0]
    yield "nothing on both sides", [0, 0, 0], [0, 0, 0]
    yield "n = 1", [10, 20, 30], [0, 1, 0]
    yield "n = 2", [10, 20, 30], [1, 0, 1]
    yield "one category", [7], [3]
    yield "one category, none now", [7], [0]
    yield "a category that vanished", [40, 30, 30], [60, 40, 0]
    yield "an unseen category", [60, 40, 0], [40, 30, 30]
    yield "nearly equal, large", [10**6, 10**6, 10**6], [10**6 + 1, 10**6, 10**6 - 1]
    yield "nearly equal, 1e9", [10**9, 2 * 10**9], [10**9 + 3, 2 * 10**9 - 3]
    yield "one row moved", [1000, 1000], [999, 1001]
    for i in range(12):
        k = rng.choice([2, 5, 13, 21])
        skew = rng.choice([1, 3, 6])
        yield f"random {i}, {k} bins", counts(k, rng.choice([50, 400, 10_000]), skew), counts(k, rng.choice([100, 5000]), skew)


def shares(counts):
    p = np.array(counts, dtype=float) + 0.5
    return p / p.sum()


def exact_js(a, b):
    def exact(counts):
        total = mpf(sum(counts)) + mpf(len(counts)) / 2
        return [(mpf(c) + mpf("0.5")) / total for c in counts]

    total = mpf(0)
    for p, q in zip(exact(a), exact(b)):
        m = (p + q) / 2
        total += (p * mp.log(p / m) + q * mp.log(q / m)) / 2
    # Equal samples leave a rounding error of this arithmetic.
    return float(mp.sqrt(total / mp.log(2))) if total > mpf(10) ** -40 else 0.0


def main():
    divergences = []
    for name, reference, current in pairs():
        p, q = shares(reference), shares(current)
        js = exact_js(reference, current)
        # Of nearly equal samples scipy takes the root of a rounding error, which may be below zero.
        scipy_js = np.nan_to_num(jensenshannon(p, q, base=2))
        assert math.isclose(js, scipy_js, rel_tol=1e-6, abs_tol=1e-7), name
        divergences.append(
            {
                "name": name,
                "reference": reference,
                "current": current,
                "kl": float(entropy(p, q)),
                "psi": float(entropy(p, q) + entropy(q, p)),
                "js": js,
            }
        )
    write("divergences.json", divergences)

    cases = [(0, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2), (0, 10), (10, 10), (1, 10), (5, 10), (9, 10)]
    cases += [(0, 10**6), (1, 10**6), (10**6, 10**6), (499_999, 10**6), (3466, 4000), (86, 100), (99, 100), (1, 3), (2, 3), (7, 1000), (123, 456)]
    intervals = []
    for k, n in cases:
        interval = None
        if n > 0:
            ci = binomtest(k, n).proportion_ci(0.95, method="wilson")
            interval = [float(ci.low), float(ci.high)]
        intervals.append({"successes": k, "n": n, "interval": interval, "proportion": k / n if n else None})
    write("proportions.json", intervals)

    balances = []
    rng = random.Random(5)
    fixed = [[], [0], [5], [0, 0], [1, 0], [0, 1], [1, 1], [1, 2], [10**9, 1], [3, 3, 3]]
    for counts in fixed + [[rng.randrange(1000) for _ in range(rng.randrange(1, 6))] for _ in range(12)]:
        total = sum(counts)
        balances.append({"counts": counts, "shares": (np.array(counts) / total).tolist() if total else None})
    write("class-balance.json", balances)


def write(name, cases):
    (HERE / name).write_text("[\n" + ",\n".join("  " + json.dumps(case) for case in cases) + "\n]\n")
    print(name, len(cases))


main()
