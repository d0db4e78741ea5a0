import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score, log_loss, precision_score, recall_score

from .spec import Spec

DIGITS = 6


def class_ratio(spec: Spec, actual: pd.Series) -> dict[str, float]:
    return {str(label): round(float((actual == label).mean()), DIGITS) for label in spec.classes}


def holdout_metrics(spec: Spec, actual: pd.Series, scores: np.ndarray) -> dict[str, float]:
    """Of rows the model has not seen, with the class decided as the server does: score ≥ threshold."""
    truth = (actual == spec.positive_class).to_numpy()
    decided = scores >= spec.threshold
    values = {
        "accuracy": accuracy_score(truth, decided),
        "loss": log_loss(truth, scores, labels=[False, True]),
        "precision": precision_score(truth, decided, zero_division=0.0),
        "recall": recall_score(truth, decided, zero_division=0.0),
        "f1": f1_score(truth, decided, zero_division=0.0),
    }
    return {name: round(float(value), DIGITS) for name, value in values.items()}
