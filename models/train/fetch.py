"""`python -m train.fetch --model <name>`: real rows for a model, with the user's own Kaggle credentials."""

import argparse
import base64
import csv
import io
import json
import os
import shutil
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

from . import models
from .errors import TrainingError
from .spec import KaggleFile, Spec

API = "https://www.kaggle.com/api/v1"
FOLDER = Path(__file__).resolve().parents[2] / ".driftgate" / "data"
TIMEOUT_SECONDS = 60


class NoSecretsElsewhere(urllib.request.HTTPRedirectHandler):
    """Kaggle sends on to a signed address of another host, which must not get the credentials."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None and origin(newurl) != origin(req.full_url):
            following.remove_header("Authorization")
        return following


def origin(url: str) -> tuple[str, str]:
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.netloc


def credentials(environment: dict[str, str], home: Path) -> tuple[str, str] | None:
    """User and key from where Kaggle's own client looks: the environment, else kaggle.json."""
    user, key = environment.get("KAGGLE_USERNAME"), environment.get("KAGGLE_KEY")
    if user and key:
        return user, key
    path = Path(environment.get("KAGGLE_CONFIG_DIR") or home / ".kaggle") / "kaggle.json"
    try:
        text = path.read_text()
    except OSError:
        return None
    try:
        content = json.loads(text)
        return content["username"], content["key"]
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path}: expected JSON with username and key") from error


def manual_steps(spec: Spec, source: KaggleFile, target: Path) -> str:
    return f"""To get the real rows for {spec.name} by hand:
  1. Sign in at https://www.kaggle.com and open https://www.kaggle.com/datasets/{source.dataset}
     (published first at {source.origin}); read and accept the terms.
  2. Download {source.file} and unpack it to {target}
  3. npm run train -- --model {spec.name} --data {target}
Or let this command do it: create a token at https://www.kaggle.com/settings, save it as ~/.kaggle/kaggle.json
(or set KAGGLE_USERNAME and KAGGLE_KEY), and run it again."""


def download(api: str, source: KaggleFile, login: tuple[str, str], into: Path) -> None:
    """The file as it came, which may be packed. Raises TrainingError without the key in its message."""
    url = f"{api.rstrip('/')}/datasets/download/{source.dataset}/{urllib.parse.quote(source.file)}"
    pair = base64.b64encode(":".join(login).encode()).decode()
    get = urllib.request.Request(url, headers={"Authorization": f"Basic {pair}"})
    try:
        opener = urllib.request.build_opener(NoSecretsElsewhere)
        with opener.open(get, timeout=TIMEOUT_SECONDS) as answer, into.open("wb") as file:
            shutil.copyfileobj(answer, file)
            expected = answer.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        hint = {401: ": are the credentials right?", 403: ": are the terms accepted?"}.get(error.code, "")
        raise TrainingError(f"expected {url}, got status {error.code}{hint}") from error
    except OSError as error:
        raise TrainingError(f"expected {url}, got {getattr(error, 'reason', error)}") from error
    if expected is not None and into.stat().st_size != int(expected):
        raise TrainingError(f"expected {expected} bytes from {url}, got {into.stat().st_size}")


def unpack(packed: Path, name: str, into: Path) -> None:
    if not zipfile.is_zipfile(packed):
        shutil.copyfile(packed, into)
        return
    with zipfile.ZipFile(packed) as archive:
        if name not in archive.namelist():
            raise TrainingError(f"expected {name} in the archive, got {', '.join(archive.namelist())}")
        with archive.open(name) as content, into.open("wb") as file:
            shutil.copyfileobj(content, file)


def check_header(spec: Spec, path: Path) -> None:
    with path.open("rb") as file:
        line = file.readline(100_000).decode("utf-8-sig", errors="replace")
    header = [name.strip() for name in next(csv.reader(io.StringIO(line)), [])]
    missing = [name for name in [*spec.names, spec.target] if name not in header]
    if missing:
        raise TrainingError(f"the file has no {', '.join(missing)}; its first line is {line[:200]!r}")


def fetch(spec: Spec, source: KaggleFile, login: tuple[str, str], api: str, target: Path) -> None:
    """Leaves the whole, checked file at `target` or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        packed, plain = Path(folder) / "packed", Path(folder) / "plain"
        download(api, source, login, packed)
        unpack(packed, source.file, plain)
        check_header(spec, plain)
        os.replace(plain, target)


def main() -> None:
    parser = argparse.ArgumentParser(prog="data", description="Fetch the real rows that a model has.")
    parser.add_argument("--model", required=True, help=", ".join(models.names()))
    parser.add_argument("--out", metavar="FILE.csv", type=Path, help=f"default: {FOLDER}/<model>.csv")
    parser.add_argument("--api", metavar="URL", default=API, help="default: %(default)s")
    options = parser.parse_args()
    spec = models.load(options.model)
    if spec.source is None:
        raise TrainingError(f"--model: there is no file to fetch for {spec.name}; see models/{spec.name}/README.md")
    target = (options.out or FOLDER / f"{spec.name}.csv").resolve()
    login = credentials(dict(os.environ), Path.home())
    if login is None:
        print(manual_steps(spec, spec.source, target))
        sys.exit(1)
    try:
        fetch(spec, spec.source, login, options.api, target)
    except TrainingError as error:
        raise TrainingError(f"{error}\n\n{manual_steps(spec, spec.source, target)}") from error
    print(f"{target}: {target.stat().st_size:,} bytes\n  npm run train -- --model {spec.name} --data {target}")


if __name__ == "__main__":
    try:
        main()
    except TrainingError as error:
        sys.exit(f"data: {error}")
