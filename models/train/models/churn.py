"""Churn: whether a customer of a mobile network has no activity in the 90 days that follow.

The columns are those of the Expresso churn set (Senegal, 2.15 million customers; Zindi), which is not
ours to pass on. The rows generated here follow its ranges and shares of missing values, and the story
below, which is invented:

    engagement    one hidden number per customer; all amounts and counts rise with it
    missing       a customer who did nothing of a kind has no value for it, so the less engaged have more
                  missing values; what is counted together (REVENUE, ARPU_SEGMENT and FREQUENCE; MONTANT
                  and FREQUENCE_RECH; TOP_PACK and FREQ_TOP_PACK) is missing together
    REGULARITY    days active, evenly spread over 1 to 62 and never missing
    ARPU_SEGMENT  REVENUE / 3, rounded
    MRG           always NO, as in the real set
    CHURN         falls with REGULARITY, recharges, income and tenure, and with everything used; 19 % leave
"""

import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

from ..groups import first_alike
from ..spec import Feature, KaggleFile, Spec

REGIONS = {
    "DAKAR": 0.390,
    "THIES": 0.137,
    "SAINT-LOUIS": 0.091,
    "LOUGA": 0.076,
    "KAOLACK": 0.074,
    "DIOURBEL": 0.051,
    "TAMBACOUNDA": 0.042,
    "KAFFRINE": 0.034,
    "KOLDA": 0.030,
    "FATICK": 0.027,
    "MATAM": 0.022,
    "ZIGUINCHOR": 0.020,
    "KEDOUGOU": 0.004,
    "SEDHIOU": 0.002,
}
TENURES = {
    "K > 24 month": 0.948,
    "I 18-21 month": 0.021,
    "H 15-18 month": 0.012,
    "G 12-15 month": 0.007,
    "J 21-24 month": 0.006,
    "F 9-12 month": 0.004,
    "E 6-9 month": 0.001,
    "D 3-6 month": 0.001,
}
# The most frequent bundles; the first ones are for calls, the others for data, mixed ones in between.
PACKS = {
    "All-net 500F=2000F;5d": 0.26,
    "On net 200F=Unlimited _call24H": 0.13,
    "On-net 500=4000,10d": 0.02,
    "On-net 1000F=10MilF;10d": 0.02,
    "All-net 600F= 3000F ;5d": 0.02,
    "On-net 200F=60mn;1d": 0.01,
    "All-net 500F =2000F_AllNet_Unlimited": 0.03,
    "IVR Echat_Daily_50F": 0.02,
    "Jokko_Daily": 0.03,
    "MIXT:500F= 2500F on net _2500F off net;2d": 0.06,
    "Mixt 250F=Unlimited_call24H": 0.06,
    "Data: 100 F=40MB,24H": 0.07,
    "Data: 200 F=100MB,24H": 0.05,
    "Data:200F=Unlimited,24H": 0.02,
    "Data:490F=1GB,7d": 0.10,
    "Data:1000F=2GB,30d": 0.04,
    "Data:1000F=5GB,7d": 0.03,
    "Data:3000F=10GB,30d": 0.03,
}

CALLS = "Minutes of calls"
MOST = 10_000_000
TEXT = (0, 100)
"""Characters. The longest known text has 41."""
FEATURES = (
    Feature("REGION", "string", "Region of the customer", range=TEXT, categories=tuple(REGIONS), nullable=True),
    Feature("TENURE", "string", "Time on the network", range=TEXT, categories=tuple(sorted(TENURES))),
    Feature("MONTANT", "number", "Sum of the recharges", "CFA francs", (0, MOST), nullable=True),
    Feature("FREQUENCE_RECH", "number", "Number of recharges", range=(0, 10_000), nullable=True),
    Feature("REVENUE", "number", "Income per month from the customer", "CFA francs", (0, MOST), nullable=True),
    Feature("ARPU_SEGMENT", "number", "Income over 90 days / 3", "CFA francs", (0, MOST), nullable=True),
    Feature("FREQUENCE", "number", "Number of times with an income", range=(0, 10_000), nullable=True),
    Feature("DATA_VOLUME", "number", "Volume of connections", range=(0, 100_000_000), nullable=True),
    Feature("ON_NET", "number", f"{CALLS} inside the network", range=(0, 1_000_000), nullable=True),
    Feature("ORANGE", "number", f"{CALLS} to Orange", range=(0, 1_000_000), nullable=True),
    Feature("TIGO", "number", f"{CALLS} to Tigo", range=(0, 1_000_000), nullable=True),
    Feature("ZONE1", "number", f"{CALLS} to zone 1", range=(0, 1_000_000), nullable=True),
    Feature("ZONE2", "number", f"{CALLS} to zone 2", range=(0, 1_000_000), nullable=True),
    Feature("MRG", "string", "A customer who is going", range=TEXT, categories=("NO",)),
    Feature("REGULARITY", "integer", "Times active in 90 days", range=(1, 90)),
    Feature("TOP_PACK", "string", "The bundle bought most", range=TEXT, categories=tuple(PACKS), nullable=True),
    Feature("FREQ_TOP_PACK", "number", "How often it was bought", range=(0, 10_000), nullable=True),
)

