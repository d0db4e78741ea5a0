"""One module per model. A module here is all that adding a model takes."""

import importlib
import pkgutil

from ..errors import TrainingError
from ..spec import Spec


def names() -> list[str]:
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))


def load(name: str) -> Spec:
    if name not in names():
        raise TrainingError(f"--model: expected one of {', '.join([*names(), 'all'])}, got {name!r}")
    spec = importlib.import_module(f"{__name__}.{name.replace('-', '_')}").SPEC
    if spec.name != name:
        raise TrainingError(f"the spec of {name} calls itself {spec.name!r}")
    return spec
