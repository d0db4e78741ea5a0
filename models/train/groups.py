"""Which rows belong together: they are never on both sides of a split."""

import numpy as np
import pandas as pd

from .errors import TrainingError
from .matrix import model_inputs
from .spec import Spec


def first_alike(spec: Spec, rows: pd.DataFrame) -> np.ndarray:
    """For each row the position of the first that the model cannot tell from it."""
    inputs = model_inputs(spec, rows)
    kinds = inputs.groupby(spec.names, dropna=False, sort=False).ngroup()
    return pd.Series(range(len(rows))).groupby(kinds.to_numpy()).transform("min").to_numpy()


def groups(spec: Spec, rows: pd.DataFrame) -> list[np.ndarray]:
    """Positions of the rows of each group, in the order of their names."""
    names = first_alike(spec, rows) if spec.group is None else spec.group(rows)
    return list(pd.Series(range(len(rows))).groupby(list(names)).indices.values())


def deal(
    of: list[np.ndarray], sizes: tuple[int, ...], random: np.random.Generator
) -> list[np.ndarray]:
    """Parts of at most these sizes and one of all that is left, each of whole groups in random order.

    A group that no longer fits a part goes into a later one. An error when that leaves a part less than half full.
    """
    waiting = [of[i] for i in random.permutation(len(of))]
    parts = []
    for size in sizes:
        part, rest, room = [], [], size
        for group in waiting:
            if len(group) <= room:
                part.append(group)
                room -= len(group)
            else:
                rest.append(group)
        if room > size / 2:
            rows = sum(map(len, of))
            raise TrainingError(
                f"expected enough different rows to hold {size} of {rows} back, with equal ones kept together; "
                f"got {len(of)} different"
            )
        parts.append(np.concatenate(part))
        waiting = rest
    return [*parts, np.concatenate(waiting)]
