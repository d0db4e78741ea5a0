"""`python -m train --model <name>`: trains, checks and writes models/<name>/."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from . import artefacts, export, metrics, models, push
from .data import read_csv, split
from .errors import TrainingError
from .matrix import model_inputs
from .spec import Spec

MODELS_FOLDER = Path(__file__).resolve().parent.parent
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def utc_time(text: str) -> str:
    try:
        return datetime.strptime(text, TIME_FORMAT).strftime(TIME_FORMAT)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected UTC as 2026-11-20T00:00:00Z, got {text!r}") from error


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="train", description="Train a model and write what driftgate serves."
    )
    parser.add_argument("--model", required=True, help=f"{', '.join(models.names())} or all")
    parser.add_argument("--data", metavar="FILE.csv", help="train on this file; without it on generated rows")
    parser.add_argument("--push", metavar="URL", help="push the training metrics to this Pushgateway")
    parser.add_argument(
        "--out", metavar="FOLDER", type=Path, default=MODELS_FOLDER, help="default: %(default)s"
    )
    parser.add_argument("--model-version", metavar="VERSION", help="default: as in the model's spec")
    parser.add_argument(
        "--trained-at", metavar="TIME", type=utc_time, help="default: as in the model's spec; with --data now"
    )
    return parser.parse_args()


def train(spec: Spec, data: str | None, version: str, trained_at: str, out: Path) -> dict:
    """Writes the model's folder and gives the `training` section of its model.json."""
    wanted = spec.training_rows + spec.holdout_rows + spec.unseen_rows
    rows = read_csv(spec, data) if data else spec.generate(wanted, spec.seed)
    splits = split(spec, rows)
    model = spec.estimator().fit(model_inputs(spec, splits.training), splits.training[spec.target])
    if list(model.classes_) != list(spec.classes):
        raise TrainingError(f"classes: expected {list(spec.classes)}, got {list(model.classes_)}")

    onnx = export.to_onnx(spec, model)
    features = [part[spec.names] for part in (splits.holdout, splits.unseen)]
    apart = max(export.check_parity(spec, model, onnx, part) for part in (*features, export.extremes(spec)))
    scores = export.sklearn_scores(spec, model, splits.holdout)
    training = {
        "rows": len(splits.training),
        **metrics.holdout_metrics(spec, splits.holdout[spec.target], scores),
        "class_ratio": metrics.class_ratio(spec, splits.training[spec.target]),
    }
    definition = artefacts.model_definition(spec, version, trained_at, spec.importance(model), training)
    files = {
        "model.onnx": onnx,
        "model.json": artefacts.json_bytes(definition),
        "holdout.ndjson": artefacts.ndjson(spec, splits.holdout, scores),
        "unseen.ndjson": artefacts.ndjson(spec, splits.unseen),
    }
    artefacts.write(out / spec.name, files)
    sizes = ", ".join(f"{name} {len(content) / 1024:.0f} KiB" for name, content in files.items())
    print(f"{spec.name} {version}: {training}\n  {sizes}\n  ONNX and scikit-learn at most {apart:.1e} apart")
    return training


def main() -> None:
    options = arguments()
    if options.model == "all" and options.data:
        raise TrainingError("--data: expected one model, got --model all")
    names = models.names() if options.model == "all" else [options.model]
    if options.push:
        push.request(options.push, "", "")
    now = datetime.now(UTC).strftime(TIME_FORMAT)
    for spec in map(models.load, names):
        trained_at = options.trained_at or (now if options.data else spec.trained_at)
        training = train(spec, options.data, options.model_version or spec.version, trained_at, options.out)
        if options.push:
            put = push.request(options.push, spec.name, push.exposition(spec.name, training))
            problem = push.send(put)
            where = f"  push to {put.full_url}"
            if problem is None:
                print(f"{where}: done")
            else:
                print(f"{where} failed, the model is written: {problem}", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except TrainingError as error:
        sys.exit(f"train: {error}")
