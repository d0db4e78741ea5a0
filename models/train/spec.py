"""What one model is made of. The package's other files know no model's name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
from sklearn.base import ClassifierMixin

ClassLabel = int | str


@dataclass(frozen=True)
class Feature:
    """One input column; the same fields as `Feature` in lib/model/definition.ts."""

    name: str
    type: str  # 'number' | 'integer' | 'string' | 'text'
    description: str
    unit: str | None = None
    range: tuple[float, float] | None = None
    categories: tuple[int | str, ...] | None = None
    category_names: tuple[str, ...] | None = None
    """What the categories mean, in their order."""
    closed: bool | None = None
    nullable: bool = False
    sensitive: str | None = None  # 'drop' | 'hash'; a text is dropped
    tokenizer: dict | None = None  # of a text

    @property
    def numeric(self) -> bool:
        return self.type in ("number", "integer")

    @property
    def refuses_unknown(self) -> bool:
        """Whether a value outside the categories is an error: unless said, for integer codes only."""
        return self.categories is not None and (
            self.type == "integer" if self.closed is None else self.closed
        )


@dataclass(frozen=True)
class Growth:
    """Fits an estimator in steps, each from where the last one ended; the result is that of one fit."""

    parameter: str
    """How many trees the estimator has, as `set_params` calls it; `warm_start` lies beside it."""
    sizes: tuple[int, ...]
    """Ascending, at most 20: each is a `step` in the training metrics."""


@dataclass(frozen=True)
class KaggleFile:
    """Where real rows can be had by whoever has an account there and accepts the terms."""

    dataset: str
    """owner/name"""
    file: str
    origin: str
    """The page of whoever published the rows."""


@dataclass(frozen=True)
class Spec:
    """A binary classifier: `train/models/<name with _ for ->.py` holds one as `SPEC`."""

    name: str
    version: str
    description: str
    trained_at: str
    """Written for generated data, so that a repeated run gives the same bytes. ISO 8601, UTC."""
    features: tuple[Feature, ...]
    target: str
    """The column with the actual class."""
    classes: tuple[ClassLabel, ClassLabel]
    """In the order of the estimator's `classes_`, which is ascending."""
    positive_class: ClassLabel
    seed: int
    generate: Callable[[int, int], pd.DataFrame]
    """(rows, seed) → the feature columns and the target; the same arguments give the same frame."""
    estimator: Callable[[], ClassifierMixin]
    """An unfitted estimator over the frame of `matrix.model_inputs`; its seeds fixed and one job.

    What its `fit` returns is exported."""
    growth: Growth | None = None
    source: KaggleFile | None = None
    threshold: float = 0.5
    outcome_maturity_days: int = 30
    """How long after a prediction most of its outcomes are known."""
    training_rows: int = 20_000
    """Only of generated data; of a CSV file everything that is neither holdout nor unseen."""
    holdout_rows: int = 4_000
    unseen_rows: int = 2_000
    class_names: tuple[str, str] | None = None
    """What the classes mean, in their order."""
    examples: tuple[dict, ...] = ()
    """Rows for whoever tries the model. Made up: they are shown to everyone."""
    group: Callable[[pd.DataFrame], Sequence[str | int]] | None = None
    """Names: rows of one group are never split. Without it, rows are one group that the model cannot tell apart."""
    context: Callable[[pd.DataFrame], dict[str, pd.Series]] = lambda rows: {}
    """What is written beside each held-out row though the model is not given it."""
    files: Callable[[ClassifierMixin], dict[str, bytes]] = lambda model: {}
    """Further files of the fitted model that serving needs."""

    @property
    def positive_index(self) -> int:
        return self.classes.index(self.positive_class)

    @property
    def names(self) -> list[str]:
        return [feature.name for feature in self.features]
