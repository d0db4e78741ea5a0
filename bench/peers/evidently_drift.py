"""Evidently's data drift preset: `python evidently_drift.py <rows.parquet> <reference.ndjson> <feature> …`.

The rows come from Parquet, with no more columns than are compared; the reference from the model's held-out rows. The
last line says what it took.
"""

import json
import resource
import sys

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

path, reference_path, *features = sys.argv[1:]
current = pd.read_parquet(path, columns=features)
with open(reference_path) as file:
    reference = pd.DataFrame([json.loads(line)["features"] for line in file]).astype(current.dtypes)
definition = DataDefinition(numerical_columns=features)
result = Report([DataDriftPreset()]).run(
    Dataset.from_pandas(current, data_definition=definition),
    Dataset.from_pandas(reference, data_definition=definition),
)
drift = [metric for metric in result.dict()["metrics"] if "ValueDrift" in metric["metric_name"]]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"rows": len(current), "features": len(drift), "peak_bytes": peak}))
