"""Rows of training data: read and checked from a CSV file, and split."""

import csv
import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import TrainingError
from .groups import deal, groups
from .spec import ClassLabel, Feature, Spec

SHOWN_PROBLEMS = 10
FEWEST_ROWS = 500


def expectation(feature: Feature) -> str:
    if feature.refuses_unknown:
        text = "one of " + ", ".join(map(str, feature.categories))
    elif feature.numeric:
        text = "an integer" if feature.type == "integer" else "a number"
        text += f" from {feature.range[0]} to {feature.range[1]}" if feature.range else ""
    else:
        text = f"a text of {feature.range[0]} to {feature.range[1]} characters" if feature.range else "a text"
    return text + (" or nothing" if feature.nullable else "")


def parse(feature: Feature, text: str) -> float | int | str | None:
    """The value of one cell. Raises ValueError when it is not what the feature declares."""
    if text.strip() == "":
        if feature.nullable:
            return None
        raise ValueError
    value = text
    if feature.numeric:
        value = float(text)
        if not math.isfinite(value) or "_" in text or (feature.type == "integer" and value != int(value)):
            raise ValueError
        value = int(value) if feature.type == "integer" else value
    size = value if feature.numeric else len(value)
    if feature.range and not feature.range[0] <= size <= feature.range[1]:
        raise ValueError
    if feature.refuses_unknown and value not in feature.categories:
        raise ValueError
    return value


def target_feature(spec: Spec, label: str) -> Feature:
    """The target, in the column `label`, read as a feature: every class is a known value and nothing else is."""
    kind = "string" if isinstance(spec.positive_class, str) else "integer"
    return Feature(label, kind, "the actual class", categories=spec.classes, closed=True)


def read_csv(spec: Spec, path: str, label: str | None = None) -> pd.DataFrame:
    """The features and the target of every row; further columns are left out. The target's column is `label`, if it
    is not called as in the spec.

    A file with any bad value is refused whole: training on what is left would hide the fault.
    """
    label = label or spec.target
    if label in spec.names:
        raise TrainingError(f"--label: expected a column that is no feature, got {label}")
    columns = [*spec.features, target_feature(spec, label)]
    problems: list[str] = []
    found = 0
    values: dict[str, list] = {feature.name: [] for feature in columns}
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            header = [name.strip() for name in next(reader, [])]
            places = header_places(path, header, [feature.name for feature in columns])
            for cells in reader:
                if not cells:
                    continue
                wrong = []
                if len(cells) != len(header):
                    wrong.append(f"expected {len(header)} cells as in the header, got {len(cells)}")
                else:
                    for feature, place in zip(columns, places, strict=True):
                        try:
                            values[feature.name].append(parse(feature, cells[place]))
                        except ValueError:
                            wrong.append(
                                f"{feature.name}: expected {expectation(feature)}, got {cells[place]!r}"
                            )
                found += len(wrong)
                problems += [f"line {reader.line_num}, {text}" for text in wrong][
                    : SHOWN_PROBLEMS - len(problems)
                ]
    except OSError as error:
        raise TrainingError(f"--data: expected a readable file, got {path!r}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TrainingError(f"{path}: expected UTF-8 text, got {error}") from error
    except csv.Error as error:
        raise TrainingError(f"{path}: line {reader.line_num}, expected CSV, got: {error}") from error
    if problems:
        more = [f"and {found - len(problems)} more"] if found > len(problems) else []
        raise TrainingError("\n  ".join([f"{path}: {found} bad values", *problems, *more]))
    return pd.DataFrame(values).rename(columns={label: spec.target})


def version_of(spec: Spec, path: str | None, threshold: float | None = None) -> str:
    """The spec's version, the first digits of the file's SHA-256 and the threshold: of others it is another model."""
    built: list[str] = []
    if path:
        if not Path(path).is_file():
            raise TrainingError(f"--data: expected a readable file, got {path!r}")
        with open(path, "rb") as file:
            built.append(hashlib.file_digest(file, "sha256").hexdigest()[:8])
    if threshold not in (None, spec.threshold):
        built.append(f"threshold.{threshold!r}")
    return "+".join([spec.version, ".".join(built)]) if built else spec.version


def header_places(path: str, header: list[str], names: list[str]) -> list[int]:
    places = [places_of(name, header) for name in names]
    missing = [name for name, found in zip(names, places, strict=True) if not found]
    if missing:
        came = ", ".join(header) or "an empty file"
        if len(header) == 1 and any(separator in header[0] for separator in ";\t|"):
            came += ": one column; expected commas between columns"
        raise TrainingError(
            f"{path}: missing columns {', '.join(missing)}; expected {', '.join(names)}; got {came}"
        )
    twice = [name for name, found in zip(names, places, strict=True) if len(found) > 1]
    if twice:
        raise TrainingError(f"{path}: expected every column once, got {', '.join(twice)} more than once")
    return [place for (place,) in places]


def places_of(name: str, header: list[str]) -> list[int]:
    """As `columnFinder` of lib/rows finds a column: as it is written, else in another case."""
    exact = [place for place, came in enumerate(header) if came == name]
    return exact or [place for place, came in enumerate(header) if came.lower() == name.lower()]


@dataclass(frozen=True)
class Splits:
    """Three disjoint sets of rows: the model has seen only `training`."""

    training: pd.DataFrame
    holdout: pd.DataFrame
    unseen: pd.DataFrame


def split(spec: Spec, rows: pd.DataFrame) -> Splits:
    """Random parts. From a small file the holdout takes at most a fifth and the unseen rows a tenth."""
    if len(rows) < FEWEST_ROWS:
        raise TrainingError(f"expected at least {FEWEST_ROWS} rows, got {len(rows)}")
    random = np.random.default_rng([spec.seed, 1])
    sizes = min(spec.holdout_rows, len(rows) // 5), min(spec.unseen_rows, len(rows) // 10)
    parts = deal(groups(spec, rows), sizes, random)
    held, simulated, training = (rows.iloc[part].reset_index(drop=True) for part in parts)
    splits = Splits(training, held, simulated)
    for part, name in ((training, "training"), (held, "holdout")):
        require_classes(spec, part, name)
    return splits


def require_classes(spec: Spec, part: pd.DataFrame, name: str) -> None:
    present: set[ClassLabel] = set(part[spec.target])
    absent = [label for label in spec.classes if label not in present]
    if absent:
        raise TrainingError(
            f"{spec.target}: expected every class among the {name} rows, got none of {absent}"
        )
