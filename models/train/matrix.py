import numpy as np
import pandas as pd

from .spec import Feature, Spec


def column(feature: Feature, values: pd.Series) -> pd.Series:
    """What the server feeds: float32, NaN for a missing number; text without U+0000, empty for a missing string."""
    if feature.numeric:
        return values.astype(np.float32)
    return values.fillna("").astype(object).map(lambda text: text.replace("\0", "")).astype(object)


def model_inputs(spec: Spec, rows: pd.DataFrame) -> pd.DataFrame:
    """The feature columns in order and in the ONNX inputs' types. Fitting and scoring both start here."""
    return pd.DataFrame({feature.name: column(feature, rows[feature.name]) for feature in spec.features})
