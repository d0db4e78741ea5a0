"""The stack people use today: FastAPI, a scikit-learn pipeline and prometheus_client in one process.

It checks the types of its input, predicts, counts in memory and answers. It stores nothing. The environment names the
model's definition (PEER_DEFINITION) and the pickled pipeline (PEER_PIPELINE).
"""

import json
import os
import pickle
import time
from pathlib import Path

import pandas as pd
from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from pydantic import create_model

definition = json.loads(Path(os.environ["PEER_DEFINITION"]).read_text())
pipeline = pickle.loads(Path(os.environ["PEER_PIPELINE"]).read_bytes())
TYPES = {"integer": int, "number": float, "string": str, "text": str}
Row = create_model("Row", **{feature["name"]: (TYPES[feature["type"]], ...) for feature in definition["features"]})

REQUESTS = Counter("model_requests_total", "Requests.", ["model"])
BY_CLASS = Counter("model_predictions_by_class_total", "Predictions by class.", ["model", "class_label"])
LATENCY = Histogram("model_prediction_latency_seconds", "Latency.", ["model"])
VALUES = Histogram("model_prediction_values", "Scores.", ["model"])

app = FastAPI()


@app.get("/health")
def health() -> dict:
    return {"status": "ok"}


@app.post("/predict")
def predict(row: Row) -> dict:
    started = time.perf_counter()
    name = definition["name"]
    REQUESTS.labels(name).inc()
    probabilities = pipeline.predict_proba(pd.DataFrame([row.model_dump()]))[0]
    score = float(probabilities[definition["classes"].index(definition["positive_class"])])
    label = int(score >= definition["threshold"])
    BY_CLASS.labels(name, str(label)).inc()
    VALUES.labels(name).observe(score)
    LATENCY.labels(name).observe(time.perf_counter() - started)
    return {"label": label, "score": score}


@app.get("/metrics")
def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
