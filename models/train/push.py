"""The training metrics to a Prometheus Pushgateway, as one group per model."""

import base64
import http.client
import urllib.error
import urllib.parse
import urllib.request

from .errors import TrainingError

TIMEOUT_SECONDS = 10
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
HELP = {
    "accuracy": "Share of the holdout rows that the model classified right when it was trained",
    "loss": "Log loss of the model on the holdout rows when it was trained",
    "precision": "Precision of the positive class on the holdout rows when the model was trained",
    "recall": "Recall of the positive class on the holdout rows when the model was trained",
    "f1": "F1 of the positive class on the holdout rows when the model was trained",
}
CLASS_RATIO_HELP = "Share of the class in the rows the model was trained on"


def label_value(text: str) -> str:
    return '"' + text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n") + '"'


def exposition(model: str, training: dict) -> str:
    """Prometheus text of `training` as in model.json."""
    of_model = f"model={label_value(model)}"
    lines = []
    for metric, text in HELP.items():
        name = f"model_training_{metric}"
        lines += [
            f"# HELP {name} {text}",
            f"# TYPE {name} gauge",
            f"{name}{{{of_model}}} {training[metric]!r}",
        ]
    name = "model_training_class_ratio"
    lines += [f"# HELP {name} {CLASS_RATIO_HELP}", f"# TYPE {name} gauge"]
    for label, ratio in training["class_ratio"].items():
        lines.append(f"{name}{{{of_model},class={label_value(label)}}} {ratio!r}")
    return "\n".join(lines) + "\n"


def request(gateway: str, model: str, body: str) -> urllib.request.Request:
    """PUT replaces the group, so metrics and classes of an earlier training do not stay behind."""
    url = urllib.parse.urlsplit(gateway)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise TrainingError(f"--push: expected a URL such as http://localhost:9091, got {gateway!r}")
    headers = {"Content-Type": CONTENT_TYPE}
    if url.username is not None:
        pair = f"{urllib.parse.unquote(url.username)}:{urllib.parse.unquote(url.password or '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    path = f"{url.path.rstrip('/')}/metrics/job/training/model/{urllib.parse.quote(model, safe='')}"
    target = urllib.parse.urlunsplit((url.scheme, url.netloc.rpartition("@")[2], path, "", ""))
    return urllib.request.Request(target, data=body.encode(), headers=headers, method="PUT")


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
