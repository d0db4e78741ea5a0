"""Rows on which an exported model is most likely to differ from the one that was fitted."""

import numpy as np
import onnx
import pandas as pd

from .export import extremes
from .spec import Spec

EXTREMES = 150
EDGES = 150


def split_values(model: bytes) -> np.ndarray:
    """Where the trees of the model split, whatever the column."""
    values = []
    for node in onnx.load_from_string(model).graph.node:
        if not node.op_type.startswith("TreeEnsemble"):
            continue
        attributes = {item.name: onnx.helper.get_attribute_value(item) for item in node.attribute}
        pairs = zip(attributes["nodes_values"], attributes["nodes_modes"], strict=True)
        values += [value for value, mode in pairs if mode != b"LEAF"]
    return np.unique(np.array(values, dtype=np.float32))


def on_the_edges(spec: Spec, model: bytes, rows: pd.DataFrame, count: int) -> pd.DataFrame:
    """Rows with half of their numbers on a split of the trees, or the next float32 beside it."""
    random = np.random.default_rng([spec.seed, 2])
    edges = split_values(model)
    edged = rows[spec.names].sample(count, replace=True, random_state=spec.seed).reset_index(drop=True)
    for feature in spec.features:
        if not feature.numeric:
            continue
        own = edged[feature.name].to_numpy(dtype=np.float64)
        there = own[~np.isnan(own)]
        within = edges[(edges >= there.min()) & (edges <= there.max())] if len(there) else there
        if len(within) == 0:
            continue
        on = random.choice(within, count)
        beside = np.nextafter(on, random.choice(np.array([-np.inf, np.inf], dtype=np.float32), count))
        drawn = np.where(random.random(count) < 0.5, on, beside)
        edged[feature.name] = np.where(random.random(count) < 0.5, drawn, own)
    return edged


def missing(spec: Spec, rows: pd.DataFrame) -> pd.DataFrame:
    """Everything that may be missing is; and each such feature alone."""
    absent = [feature.name for feature in spec.features if feature.nullable]
    copies = []
    for names in [absent, *([name] for name in absent)]:
        row = rows[spec.names].head(1).astype(object).copy()
        row[names] = None
        copies.append(row)
    return pd.concat(copies, ignore_index=True)


def unknown(spec: Spec, rows: pd.DataFrame) -> pd.DataFrame:
    """Texts that nobody has seen, and none, where they are not refused: in all features and in each alone."""
    open_to = [f.name for f in spec.features if not f.numeric and not f.refuses_unknown]
    copies = []
    for names in [open_to, *([name] for name in open_to)]:
        for text in ("no such value", "", "é ☃ 漢字"):
            row = rows[spec.names].head(1).astype(object).copy()
            row[names] = text
            copies.append(row)
    return pd.concat(copies, ignore_index=True)


def golden(spec: Spec, model: bytes, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `golden.ndjson`."""
    parts = [
        missing(spec, rows),
        unknown(spec, rows),
        extremes(spec, EXTREMES),
        on_the_edges(spec, model, rows, EDGES),
    ]
    both = pd.concat([part.astype(object) for part in parts], ignore_index=True)
    return pd.DataFrame({f.name: both[f.name].astype(np.float64 if f.numeric else object) for f in spec.features})
