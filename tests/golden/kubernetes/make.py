"""Makes schema.json: python3 -m pip install kubernetes-validate==1.37.0 cloudcoil-models-prometheus-operator==0.80.1.0"""

import json
from importlib.resources import files
from pathlib import Path

from cloudcoil.models.prometheus_operator.v1 import ServiceMonitor

VERSION = "v1.34.0-local-strict"
KINDS = {
    "v1/ConfigMap": "core.v1.ConfigMap",
    "v1/Namespace": "core.v1.Namespace",
    "v1/Service": "core.v1.Service",
    "v1/ServiceAccount": "core.v1.ServiceAccount",
    "apps/v1/Deployment": "apps.v1.Deployment",
    "batch/v1/CronJob": "batch.v1.CronJob",
    "networking.k8s.io/v1/NetworkPolicy": "networking.v1.NetworkPolicy",
    "policy/v1/PodDisruptionBudget": "policy.v1.PodDisruptionBudget",
}
ANNOTATIONS = {"description", "title", "default"}


def stripped(schema, names=False):
    """Without what says nothing of validity. `names`: its members are properties, not keywords."""
    if isinstance(schema, list):
        return [stripped(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: stripped(value, key in ("properties", "$defs") and not names)
        for key, value in schema.items()
        if names or not (key in ANNOTATIONS or key.startswith("x-"))
    }


def strict(schema):
    """Pydantic lets objects have more than they are said to have; Kubernetes' schemas here do not."""
    if "properties" in schema:
        schema["additionalProperties"] = False
    return schema


def references(schema):
    if isinstance(schema, list):
        for one in schema:
            yield from references(one)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rsplit("/", 1)[-1]
        for one in schema.values():
            yield from references(one)


folder = files("kubernetes_validate") / "kubernetes-json-schema" / VERSION
known = json.loads((folder / "_definitions.json").read_text())["$defs"]
kinds = {kind: f"io.k8s.api.{name}" for kind, name in KINDS.items()}
definitions = {}
open_names = list(kinds.values())
while open_names:
    name = open_names.pop()
    if name not in definitions:
        definitions[name] = stripped(known[name])
        open_names += references(definitions[name])

monitor = stripped(ServiceMonitor.model_json_schema(by_alias=True))
prefix = "monitoring.coreos.com.v1."
for name, schema in {**monitor.pop("$defs"), "ServiceMonitor": monitor}.items():
    text = json.dumps(strict(schema)).replace("#/$defs/", f"#/$defs/{prefix}")
    definitions[prefix + name] = json.loads(text)
kinds["monitoring.coreos.com/v1/ServiceMonitor"] = prefix + "ServiceMonitor"

document = {"kinds": kinds, "$defs": dict(sorted(definitions.items()))}
Path(__file__).with_name("schema.json").write_text(json.dumps(document, indent=1) + "\n")
