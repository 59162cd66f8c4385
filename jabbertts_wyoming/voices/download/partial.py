"""The hidden, unfinished copy of a file, which a later attempt or program goes on with."""

import contextlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..catalogue.entry import CatalogueFile
from .digest import SLICE, hasher


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bytes so far are from.

    `validator` is what the server calls this version of the file (an entity tag or a date), None
    if it did not say; `total` is its length in bytes.
    """

    url: str
    validator: str | None = None
    total: int | None = None


class Partial:
    """`.NAME.part` beside the file to be, and `.NAME.part.json` that tells its origin.

    All methods block and raise `OSError`. One program at a time may use it: see the lock.
    """

    def __init__(self, target: Path, file: CatalogueFile) -> None:
        self._target = target
        self._file = file
        self._path = target.with_name(f".{target.name}.part")
        self._note = target.with_name(f".{target.name}.part.json")
        self._descriptor: int | None = None
        self._hasher = hasher(file)
        self._size = 0
        self._origin: Origin | None = None

    @property
    def size(self) -> int:
        """How many bytes are here."""
        return self._size

    @property
    def origin(self) -> Origin | None:
        """Where they are from, if there are any."""
        return self._origin

    def open(self) -> None:
        """Take up what an earlier attempt left, if it was the same file; else begin at nothing."""
        self.close()
        self._descriptor = _open(self._path)
        self._origin = self._read_note()
        if self._origin is None:
            self.restart()
            return
        self._hasher = hasher(self._file)
        self._size = 0
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        while data := os.read(self._descriptor, SLICE):
            self._hasher.update(data)
            self._size += len(data)
        if self._size > (self._file.bytes or self._origin.total or self._size):
            self.restart()

    def begin(self, origin: Origin) -> None:
        """Note where the bytes that now come are from."""
        if origin == self._origin:
            return
        self._origin = origin
        note = {
            "url": origin.url,
            "validator": origin.validator,
            "total": origin.total,
            "digest": self._file.digest,
        }
        self._note.write_text(json.dumps(note), "utf-8")

    def append(self, data: bytes) -> None:
        """Add bytes at the end."""
        descriptor = self._opened()
        left = memoryview(data)
        while left:
            written = os.write(descriptor, left)
            self._hasher.update(left[:written])
            self._size += written
            left = left[written:]

    def restart(self) -> None:
        """Forget the bytes so far."""
        os.ftruncate(self._opened(), 0)
        os.lseek(self._opened(), 0, os.SEEK_SET)
        self._hasher = hasher(self._file)
        self._size = 0
        self._origin = None
        self._note.unlink(missing_ok=True)

    def is_right(self) -> bool:
        """Say whether the checksum is the catalogue's; True where that has none."""
        return self._file.digest is None or self._hasher.hexdigest() == self._file.digest

    def commit(self) -> None:
        """Put the file in its place, at once and for good."""
        os.fsync(self._opened())
        self.close()
        self._path.replace(self._target)
        self._note.unlink(missing_ok=True)
        _sync_folder(self._target.parent)

    def close(self) -> None:
        """Keep what is here for later."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def discard(self) -> None:
        """Remove what is here."""
        self.close()
        for path in (self._path, self._note):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    def _opened(self) -> int:
        if self._descriptor is None:
            raise RuntimeError("the partial file is not open")
        return self._descriptor

    def _read_note(self) -> Origin | None:
        try:
            said: dict[str, Any] = json.loads(self._note.read_text("utf-8"))
            origin = Origin(said["url"], said["validator"], said["total"])
            digest = said["digest"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return origin if digest == self._file.digest else None


def _open(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            path.unlink()  # a link that somebody laid there, say
    return os.open(path, flags, 0o644)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
