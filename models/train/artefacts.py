"""The files of a model's folder. The same contents always give the same bytes."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import TrainingError
from .export import PROBABILITIES
from .spec import Feature, Spec

DIGITS = 6
ONLY_FOR_TESTS = {"unseen.ndjson", "golden.ndjson"}


def feature_definition(feature: Feature) -> dict:
    """As in lib/model/definition.ts: what is not said is left out."""
    fields = {
        "name": feature.name,
        "type": feature.type,
        "description": feature.description,
        "unit": feature.unit,
        "range": feature.range,
        "categories": feature.categories,
        "category_names": feature.category_names and names(feature.categories, feature.category_names),
        "closed": feature.closed,
        "nullable": feature.nullable or None,
        "sensitive": feature.sensitive,
        "tokenizer": feature.tokenizer,
    }
    return {name: value for name, value in fields.items() if value is not None}


def names(values: tuple, meanings: tuple[str, ...]) -> dict[str, str]:
    return {str(value): meaning for value, meaning in zip(values, meanings, strict=True)}


def shares(spec: Spec, importance: np.ndarray) -> dict[str, float]:
    """Importances that sum to 1 as written: the largest takes what rounding left over."""
    values = np.asarray(importance, dtype=np.float64)
    if values.sum() == 0:
        raise TrainingError(
            f"expected features that tell {spec.target} apart, got none: shuffling any of {', '.join(spec.names)} "
            "between the holdout rows makes the model no worse"
        )
    if values.shape != (len(spec.features),) or not (values >= 0).all() or not values.sum() > 0:
        raise TrainingError(f"importance: expected {len(spec.features)} numbers ≥ 0, got {values}")
    units = np.round(values / values.sum() * 10**DIGITS).astype(int)
    units[units.argmax()] += 10**DIGITS - units.sum()
    return {name: int(unit) / 10**DIGITS for name, unit in zip(spec.names, units, strict=True)}


def model_definition(
    spec: Spec, version: str, trained_at: str, importance: np.ndarray, training: dict
) -> dict:
    fields = {
        "name": spec.name,
        "version": version,
        "description": spec.description,
        "task": "binary",
        "trained_at": trained_at,
        "features": [feature_definition(feature) for feature in spec.features],
        "target": spec.target,
        "classes": list(spec.classes),
        "class_names": spec.class_names and names(spec.classes, spec.class_names),
        "positive_class": spec.positive_class,
        "threshold": spec.threshold,
        "outcome_maturity_days": spec.outcome_maturity_days,
        "probabilities_output": PROBABILITIES,
        "feature_importance": shares(spec, importance),
        "training": training,
        "examples": list(spec.examples) or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def plain(value: object) -> object:
    """A cell as JSON: null for missing, whole numbers without a fraction."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, (int, float, np.number)):
        return int(value) if value == int(value) else float(value)
    return value


def ndjson(spec: Spec, rows: pd.DataFrame, scores: np.ndarray | None = None) -> bytes:
    """A line per row: features, actual class where known and, when given, scikit-learn's score in full precision."""
    lines = []
    context = {name: list(values) for name, values in spec.context(rows).items()}
    for index, row in enumerate(rows.to_dict("records")):
        line = {
            "features": {name: plain(row[name]) for name in spec.names},
        }
        if spec.target in row:
            line["actual"] = plain(row[spec.target])
        line |= {name: plain(values[index]) for name, values in context.items()}
        if scores is not None:
            line["score"] = float(scores[index])
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    return "".join(f"{line}\n" for line in lines).encode()


def json_bytes(value: dict) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def write(folder: Path, files: dict[str, bytes]) -> set[str]:
    """Each file through a temporary one, so that none is ever half written. Gives the names of those that are new."""
    folder.mkdir(parents=True, exist_ok=True)
    new = {name for name, content in files.items() if not same(folder / name, content)}
    for name, content in files.items():
        temporary = folder / f".{name}.{os.getpid()}.tmp"
        temporary.write_bytes(content)
        os.replace(temporary, folder / name)
    return new


def same(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


def lacks_baseline(folder: Path, version: str, new: set[str]) -> bool:
    """Whether `reference.json` is not what `npm run baseline` would make of the folder, as far as can be told."""
    reference = folder / "reference.json"
    if not reference.exists() or new - ONLY_FOR_TESTS:
        return True
    return json.loads(reference.read_text())["version"] != version
