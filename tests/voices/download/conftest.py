"""A file to download, and a downloader without patience."""

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from jabbertts_wyoming.voices.catalogue.entry import CatalogueFile
from jabbertts_wyoming.voices.download.downloader import Downloader, Patience, make_source
from jabbertts_wyoming.voices.download.http import Timeouts

CONTENT = random.Random(1).randbytes(300_000)

Make = Callable[[str | None], Downloader]


def published(content: bytes = CONTENT, name: str = "voice.onnx") -> CatalogueFile:
    """Return what a catalogue says of a file with this content."""
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return CatalogueFile(name, f"https://voices.invalid/{name}", len(content), "md5", digest)


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the downloader waited for."""
    return []


@pytest.fixture
def patience(waits: list[float]) -> Patience:
    """Three attempts; waiting takes no time."""

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return Patience(attempts=3, sleep=sleep)


@pytest.fixture
def make(tmp_path: Path, patience: Patience) -> Make:
    """Make a downloader into `tmp_path / "data"` from a mirror."""

    def build(mirror: str | None) -> Downloader:
        source = make_source(mirror, Timeouts(connect=2, stall=0.2))
        return Downloader(tmp_path / "data", source, patience=patience)

    return build
