"""The catalogue's voices on this disk: which are here, are they whole, take them away."""

import logging
import re
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock
from filelock import Timeout as LockTimeout

from ..common.errors import DownloadError, UnknownVoiceError, VoiceError
from ..runtime.cache import PreparedCache
from .catalogue.catalogue import Catalogue
from .catalogue.entry import CatalogueFile, Entry
from .download.digest import matches
from .download.paths import reason

_LOGGER = logging.getLogger(__name__)
_OWN_NAME = re.compile(r"[^\W_][^/\\:\x00-\x1f\x7f]{0,199}")

Condition = Literal["good", "unchecked", "damaged", "missing"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a file; `unchecked` is one whose checksum nobody tells."""

    file: CatalogueFile
    condition: Condition


class Store:
    """A data directory, seen through the catalogue. All methods block."""

    def __init__(self, data_dir: Path, catalogue: Catalogue) -> None:
        self._data_dir = data_dir
        self._catalogue = catalogue

    def is_installed(self, entry: Entry) -> bool:
        """Say whether all files of a voice are here, in their right sizes.

        What is built in has none, and is always here.
        """
        return all(self._is_here(file) for file in entry.files)

    def installed(self) -> list[Entry]:
        """Return the catalogue's voices that are here."""
        return [entry for entry in self._catalogue if self.is_installed(entry)]

    def begun(self) -> list[Entry]:
        """Return the catalogue's voices of which any file of their own is here.

        Of a voice with variants it is those that are here, or the default one if none is.
        """
        found = []
        for entry in self._catalogue:
            if not entry.is_default:
                continue
            if not any(self._path(file).exists() for file in entry.own):
                continue
            variants = self._catalogue.variants(entry)
            here = [v for v in variants if any(self._path(f).exists() for f in v.shared)]
            found += here or [entry]
        return found

    def verify(self, entries: Iterable[Entry]) -> dict[str, list[Verdict]]:
        """Read all files of the voices again; return what was found, by the voices' names."""
        known: dict[CatalogueFile, Verdict] = {}
        verdicts: dict[str, list[Verdict]] = {}
        for entry in entries:
            for file in entry.files:
                if file not in known:
                    known[file] = Verdict(file, self._condition(file))
            verdicts[entry.name] = [known[file] for file in entry.files]
        return verdicts

    def remove(self, name: str) -> list[Path]:
        """Delete a voice's files and what was prepared of it; return what is gone.

        Files that another voice here needs are kept. `NAME@VARIANT` deletes that variant's files,
        for all voices that use them, and the voice's own files if no other variant is here. A
        voice that isn't in the catalogue is its two files. Raises `UnknownVoiceError` if there is
        nothing of this voice, `DownloadError` if a file is being downloaded or can't be deleted,
        `VoiceError` if the voice is built in.
        """
        entry = self._catalogue.find(name)
        if entry is not None and entry.built_in:
            raise VoiceError(f"{entry.name} is built in: it has no files that could be removed")
        paths = self._own_voice(name) if entry is None else self._removable(entry, name)
        gone = [path for path in paths if path.exists()]
        if not gone:
            raise UnknownVoiceError(f"the voice {name[:100]!r} is not in {self._data_dir}")
        try:
            with ExitStack() as locks:
                for path in sorted(paths):
                    lock = path.with_name(f".{path.name}.lock")
                    locks.enter_context(FileLock(lock, timeout=0))
                for path in paths:
                    path.unlink(missing_ok=True)
        except LockTimeout as error:
            raise DownloadError(f"{name} is being downloaded; stop that first") from error
        except OSError as error:
            raise DownloadError(f"{name} can't be removed: {reason(error)}") from error
        prepared = PreparedCache(self._data_dir / "prepared")
        for model in (path for path in gone if path.suffix == ".onnx"):
            prepared.forget(model.stem)
        return gone

    def _removable(self, entry: Entry, name: str) -> list[Path]:
        variants = self._catalogue.variants(entry)
        if "@" in name:
            others = [v for v in variants if v != entry and self.is_installed(v)]
            files = [*entry.shared, *(() if others else entry.own)]
        else:
            needed = {f for e in self.installed() if e.id != entry.id for f in e.files}
            shared = [f for v in variants for f in v.shared if f not in needed]
            files = [*shared, *entry.own]
        return [self._path(file) for file in files]

    def _own_voice(self, name: str) -> list[Path]:
        if not _OWN_NAME.fullmatch(name):
            raise UnknownVoiceError(f"{name[:100]!r} can't be a voice's name")
        return [self._data_dir / f"{name}.onnx", self._data_dir / f"{name}.onnx.json"]

    def _condition(self, file: CatalogueFile) -> Condition:
        path = self._path(file)
        try:
            if not path.is_file():
                return "missing"
            if not matches(path, file):
                return "damaged"
        except OSError as error:
            _LOGGER.warning("%s: %s", path, reason(error))
            return "damaged"
        return "good" if file.digest else "unchecked"

    def _is_here(self, file: CatalogueFile) -> bool:
        path = self._path(file)
        return path.is_file() and file.bytes in (None, path.stat().st_size)

    def _path(self, file: CatalogueFile) -> Path:
        return self._data_dir / file.path
