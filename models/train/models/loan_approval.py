"""Loan approval: whether a consumer loan or mortgage application is approved.

The applications are those of `loans.py`. What decides is a lender's score of the credit score, the
debt-to-income ratio, work and purpose; the other debts and the lender's judgement are not among the
columns (so not even a perfect model is always right), and 2 % of the labels are flipped.
"""

import numpy as np
import pandas as pd

from .. import loans
from ..spec import Spec


def generate(rows: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    applications, debt_to_income = loans.draw(random, rows)
    lender = (
        0.3
        + 2.4 * (applications["credit_score"].to_numpy() - 670) / 60
        - 1.5 * (debt_to_income - 0.25) / 0.08
        + np.array([-3.0, 0.5, -0.5, 0.0])[applications["employment_status"]]
        + np.array([0.0, 0.2, 0.1, -0.3, 0.1, -0.5, 0.3])[applications["loan_purpose"]]
    )
    approved = (lender + 0.45 * random.logistic(size=rows) > 0) ^ (random.random(rows) < 0.02)
    return applications.assign(approved=approved.astype(np.int64))


SPEC = Spec(
    name="loan-approval",
    version="1.0.0",
    description="Whether a loan application is approved: a random forest of 100 trees",
    trained_at="2026-11-20T00:00:00Z",
    outcome_maturity_days=7,
    features=loans.FEATURES,
    target="approved",
    classes=(0, 1),
    positive_class=1,
    class_names=("not approved", "approved"),
    examples=loans.EXAMPLES,
    seed=20261120,
    generate=generate,
    estimator=lambda: loans.forest(11),
    growth=loans.GROWTH,
)
