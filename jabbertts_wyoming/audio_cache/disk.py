"""Finished audio in a directory, so that it outlives the program."""

import logging
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from .file_format import HEAD_BYTES, Sound, pack, unpack, voice_of
from .lru import Item, SizedLru

_SUFFIX = ".audio"
_KEY = re.compile("[0-9a-f]{64}")
_UNFINISHED = ".part"
_ABANDONED_SECONDS = 3600.0
_RETRY_SECONDS = 600.0
_LOGGER = logging.getLogger(__name__)


class DiskCache:
    """Sounds by key as files in `directory`, at most `capacity` bytes, the last used ones.

    The directory is for this alone and readable by its owner only. What is in it is known after
    `scan`, and from what is put. What can't be read or is not what was written is a miss; where
    nothing can be written, a warning says so once and all else goes on. `clock` is in seconds.
    With a `capacity` of 0 nothing is kept, and `scan` removes what an earlier run did.

    Several processes may have one directory: a file appears whole, and one that another process
    removed is a miss. Each keeps to the bound with the files it knows of.

    Safe for threads. `in`, `knows`, `touch` and the figures only look at what is in memory;
    all other methods block.
    """

    def __init__(
        self, directory: Path, capacity: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._directory = directory
        self._index: SizedLru[None] = SizedLru(capacity)
        self._clock = clock
        self._lock = threading.Lock()  # of what is in memory; never held while the disk is used
        self._touched: set[str] = set()
        self._warned = False
        self._write_again_at = float("-inf")
        self._closed = False

    @property
    def largest(self) -> int:
        """The largest file that is kept, bytes."""
        return self._index.largest

    @property
    def size(self) -> int:
        """How much is on disk, bytes."""
        return self._index.size

    @property
    def count(self) -> int:
        """How many sounds are on disk."""
        return len(self._index)

    def __contains__(self, key: str) -> bool:
        with self._lock:
            return key in self._index

    def knows(self, voice: str) -> bool:
        """Tell whether anything of a voice is on disk."""
        with self._lock:
            return self._index.knows(voice)

    def touch(self, key: str) -> None:
        """Note that a sound was used though its file was not; `close` writes that down."""
        with self._lock:
            if self._index.get(key) is not None:
                self._touched.add(key)

    def scan(self) -> None:
        """Find what is in the directory; what is torn, outdated or too much is removed. Blocking.

        May run while sounds are put and read.
        """
        try:
            if not self._directory.is_dir():
                return
            self._make_directory()
            found = sorted(self._found())
        except OSError as error:
            self._warn(error)
            return
        fresh: SizedLru[None] = SizedLru(self._index.capacity)
        with self._lock:
            newer = self._index.items()
            older = {key: item for _, key, item in found if key not in self._index}
            dropped = [old for k, item in [*older.items(), *newer] for old in fresh.put(k, item)]
            self._index = fresh
        self._remove(dropped)

    def get(self, key: str) -> Sound | None:
        """Return what is kept under `key`. Blocking."""
        with self._lock:
            if self._index.get(key) is None:
                return None
        path = self._path(key)
        sound = None
        try:
            with path.open("rb") as stream:
                sound = unpack(key, stream.read(self.largest + 1))
            if sound is None:
                _LOGGER.debug("%s is not what was written; it is removed", path.name)
                self._remove([key])
            else:
                with suppress(OSError):  # another user's, or read-only
                    os.utime(path)
        except FileNotFoundError:
            pass
        except OSError as error:
            self._warn(error)
        if sound is None:
            with self._lock:
                self._index.remove(key)
                self._touched.discard(key)
        return sound

    def put(self, key: str, sound: Sound) -> None:
        """Keep `sound`, unless it is too large or there already. Blocking."""
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a key: {key!r}")
        if key in self:
            self.touch(key)
            return
        try:
            content = pack(key, sound)
        except ValueError as error:
            _LOGGER.debug("Not kept on disk: %s", error)
            return
        if len(content) > self.largest or self._clock() < self._write_again_at:
            return
        try:
            self._write(self._path(key), content)
        except OSError as error:
            self._write_again_at = self._clock() + _RETRY_SECONDS
            self._warn(error)
            return
        with self._lock:
            dropped = self._index.put(key, Item(sound.voice, len(content), None))
            self._touched.difference_update(dropped)
        self._remove(dropped)

    def close(self) -> None:
        """Write down what was used last, for the next start. Blocking."""
        self._closed = True
        with self._lock:
            touched = [key for key, _ in self._index.items() if key in self._touched]
            self._touched.clear()
        now = time.time_ns()
        for n, key in enumerate(touched):
            with suppress(OSError):
                os.utime(self._path(key), ns=(now, now + n))

    def _path(self, key: str) -> Path:
        return self._directory / f"{key}{_SUFFIX}"

    def _make_directory(self) -> None:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._directory.stat().st_mode & 0o077:
            self._directory.chmod(0o700)

    def _found(self) -> Iterator[tuple[int, str, Item[None]]]:
        """Yield when each file was used last (ns), its key and what it is; remove what is bad."""
        for path in self._directory.iterdir():
            if self._closed:
                return
            try:
                if path.name.startswith(".") and path.suffix == _UNFINISHED:
                    self._remove_abandoned(path)
                elif path.suffix == _SUFFIX and _KEY.fullmatch(path.stem) and path.is_file():
                    yield from self._examined(path)
            except FileNotFoundError:
                pass  # another process removed it
            except OSError as error:
                self._warn(error)

    def _remove_abandoned(self, unfinished: Path) -> None:
        if time.time() - unfinished.stat().st_mtime > _ABANDONED_SECONDS:
            unfinished.unlink()

    def _examined(self, path: Path) -> Iterator[tuple[int, str, Item[None]]]:
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            voice = voice_of(stream.read(HEAD_BYTES), status.st_size)
        if voice is None:
            path.unlink()
        else:
            yield status.st_mtime_ns, path.stem, Item(voice, status.st_size, None)

    def _write(self, path: Path, content: bytes) -> None:
        """Have the file appear whole. It is not synced: what a power cut tears is found out."""
        self._make_directory()
        prefix = f".{path.stem[:16]}."
        with tempfile.NamedTemporaryFile(  # which only its owner may read
            dir=self._directory, prefix=prefix, suffix=_UNFINISHED, delete=False
        ) as draft:
            try:
                draft.write(content)
                draft.flush()
                Path(draft.name).replace(path)
            except BaseException:
                with suppress(OSError):
                    Path(draft.name).unlink()
                raise

    def _remove(self, keys: list[str]) -> None:
        for key in keys:
            try:
                self._path(key).unlink(missing_ok=True)
            except OSError as error:
                self._warn(error)

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            _LOGGER.warning(
                "The audio cache in %s fails (%s); speech goes on without it",
                self._directory,
                error.strerror or error,
            )
