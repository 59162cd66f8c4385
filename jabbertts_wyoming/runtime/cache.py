"""The prepared-voice cache: one directory per voice, written once, atomically, safe for many."""

import hashlib
import json
import logging
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from filelock import FileLock

from ..common.errors import VoiceError

_LOGGER = logging.getLogger(__name__)

Build = Callable[[Path], None]


class PreparedCache:
    """Directories `NAME@KEY` under `root`; the key is made of all that the content depends on."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, name: str, files: Iterable[Path], settings: Iterable[str], build: Build) -> Path:
        """Return the directory for `name`, building it if it isn't there. Blocking.

        The key covers the content of `files`, `settings` and this machine's processor; older
        keys of the same name are removed. `build` fills an empty directory; it runs in one
        process at a time. Raises `VoiceError`, also where the disk can't be written.
        """
        try:
            key = _key(files, settings)
        except OSError as error:
            raise VoiceError(f"the voice can't be read: {error}") from error
        try:
            target = self._root / f"{name}@{key}"
            if target.is_dir():
                return target
            self._root.mkdir(parents=True, exist_ok=True)
            with FileLock(self._root / f".{name}.lock"):
                if not target.is_dir():
                    self._remove_others(name, target)
                    self._build(target, build)
        except OSError as error:
            raise VoiceError(f"the prepared voice can't be written: {error}") from error
        return target

    def forget(self, name: str) -> None:
        """Remove what is kept of a voice that is no more, unless it is being built. Blocking."""
        if not self._root.is_dir():
            return
        try:
            with FileLock(self._root / f".{name}.lock", timeout=0):
                self._remove_others(name, None)
        except OSError as error:
            _LOGGER.warning("The prepared voice %s can't be removed: %s", name, error)

    def discard(self, directory: Path) -> None:
        """Remove a directory that proved broken. Blocking."""
        shutil.rmtree(directory, ignore_errors=True)

    def _build(self, target: Path, build: Build) -> None:
        unfinished = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=self._root))
        try:
            build(unfinished)
            for path in unfinished.iterdir():
                _sync(path)
            unfinished.chmod(0o755)
            unfinished.rename(target)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def _remove_others(self, name: str, target: Path | None) -> None:
        for path in self._root.iterdir():
            own = path.name.lstrip(".").rpartition("@")[0] == name
            if own and path != target and path.is_dir():
                _LOGGER.debug("Removing the outdated prepared voice %s", path.name)
                shutil.rmtree(path, ignore_errors=True)


def _key(files: Iterable[Path], settings: Iterable[str]) -> str:
    digest = hashlib.sha256(json.dumps([*settings, processor()]).encode())
    for path in files:
        status = path.stat()
        digest.update(_content(path, status.st_size, status.st_mtime_ns))
    return digest.hexdigest()[:20]


@lru_cache(maxsize=1024)
def _content(path: Path, _size: int, _changed: int) -> bytes:
    """Return the digest of a file; read again only if its size or time of change differs."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def processor() -> str:
    """Return a line that tells this machine's processor and core count."""
    model = platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{model} {names[0] if names else ''} x{os.cpu_count()}"


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