EXAMPLES = (
    {
        "REGION": "DAKAR",
        "TENURE": "K > 24 month",
        "MONTANT": 4_200,
        "FREQUENCE_RECH": 11,
        "REVENUE": 4_500,
        "ARPU_SEGMENT": 1_500,
        "FREQUENCE": 14,
        "DATA_VOLUME": 364,
        "ON_NET": 27,
        "ORANGE": 46,
        "TIGO": 2,
        "ZONE1": None,
        "ZONE2": None,
        "MRG": "NO",
        "REGULARITY": 48,
        "TOP_PACK": "All-net 500F=2000F;5d",
        "FREQ_TOP_PACK": 8,
    },
    {name: None for name in (feature.name for feature in FEATURES)}
    | {"TENURE": "H 15-18 month", "MRG": "NO", "REGULARITY": 2},
)

MISSING = {
    "REGION": 0.394,
    "recharges": 0.351,
    "income": 0.337,
    "DATA_VOLUME": 0.492,
    "ON_NET": 0.365,
    "ORANGE": 0.416,
    "TIGO": 0.599,
    "ZONE1": 0.921,
    "ZONE2": 0.936,
    "pack": 0.419,
}


TELLING = 4
"""So many values that are there, of those that may be missing, are no two customers' by chance."""


def words(random: np.random.Generator, shares: dict[str, float], rows: int) -> np.ndarray:
    weights = np.array(list(shares.values()))
    return np.array(list(shares), dtype=object)[random.choice(len(shares), rows, p=weights / weights.sum())]


