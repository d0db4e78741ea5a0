"""Fits the estimator of a spec, in steps where it has any."""

from collections.abc import Iterator

import pandas as pd
from sklearn.base import ClassifierMixin

from .matrix import model_inputs
from .spec import Spec


def fit(spec: Spec, rows: pd.DataFrame) -> Iterator[tuple[int | None, ClassifierMixin]]:
    """The same estimator after each step with its size, or once without: the last one is fitted."""
    inputs, actual = model_inputs(spec, rows), rows[spec.target]
    model = spec.estimator()
    if spec.growth is None:
        yield None, model.fit(inputs, actual)
        return
    holder, _, _ = spec.growth.parameter.rpartition("__")
    model.set_params(**{f"{holder}__warm_start" if holder else "warm_start": True})
    for size in spec.growth.sizes:
        model.set_params(**{spec.growth.parameter: size})
        model.fit(inputs, actual)
        yield size, model
