"""The training metrics to a Prometheus Pushgateway, as one group per model."""

import base64
import http.client
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from .errors import TrainingError

Steps = dict[int, dict[str, float]]
"""The holdout metrics after each step, by the step's label."""

TIMEOUT_SECONDS = 10
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
HELP = {
    "accuracy": "Share of the holdout rows that the model classified right when it was trained",
    "loss": "Log loss of the model on the holdout rows when it was trained",
    "precision": "Precision of the positive class on the holdout rows when the model was trained",
    "recall": "Recall of the positive class on the holdout rows when the model was trained",
    "f1": "F1 of the positive class on the holdout rows when the model was trained",
}
STEP_METRICS = ("accuracy", "loss")
STEP_HELP = "Last step of the training run that has ended, as in the label step"
CLASS_RATIO_HELP = "Share of the class in the rows the model was trained on"


def label_value(text: str) -> str:
    return '"' + text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n") + '"'


def exposition(model: str, training: dict | None, steps: Steps | None = None) -> str:
    """Prometheus text of `training` as in model.json, and of the steps that led there."""
    of_model = f"model={label_value(model)}"
    lines = []
    for metric, text in HELP.items():
        name = f"model_training_{metric}"
        samples = [f"{name}{{{of_model}}} {training[metric]!r}"] if training else []
        if metric in STEP_METRICS:
            for step, values in (steps or {}).items():
                samples.append(f'{name}{{{of_model},step="{step}"}} {values[metric]!r}')
        lines += header(name, text, samples)
    last = [f"model_training_step{{{of_model}}} {max(steps)}"] if steps else []
    lines += header("model_training_step", STEP_HELP, last)
    name = "model_training_class_ratio"
    ratios = training["class_ratio"] if training else {}
    lines += header(
        name,
        CLASS_RATIO_HELP,
        [f"{name}{{{of_model},class={label_value(label)}}} {ratio!r}" for label, ratio in ratios.items()],
    )
    return "\n".join(lines) + "\n"


def header(name: str, text: str, samples: list[str]) -> list[str]:
    return [f"# HELP {name} {text}", f"# TYPE {name} gauge", *samples] if samples else []


def request(gateway: str, model: str, body: str) -> urllib.request.Request:
    """PUT replaces the group, so metrics and classes of an earlier training do not stay behind."""
    url = urllib.parse.urlsplit(gateway)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise TrainingError(f"--push: expected a URL such as http://localhost:9091, got {gateway!r}")
    headers = {"Content-Type": CONTENT_TYPE}
    pair = credentials(url, dict(os.environ))
    if pair is not None:
        headers["Authorization"] = "Basic " + base64.b64encode(":".join(pair).encode()).decode()
    path = f"{url.path.rstrip('/')}/metrics/job/training/model/{urllib.parse.quote(model, safe='')}"
    target = urllib.parse.urlunsplit((url.scheme, url.netloc.rpartition("@")[2], path, "", ""))
    return urllib.request.Request(target, data=body.encode(), headers=headers, method="PUT")


def credentials(url: urllib.parse.SplitResult, environment: dict[str, str]) -> tuple[str, str] | None:
    """User and password of the address, else those that the functions push with."""
    if url.username is not None:
        return urllib.parse.unquote(url.username), urllib.parse.unquote(url.password or "")
    user = environment.get("DRIFTGATE_PUSHGATEWAY_USERNAME")
    return (user, environment.get("DRIFTGATE_PUSHGATEWAY_PASSWORD", "")) if user else None


def send(put: urllib.request.Request) -> str | None:
    """None when the gateway took it, else what went wrong: a failed push is no failed training."""
    try:
        with urllib.request.urlopen(put, timeout=TIMEOUT_SECONDS):
            return None
    except urllib.error.HTTPError as error:
        detail = error.read(500).decode(errors="replace").strip()
        return f"expected status 2xx from {put.full_url}, got {error.code}: {detail}"
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        return f"expected an answer from {put.full_url}, got {reason or type(error).__name__}"


class Pushing:
    """The pushes of one training run: each replaces the whole group, so that the steps add up to a curve.

    Values without a step are those of the model in the folder, until the run has written another.
    """

    def __init__(self, gateway: str, model: str, out: Path):
        self.gateway, self.model = gateway, model
        self.failed = False
        definition = out / model / "model.json"
        self.before = json.loads(definition.read_text())["training"] if definition.exists() else None

    def step(self, steps: Steps) -> None:
        """After a failure none of the further steps is tried: a slow gateway must not slow the training."""
        if not self.failed:
            self.failed = not self._put(self.before, steps)

    def end(self, training: dict, steps: Steps) -> None:
        if self._put(training, steps):
            print(f"  pushed to {self._request('').full_url}")

    def _request(self, body: str) -> urllib.request.Request:
        return request(self.gateway, self.model, body)

    def _put(self, training: dict | None, steps: Steps) -> bool:
        problem = send(self._request(exposition(self.model, training, steps)))
        if problem:
            print(f"  push failed, the training goes on: {problem}", file=sys.stderr)
        return problem is None