def generate(rows: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    engagement = random.normal(size=rows)

    def along(weight: float) -> np.ndarray:
        """A standard normal number that goes along with the engagement."""
        return weight * engagement + np.sqrt(1 - weight**2) * random.normal(size=rows)

    def log_normal(median: float, sigma: float, weight: float, most: float) -> np.ndarray:
        return np.clip(np.round(median * np.exp(sigma * along(weight))), 0, most)

    def known(name: str, weight: float = 0.85) -> np.ndarray:
        return along(weight) >= norm.ppf(MISSING[name])

    columns = {"REGION": words(random, REGIONS, rows), "TENURE": words(random, TENURES, rows)}
    recharges = along(0.85)
    columns["MONTANT"] = np.clip(np.round(1_900 * np.exp(1.15 * recharges), -1), 10, 470_000)
    columns["FREQUENCE_RECH"] = np.clip(np.round(4.8 * np.exp(0.95 * recharges)), 1, 133)
    income = recharges + 0.15 * random.normal(size=rows)
    columns["REVENUE"] = np.clip(np.round(1_950 * np.exp(1.15 * income)), 1, 532_177)
    columns["ARPU_SEGMENT"] = np.round(columns["REVENUE"] / 3)
    columns["FREQUENCE"] = np.clip(np.round(6.5 * np.exp(0.9 * income)), 1, 91)
    online = along(0.4)
    volume = np.clip(np.round(260 * np.exp(2.2 * online)), 0, 1_823_866)
    columns["DATA_VOLUME"] = np.where(random.random(rows) < 0.2, 0, volume)
    columns["ON_NET"] = log_normal(14, 2.0, 0.6, 50_809)
    columns["ORANGE"] = log_normal(17, 1.5, 0.6, 21_323)
    columns["TIGO"] = log_normal(3.5, 1.5, 0.5, 4_174)
    columns["ZONE1"] = log_normal(1, 1.5, 0.3, 4_792)
    columns["ZONE2"] = log_normal(1, 1.4, 0.3, 3_697)
    columns["MRG"] = np.full(rows, "NO", dtype=object)
    activity = norm.cdf(along(0.93))
    columns["REGULARITY"] = np.clip(np.ceil(62 * activity), 1, 62).astype(np.int64)
    names = list(PACKS)
    ends = np.cumsum(list(PACKS.values())) / sum(PACKS.values())
    leaning = norm.cdf(0.7 * online + np.sqrt(1 - 0.7**2) * random.normal(size=rows))
    columns["TOP_PACK"] = np.array(names, dtype=object)[np.searchsorted(ends[:-1], leaning, side="right")]
    columns["FREQ_TOP_PACK"] = np.clip(np.round(3.5 * np.exp(1.0 * along(0.7))), 1, 713)

    has_recharges = known("recharges", 0.9)
    has_income = known("income", 0.9)
    has_pack = known("pack")
    present = {
        "MONTANT": has_recharges,
        "FREQUENCE_RECH": has_recharges,
        "REVENUE": has_income,
        "ARPU_SEGMENT": has_income,
        "FREQUENCE": has_income,
        "TOP_PACK": has_pack,
        "FREQ_TOP_PACK": has_pack,
        "REGION": known("REGION", 0.6),
        **{name: known(name) for name in ("DATA_VOLUME", "ON_NET", "ORANGE", "TIGO")},
        **{name: known(name, 0.5) for name in ("ZONE1", "ZONE2")},
    }
    short = columns["TENURE"] != "K > 24 month"
    leaving = (
        -1.85
        - 2.1 * norm.ppf(np.clip(activity, 1e-6, 1 - 1e-6))
        - has_recharges * (1.2 + 1.1 * recharges)
        - has_income * (0.8 + 0.5 * income)
        - 0.7 * present["DATA_VOLUME"]
        - 0.6 * present["ON_NET"]
        - 0.4 * present["ORANGE"]
        - 0.4 * present["TOP_PACK"]
        + 1.0 * short
        + 0.5 * (columns["REGION"] == "DAKAR") * present["REGION"]
    )
    churn = leaving + 1.5 * random.logistic(size=rows) > 0

    frame = pd.DataFrame(columns)[[feature.name for feature in FEATURES]]
    for name, there in present.items():
        frame[name] = frame[name].where(there)
    return frame.assign(CHURN=churn.astype(np.int64))


def customers(rows: pd.DataFrame) -> np.ndarray:
    """Of many customers next to nothing is known, so that they are alike; others that are alike are one, repeated."""
    optional = [feature.name for feature in FEATURES if feature.nullable]
    known = rows[optional].notna().sum(axis=1)
    return np.where(known >= TELLING, first_alike(SPEC, rows), np.arange(len(rows)))


def estimator() -> Pipeline:
    """A missing number becomes the median; a missing text is a word of its own, an unknown one is no word."""
    numbers = [feature.name for feature in FEATURES if feature.numeric]
    texts = [feature.name for feature in FEATURES if not feature.numeric]
    columns = ColumnTransformer(
        [
            # A file may have no value of a kind; every input must still be there.
            ("numbers", SimpleImputer(strategy="median", keep_empty_features=True), numbers),
            ("texts", OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float32), texts),
        ]
    )
    boosting = HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.1,
        max_leaf_nodes=15,
        min_samples_leaf=40,
        early_stopping=False,
        random_state=13,
    )
    return Pipeline([("columns", columns), ("boosting", boosting)])


SPEC = Spec(
    name="churn",
    version="1.0.0",
    description="Whether a customer leaves the network within 90 days: gradient boosting of 120 trees",
    trained_at="2026-11-21T00:00:00Z",
    features=FEATURES,
    target="CHURN",
    classes=(0, 1),
    positive_class=1,
    class_names=("stays", "leaves"),
    examples=EXAMPLES,
    seed=20261122,
    generate=generate,
    estimator=estimator,
    group=customers,
    source=KaggleFile(
        dataset="hamzaghanmi/expresso-churn-prediction-challenge",
        file="Train.csv",
        origin="https://zindi.africa/competitions/expresso-churn-prediction",
    ),
)
