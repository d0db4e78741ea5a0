"""How much worse the model gets when a feature's values are shuffled between the rows."""

import numpy as np
import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.inspection import permutation_importance

from .matrix import model_inputs
from .spec import Spec

ROWS = 1_000
REPEATS = 5


def importances(spec: Spec, model: ClassifierMixin, holdout: pd.DataFrame) -> np.ndarray:
    """Rise of the log loss per feature, on held-out rows; none is below 0."""
    rows = holdout.head(ROWS)
    result = permutation_importance(
        model,
        model_inputs(spec, rows),
        rows[spec.target],
        scoring="neg_log_loss",
        n_repeats=REPEATS,
        random_state=spec.seed,
    )
    return np.maximum(result.importances_mean, 0)
