"""Loan applications, of which `loan-approval` and `loan-risk` each tell an outcome.

No public data set has these columns, so the rows are drawn from the story below, each step from the
ones before it. It is invented and calibrated to be plausible, not estimated from a bank's records.

    age                18 to 85, right-skewed, around 42
    employment_status  by age: students and starters more often without work, pensioners from 62
    income             log-normal; the median by employment, highest at 50; the self-employed spread wider
    credit_score       rises with age and with the logarithm of income; lower without work
    loan_purpose       by age: education for the young, home purchase in mid-life
    loan_amount        a log-normal multiple of the income; the multiple by purpose
    loan_term          one of the purpose's usual terms, longer for an amount above its usual multiple

The debt-to-income ratio counts the monthly instalment of this loan and other debts, which are no column.
"""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import Pipeline

from .spec import Feature, Growth

FEATURES = (
    Feature("age", "integer", "Age of the applicant", "years", range=(18, 100)),
    Feature("income", "number", "Gross yearly income", "USD per year", range=(0, 10_000_000)),
    Feature("loan_amount", "number", "Amount applied for", "USD", range=(100, 5_000_000)),
    Feature("loan_term", "integer", "Time to repay", "months", range=(1, 480)),
    Feature("credit_score", "integer", "Credit score on the FICO scale", "points", range=(300, 850)),
    Feature(
        "employment_status",
        "integer",
        "Work of the applicant",
        categories=(0, 1, 2, 3),
        category_names=("not employed", "employed", "self-employed", "retired"),
    ),
    Feature(
        "loan_purpose",
        "integer",
        "What the loan is for",
        categories=(0, 1, 2, 3, 4, 5, 6),
        category_names=(
            "other",
            "car",
            "home improvement",
            "debt consolidation",
            "education",
            "business",
            "home purchase",
        ),
    ),
)
EXAMPLES = (
    {
        "age": 35,
        "income": 75_000,
        "loan_amount": 25_000,
        "loan_term": 36,
        "credit_score": 720,
        "employment_status": 1,
        "loan_purpose": 1,
    },
    {
        "age": 24,
        "income": 21_500,
        "loan_amount": 18_000,
        "loan_term": 60,
        "credit_score": 590,
        "employment_status": 0,
        "loan_purpose": 3,
    },
    {
        "age": 51,
        "income": 62_000,
        "loan_amount": 30_000,
        "loan_term": 60,
        "credit_score": 655,
        "employment_status": 2,
        "loan_purpose": 5,
    },
)

# Shares by age: up to 23, 24 to 61, 62 to 66, from 67. Columns: employment_status 0 to 3.
EMPLOYMENT_AGES = (24, 62, 67)
EMPLOYMENT_SHARES = (
    (0.20, 0.72, 0.08, 0.00),
    (0.07, 0.77, 0.16, 0.00),
    (0.05, 0.42, 0.11, 0.42),
    (0.01, 0.08, 0.06, 0.85),
)
INCOME_MEDIAN = np.array([15_000, 52_000, 55_000, 30_000])
INCOME_SIGMA = np.array([0.45, 0.38, 0.60, 0.40])

# Shares by age: up to 27, 28 to 44, 45 to 59, from 60. Columns: loan_purpose 0 to 6.
PURPOSE_AGES = (28, 45, 60)
PURPOSE_SHARES = (
    (0.13, 0.34, 0.03, 0.14, 0.26, 0.04, 0.06),
    (0.10, 0.27, 0.12, 0.20, 0.05, 0.08, 0.18),
    (0.10, 0.25, 0.22, 0.24, 0.02, 0.08, 0.09),
    (0.17, 0.29, 0.29, 0.20, 0.00, 0.03, 0.02),
)
AMOUNT_OF_INCOME = np.array([0.15, 0.42, 0.40, 0.35, 0.40, 0.75, 3.20])
AMOUNT_SIGMA = np.array([0.55, 0.45, 0.55, 0.50, 0.45, 0.60, 0.35])
USUAL_TERMS = np.array(
    [
        [6, 12, 18, 24, 36],
        [24, 36, 48, 60, 72],
        [24, 36, 60, 84, 120],
        [24, 36, 48, 60, 84],
        [36, 60, 84, 120, 180],
        [12, 24, 36, 60, 84],
        [120, 180, 240, 300, 360],
    ]
)
MONTHLY_RATE = np.array([0.11, 0.07, 0.08, 0.11, 0.06, 0.09, 0.05]) / 12


def pick(random: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """One column per row, drawn by the row's shares."""
    return (random.random(len(shares))[:, None] >= shares.cumsum(axis=1)[:, :-1]).sum(axis=1)


def instalment(amount: np.ndarray, term: np.ndarray, monthly_rate: np.ndarray) -> np.ndarray:
    """The constant monthly payment of an annuity loan."""
    return amount * monthly_rate / (1 - (1 + monthly_rate) ** -term)


def draw(random: np.random.Generator, rows: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Applications, and the debt-to-income ratio of each."""
    age = np.clip(np.round(18 + random.gamma(2.7, 9.0, rows)), 18, 85)
    employment = pick(random, np.array(EMPLOYMENT_SHARES)[np.digitize(age, EMPLOYMENT_AGES)])

    age_effect = -0.45 * ((age - 50) / 30) ** 2 * (employment != 3)
    income = INCOME_MEDIAN[employment] * np.exp(
        age_effect + INCOME_SIGMA[employment] * random.normal(size=rows)
    )
    income = np.clip(np.round(income), 3_000, 1_000_000)

    score = 675 + 1.3 * (age - 42) + 38 * np.log(income / 45_000) - 20 * (employment == 0)
    score = np.clip(np.round(score + 62 * random.normal(size=rows)), 300, 850)

    purpose = pick(random, np.array(PURPOSE_SHARES)[np.digitize(age, PURPOSE_AGES)])
    excess = AMOUNT_SIGMA[purpose] * random.normal(size=rows)
    amount = np.clip(np.round(income * AMOUNT_OF_INCOME[purpose] * np.exp(excess), -2), 500, 2_000_000)
    term = USUAL_TERMS[purpose, random.binomial(4, np.clip(0.55 + 0.35 * excess, 0.05, 0.95))]

    other_debts = np.clip(random.gamma(4.0, 0.02, rows), 0, 0.5)
    debt_to_income = instalment(amount, term, MONTHLY_RATE[purpose]) / (income / 12) + other_debts

    columns = (age, income, amount, term, score, employment, purpose)
    names = [feature.name for feature in FEATURES]
    return pd.DataFrame(dict(zip(names, columns, strict=True))).astype(np.int64), debt_to_income


def forest(seed: int) -> Pipeline:
    """The codes go in as numbers: a tree splits them as often as it needs, and nothing has to be encoded."""
    trees = RandomForestClassifier(
        n_estimators=100,
        max_depth=10,
        min_samples_leaf=20,
        max_leaf_nodes=128,
        max_features=3,
        random_state=seed,
        n_jobs=1,
    )
    columns = ColumnTransformer([("all", "passthrough", [feature.name for feature in FEATURES])])
    return Pipeline([("columns", columns), ("forest", trees)])


GROWTH = Growth("forest__n_estimators", tuple(range(5, 101, 5)))
