"""`python -m train --model <name>`: trains, checks and writes models/<name>/."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from threadpoolctl import threadpool_limits

from . import artefacts, export, metrics, models, push
from .data import read_csv, split, version_of
from .errors import TrainingError
from .fit import fit
from .golden import golden, on_the_edges
from .importance import importances
from .push import Steps
from .spec import Spec

MODELS_FOLDER = Path(__file__).resolve().parent.parent
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def utc_time(text: str) -> str:
    try:
        return datetime.strptime(text, TIME_FORMAT).strftime(TIME_FORMAT)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected UTC as 2026-11-20T00:00:00Z, got {text!r}") from error


def share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"expected a number between 0 and 1, got {text!r}")
    return value


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="train", description="Train a model and write what driftgate serves."
    )
    parser.add_argument("--model", required=True, help=f"{', '.join(models.names())} or all")
    parser.add_argument("--data", metavar="FILE.csv", help="train on this file; without it on generated rows")
    parser.add_argument(
        "--label", metavar="COLUMN", help="of --data, with the actual class; default: as in the model's spec"
    )
    parser.add_argument(
        "--threshold",
        type=share,
        help="answer the positive class from this score; default: as in the model's spec",
    )
    parser.add_argument("--push", metavar="URL", help="push the training metrics to this Pushgateway")
    parser.add_argument(
        "--out", metavar="FOLDER", type=Path, default=MODELS_FOLDER, help="default: %(default)s"
    )
    parser.add_argument(
        "--model-version", metavar="VERSION", help="default: as in the model's spec; with --data and a hash of it, with --threshold and that"
    )
    parser.add_argument(
        "--trained-at", metavar="TIME", type=utc_time, help="default: as in the model's spec; with --data now"
    )
    return parser.parse_args()


# Sums in another order could give other bytes; and more threads than free processors are slower than one.
@threadpool_limits.wrap(limits=1)
def train(
    spec: Spec,
    data: str | None,
    version: str,
    trained_at: str,
    out: Path,
    on_step: Callable[[Steps], None] = lambda steps: None,
    label: str | None = None,
) -> tuple[dict, Steps, set[str]]:
    """Writes the model's folder; gives the `training` section of its model.json, the steps to it and what is new."""
    wanted = spec.training_rows + spec.holdout_rows + spec.unseen_rows
    rows = read_csv(spec, data, label) if data else spec.generate(wanted, spec.seed)
    splits = split(spec, rows)
    steps: Steps = {}
    for size, model in fit(spec, splits.training):
        scores = export.sklearn_scores(spec, model, splits.holdout)
        held = metrics.holdout_metrics(spec, splits.holdout[spec.target], scores)
        if size is not None:
            steps[size] = held
            on_step(steps)
    if list(model.classes_) != list(spec.classes):
        raise TrainingError(f"classes: expected {list(spec.classes)}, got {list(model.classes_)}")

    onnx = export.to_onnx(spec, model)
    hard = golden(spec, onnx, splits.unseen)
    edges = on_the_edges(spec, onnx, splits.unseen, 2_000)
    compared = (splits.holdout, splits.unseen, hard, edges, export.extremes(spec))
    apart = max(export.check_parity(spec, model, onnx, part[spec.names]) for part in compared)
    training = {
        "rows": len(splits.training),
        **held,
        "class_ratio": metrics.class_ratio(spec, splits.training[spec.target]),
    }
    importance = importances(spec, model, splits.holdout)
    definition = artefacts.model_definition(spec, version, trained_at, importance, training)
    files = {
        "model.onnx": onnx,
        "model.json": artefacts.json_bytes(definition),
        "holdout.ndjson": artefacts.ndjson(spec, splits.holdout, scores),
        "unseen.ndjson": artefacts.ndjson(spec, splits.unseen),
        "golden.ndjson": artefacts.ndjson(spec, hard, export.sklearn_scores(spec, model, hard)),
        **spec.files(model),
    }
    new = artefacts.write(out / spec.name, files)
    sizes = ", ".join(f"{name} {len(content) / 1024:.0f} KiB" for name, content in files.items())
    print(f"{spec.name} {version}: {training}\n  {sizes}\n  ONNX and scikit-learn at most {apart:.1e} apart")
    return training, steps, new


def main() -> None:
    options = arguments()
    if options.model == "all" and options.data:
        raise TrainingError("--data: expected one model, got --model all")
    if options.label and not options.data:
        raise TrainingError(f"--label: expected --data with it, got {options.label} alone")
    if options.model == "all" and options.threshold:
        raise TrainingError("--threshold: expected one model, got --model all")
    names = models.names() if options.model == "all" else [options.model]
    if options.push:
        push.request(options.push, "", "")
    now = datetime.now(UTC).strftime(TIME_FORMAT)
    for spec in map(models.load, names):
        trained_at = options.trained_at or (now if options.data else spec.trained_at)
        version = options.model_version or version_of(spec, options.data, options.threshold)
        spec = replace(spec, threshold=options.threshold or spec.threshold)
        pushing = push.Pushing(options.push, spec.name, options.out) if options.push else None
        on_step = pushing.step if pushing else lambda steps: None
        training, steps, new = train(
            spec, options.data, version, trained_at, options.out, on_step, options.label
        )
        if pushing:
            pushing.end(training, steps)
        is_served = options.out.resolve() == MODELS_FOLDER
        if is_served and artefacts.lacks_baseline(options.out / spec.name, version, new):
            print(f"  its reference.json is of another model; next: npm run baseline -- --model {spec.name}")


if __name__ == "__main__":
    try:
        main()
    except TrainingError as error:
        sys.exit(f"train: {error}")
