import numpy as np
import pandas as pd

from .spec import Feature, Spec

LOWERED = {ord(letter): letter.lower() for letter in "\u0130\u212a"}
"""The letters outside ASCII whose lower case has ASCII in it: scikit-learn finds it, onnxruntime does not."""


def column(feature: Feature, values: pd.Series) -> pd.Series:
    """What the server feeds: float32, NaN for a missing number; text without U+0000, empty for a missing string."""
    if feature.numeric:
        return values.astype(np.float32)
    lowered = LOWERED if (feature.tokenizer or {}).get("lowercase") else {}
    return values.fillna("").astype(object).map(lambda text: text.translate({0: None, **lowered})).astype(object)


def model_inputs(spec: Spec, rows: pd.DataFrame) -> pd.DataFrame:
    """The feature columns in order and in the ONNX inputs' types. Fitting and scoring both start here."""
    return pd.DataFrame({feature.name: column(feature, rows[feature.name]) for feature in spec.features})
