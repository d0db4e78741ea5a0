"""The fitted estimator as ONNX, and the proof that both answer the same."""

import itertools

import numpy as np
import onnxruntime
import pandas as pd
import skl2onnx.sklapi.register  # noqa: F401 (makes the text vectorizer known)
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from skl2onnx.sklapi import TraceableTfidfVectorizer
from sklearn.base import ClassifierMixin

from .errors import TrainingError
from .matrix import model_inputs
from .spec import Feature, Spec

TARGET_OPSET = {"": 18, "ai.onnx.ml": 3}
TEXT_OPSET = {**TARGET_OPSET, "com.microsoft": 1}  # the tokenizer is onnxruntime's own
PROBABILITIES = "probabilities"
TOLERANCE = 1e-6


def to_onnx(spec: Spec, model: ClassifierMixin) -> bytes:
    """One input [rows, 1] per feature; outputs `label` and `probabilities` [rows, classes]."""
    inputs = [
        (feature.name, (FloatTensorType if feature.numeric else StringTensorType)([None, 1]))
        for feature in spec.features
    ]
    options: dict = {id(model): {"zipmap": False}}
    opset = TARGET_OPSET
    if any(feature.type == "text" for feature in spec.features):
        opset = TEXT_OPSET
        # The default locale is not on every machine.
        options[TraceableTfidfVectorizer] = {"locale": "C"}
    # Without a name the graph is called by a random UUID, and no two runs write the same bytes.
    proto = convert_sklearn(
        model, name=spec.name, initial_types=inputs, target_opset=opset, options=options
    )
    # The converter walks a set here, whose order is another one in every process.
    opsets = sorted(proto.opset_import, key=lambda opset: opset.domain)
    del proto.opset_import[:]
    proto.opset_import.extend(opsets)
    return proto.SerializeToString(deterministic=True)


def onnx_scores(spec: Spec, onnx: bytes, rows: pd.DataFrame) -> np.ndarray:
    """Score of the positive class, by onnxruntime from the bytes that will be served."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(onnx, options, providers=["CPUExecutionProvider"])
    feeds = {name: column.to_numpy().reshape(-1, 1) for name, column in model_inputs(spec, rows).items()}
    (probabilities,) = session.run([PROBABILITIES], feeds)
    return probabilities[:, spec.positive_index].astype(np.float64)


def sklearn_scores(spec: Spec, model: ClassifierMixin, rows: pd.DataFrame) -> np.ndarray:
    return model.predict_proba(model_inputs(spec, rows))[:, spec.positive_index].astype(np.float64)


def extreme_values(feature: Feature) -> list:
    if feature.categories is not None:
        ends = [feature.categories[0], feature.categories[-1]]
    elif feature.numeric:
        ends = [*(feature.range or (-3.0e38, 3.0e38))]
    else:
        ends = ["", "x" * int(feature.range[1] if feature.range else 1000)]
    if not feature.numeric and not feature.refuses_unknown:
        ends.append("no such value")
    return [*ends, None] if feature.nullable else ends


def extremes(spec: Spec, rows: int = 2_000) -> pd.DataFrame:
    """Every feature at its bounds or missing: all combinations, or a random choice of that many."""
    values = [extreme_values(feature) for feature in spec.features]
    if np.prod([float(len(ends)) for ends in values]) <= rows:
        combinations = list(itertools.product(*values))
    else:
        random = np.random.default_rng(0)
        combinations = [[ends[random.integers(len(ends))] for ends in values] for _ in range(rows)]
    columns = zip(*combinations, strict=True)
    return pd.DataFrame(
        {
            feature.name: pd.Series(column, dtype=np.float64 if feature.numeric else object)
            for feature, column in zip(spec.features, columns, strict=True)
        }
    )


def check_parity(spec: Spec, model: ClassifierMixin, onnx: bytes, rows: pd.DataFrame) -> float:
    """The largest difference of the scores over the rows; an error when it exceeds the tolerance."""
    difference = float(np.abs(onnx_scores(spec, onnx, rows) - sklearn_scores(spec, model, rows)).max())
    if not difference <= TOLERANCE:
        raise TrainingError(
            f"ONNX and scikit-learn: expected scores within {TOLERANCE}, got {difference:.3g} apart"
        )
    return difference
