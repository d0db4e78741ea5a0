"""Loan risk: whether a loan that was paid out defaults.

The applications are those of `loans.py`, drawn from another seed: no row is one of loan-approval's. A
borrower defaults more often the lower the credit score, the higher the debt-to-income ratio, the longer
the term, without work or self-employed; and by bad luck, which no column tells.
"""

import numpy as np
import pandas as pd

from .. import loans
from ..spec import Spec


def generate(rows: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    applications, debt_to_income = loans.draw(random, rows)
    strain = (
        -2.6
        - 2.0 * (applications["credit_score"].to_numpy() - 670) / 60
        + 1.1 * (debt_to_income - 0.25) / 0.08
        + 0.5 * np.log(applications["loan_term"].to_numpy() / 48)
        + np.array([1.6, -0.3, 0.6, -0.1])[applications["employment_status"]]
        + np.array([0.0, -0.2, -0.2, 0.4, 0.1, 0.6, -0.5])[applications["loan_purpose"]]
    )
    default = strain + 0.8 * random.logistic(size=rows) > 0
    return applications.assign(default=default.astype(np.int64))


SPEC = Spec(
    name="loan-risk",
    version="1.0.0",
    description="Whether a loan defaults (1) or is repaid (0): a random forest of 100 trees",
    trained_at="2026-11-21T00:00:00Z",
    features=loans.FEATURES,
    target="default",
    classes=(0, 1),
    positive_class=1,
    class_names=("repaid", "defaults"),
    examples=loans.EXAMPLES,
    seed=20261121,
    generate=generate,
    estimator=lambda: loans.forest(12),
    growth=loans.GROWTH,
)
