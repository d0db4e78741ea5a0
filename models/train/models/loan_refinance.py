"""Loan refinance: whether a home loan is replaced by one at another rate.

No public data set has these columns. The rows are drawn from this story, which is invented:

    credit_score            around 715
    income                  log-normal around 85,000 a year
    home_value              a log-normal multiple of the income
    current_rate            % a year of the running loan: by how long ago it began, and the credit score
    interest_rate           % a year offered now: the market's, more for a low score
    rate_spread             current_rate − interest_rate
    loan_term, loan_age     years: of the new loan; since the running one began
    loan_balance            what is left of the running loan after loan_age
    loan_amount             asked for now: the balance, costs and sometimes cash on top
    loan_to_value_ratio     loan_amount / home_value
    debt_to_income_ratio    the new instalment and other debts over the monthly income
    approved                a lender's score of credit score, loan-to-value, debt-to-income and of what the
                            new rate saves; partly by judgement that is no column; 2 % are flipped
"""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import Pipeline

from ..loans import instalment
from ..spec import Feature, Spec

RATE = "% per year"
FEATURES = (
    Feature("interest_rate", "number", "Rate offered for the new loan", RATE, range=(0, 30)),
    Feature("loan_amount", "number", "Amount of the new loan", "USD", range=(1_000, 20_000_000)),
    Feature("loan_balance", "number", "What is left of the running loan", "USD", range=(0, 20_000_000)),
    Feature("loan_to_value_ratio", "number", "loan_amount / home_value", range=(0, 5)),
    Feature("credit_score", "integer", "Credit score on the FICO scale", "points", range=(300, 850)),
    Feature("debt_to_income_ratio", "number", "Monthly debts / monthly income", range=(0, 5)),
    Feature("income", "number", "Gross yearly income", "USD per year", range=(0, 10_000_000)),
    Feature("loan_term", "number", "Time to repay the new loan", "years", range=(1, 50)),
    Feature("loan_age", "number", "Since the running loan began", "years", range=(0, 50)),
    Feature("home_value", "number", "Value of the home", "USD", range=(1_000, 50_000_000)),
    Feature("current_rate", "number", "Rate of the running loan", RATE, range=(0, 30)),
    Feature("rate_spread", "number", "current_rate − interest_rate", RATE, range=(-30, 30)),
)


def generate(rows: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    score = np.clip(np.round(715 + 62 * random.normal(size=rows)), 450, 850)
    income = 85_000 * np.exp(0.45 * random.normal(size=rows) + 0.002 * (score - 715))
    income = np.clip(np.round(income, -2), 15_000, 1_500_000)
    value = income * 3.9 * np.exp(0.4 * random.normal(size=rows))
    value = np.clip(np.round(value, -3), 40_000, 8_000_000)

    age = np.clip(np.round(random.gamma(1.8, 2.8, rows)), 0, 25)
    risk = np.clip((740 - score) / 100, -0.5, 2.5)
    current = 4.3 + 0.09 * np.minimum(age, 15) + 0.45 * risk + 0.65 * random.normal(size=rows)
    current = np.clip(np.round(current, 2), 1.5, 12)
    offered = 3.9 + 0.55 * risk + 0.5 * random.normal(size=rows)
    offered = np.clip(np.round(offered, 2), 1.5, 12)
    term = random.choice([10, 15, 20, 25, 30], rows, p=[0.05, 0.22, 0.15, 0.08, 0.50])

    monthly = current / 1200
    began, left = (1 + monthly) ** 360, (1 + monthly) ** (12 * age)
    borrowed = value * np.clip(0.82 + 0.14 * random.normal(size=rows), 0.25, 1.15)
    balance = np.clip(np.round(borrowed * (began - left) / (began - 1), -2), 2_000, 8_000_000)
    cash = np.where(random.random(rows) < 0.3, random.gamma(1.5, 0.06, rows), 0)
    amount = balance * (1.02 + 0.02 * random.random(rows)) + value * cash
    amount = np.clip(np.round(amount, -2), 2_000, 9_000_000)
    to_value = np.round(amount / value, 4)
    others = np.clip(random.gamma(3.0, 0.035, rows), 0, 0.6)
    to_income = instalment(amount, 12 * term, offered / 1200) / (income / 12) + others
    to_income = np.round(np.clip(to_income, 0, 3), 4)

    spread = np.round(current - offered, 2)
    lender = (
        0.2
        + 1.5 * (score - 690) / 60
        - 1.3 * np.maximum(to_value - 0.80, -0.25) / 0.10
        - 1.2 * (to_income - 0.38) / 0.10
        + 1.1 * np.clip(spread - 0.4, -1.5, 1.5) / 0.5
        - 0.5 * (age < 1)
    )
    approved = (lender + 0.8 * random.logistic(size=rows) > 0) ^ (random.random(rows) < 0.02)
    columns = (offered, amount, balance, to_value, score, to_income, income, term, age, value, current, spread)
    names = [feature.name for feature in FEATURES]
    frame = pd.DataFrame(dict(zip(names, columns, strict=True)))
    return frame.astype({"credit_score": np.int64}).assign(approved=approved.astype(np.int64))


def estimator() -> Pipeline:
    boosting = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.1,
        max_leaf_nodes=15,
        min_samples_leaf=40,
        early_stopping=False,
        random_state=14,
    )
    columns = ColumnTransformer([("all", "passthrough", [feature.name for feature in FEATURES])])
    return Pipeline([("columns", columns), ("boosting", boosting)])


SPEC = Spec(
    name="loan-refinance",
    version="1.0.0",
    description="Whether refinancing a home loan is approved: gradient boosting of 150 trees",
    trained_at="2026-11-21T00:00:00Z",
    features=FEATURES,
    target="approved",
    classes=(0, 1),
    positive_class=1,
    class_names=("not approved", "approved"),
    examples=(
        {
            "interest_rate": 3.5,
            "loan_amount": 300_000,
            "loan_balance": 290_000,
            "loan_to_value_ratio": 0.8,
            "credit_score": 750,
            "debt_to_income_ratio": 0.3,
            "income": 120_000,
            "loan_term": 30,
            "loan_age": 2,
            "home_value": 375_000,
            "current_rate": 4.2,
            "rate_spread": 0.7,
        },
        {
            "interest_rate": 5.1,
            "loan_amount": 235_000,
            "loan_balance": 221_000,
            "loan_to_value_ratio": 0.94,
            "credit_score": 640,
            "debt_to_income_ratio": 0.47,
            "income": 58_000,
            "loan_term": 30,
            "loan_age": 4,
            "home_value": 250_000,
            "current_rate": 5.3,
            "rate_spread": 0.2,
        },
    ),
    seed=20261123,
    generate=generate,
    estimator=estimator,
)
