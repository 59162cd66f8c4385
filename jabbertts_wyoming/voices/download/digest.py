"""Checksums of files, computed in slices."""

import hashlib
from pathlib import Path
from typing import Protocol

from ..catalogue.entry import CatalogueFile

SLICE = 1 << 20


class Hasher(Protocol):
    """What a running checksum offers."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Take more of the file."""

    def hexdigest(self) -> str:
        """Return the checksum of what was taken."""


def hasher(file: CatalogueFile) -> Hasher:
    """Return a running checksum of the kind that the catalogue has for `file`."""
    return _new(file.algorithm or "sha256")


def digest_of(path: Path, algorithm: str) -> str:
    """Return the checksum of a file, in hexadecimal. Blocking. Raises `OSError`."""
    running = _new(algorithm)
    with path.open("rb") as stream:
        while data := stream.read(SLICE):
            running.update(data)
    return running.hexdigest()


def matches(path: Path, file: CatalogueFile) -> bool:
    """Say whether `path` is the published file, as far as that can be known. Blocking.

    Raises `OSError`.
    """
    if file.bytes is not None and path.stat().st_size != file.bytes:
        return False
    return file.algorithm is None or digest_of(path, file.algorithm) == file.digest


def _new(algorithm: str) -> Hasher:
    return hashlib.new(algorithm, usedforsecurity=False)
