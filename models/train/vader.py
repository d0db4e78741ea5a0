"""Texts and words rated by people, as published with VADER (MIT), from its source distribution on PyPI.

C.J. Hutto and E. Gilbert: VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media
Text. ICWSM-14, 2014.
"""

import functools
import hashlib
import html
import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pandas as pd

from .errors import TrainingError

REQUIREMENT = "vaderSentiment==3.3.2"
ARCHIVE = "vaderSentiment-3.3.2"
SHA256 = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
CACHE = Path(__file__).resolve().parents[2] / ".driftgate" / "train"
RATINGS = f"{ARCHIVE}/additional_resources/hutto_ICWSM_2014.tar.gz"
LEXICON = f"{ARCHIVE}/vaderSentiment/vader_lexicon.txt"
SOURCES = {
    "tweets": "tweets",
    "amazon reviews": "amazonReviewSnippets",
    "movie reviews": "movieReviewSnippets",
    "nyt editorials": "nytEditorialSnippets",
}


def fetch() -> bytes:
    """The archive, from the cache or from PyPI; refused when its hash is not the known one."""
    path = CACHE / f"{ARCHIVE}.tar.gz"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        wanted = ["--no-deps", "--no-binary", ":all:", "--dest", str(CACHE), REQUIREMENT]
        if subprocess.run([*pip, *wanted], check=False).returncode != 0:
            raise TrainingError(f"expected pip to download {REQUIREMENT}, got the error above")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise TrainingError(f"{path}: expected SHA-256 {SHA256}, got {found}")
    return content


def member(archive: bytes, name: str) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        return tar.extractfile(name).read()


@functools.cache
def texts() -> pd.DataFrame:
    """Every text once, with its mean rating from −4 to 4, where it is from and which document it is part of."""
    ratings = member(fetch(), RATINGS)
    rows = []
    for source, file in SOURCES.items():
        content = member(ratings, f"hutto_ICWSM_2014/{file}_GroundTruth.txt").decode("utf-8")
        for line in content.split("\r\n"):
            if line == "":
                continue
            number, rating, text = line.split("\t", 2)
            document = f"{source} {number.split('_')[0]}"
            # Some are escaped twice.
            rows.append((html.unescape(html.unescape(text)).strip(), float(rating), source, document))
    frame = pd.DataFrame(rows, columns=["text", "rating", "source", "document"])
    return frame.drop_duplicates("text").reset_index(drop=True)


@functools.cache
def lexicon() -> dict[str, float]:
    """Mean rating, from −4 to 4, of every entry in lower case."""
    lines = member(fetch(), LEXICON).decode("utf-8").splitlines()
    entries = [line.split("\t")[:2] for line in lines if line.strip()]
    return {word.lower(): float(rating) for word, rating in entries}
