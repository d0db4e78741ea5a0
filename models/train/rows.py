"""`python -m train.rows --model <name> --rows <n> --seed <n> --out <file>`: fresh rows, for measurements that need many.

They are of the generator the model was trained with; with another seed they are rows that it has not seen.
"""

import argparse
import sys
from pathlib import Path

from . import artefacts, models
from .errors import TrainingError


def write(model: str, rows: int, seed: int, out: Path) -> None:
    spec = models.load(model)
    if seed == spec.seed:
        raise TrainingError(f"--seed: expected another than {spec.seed}, which made the rows of the training")
    out.write_bytes(artefacts.ndjson(spec, spec.generate(rows, seed)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="rows", description="Write fresh rows of a model's generator.")
    parser.add_argument("--model", required=True)
    parser.add_argument("--rows", required=True, type=int)
    parser.add_argument("--seed", required=True, type=int)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.ndjson")
    options = parser.parse_args()
    try:
        write(options.model, options.rows, options.seed, options.out)
    except TrainingError as error:
        sys.exit(f"rows: {error}")
