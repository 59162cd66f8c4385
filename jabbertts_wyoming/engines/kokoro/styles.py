"""Styles: what makes a Kokoro voice, a table with a row for each number of symbols."""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ...common.errors import VoiceError

WIDTH = 256
# Published tables have 510 rows, those of older versions 511.
_ROWS = range(510, 513)
_ITEM = np.dtype("<f4").itemsize
_ARCHIVE = b"PK\x03\x04"
_MEMBER = ".npy"
_BROKEN = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)

Table = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Styles:
    """A voice's table: float32, rows by `WIDTH`, not to be written to."""

    table: Table

    def row(self, symbols: int) -> Table:
        """Return the style for a piece of so many symbols (ends not counted), 1 by `WIDTH`."""
        index = min(max(symbols, 1), len(self.table)) - 1
        return self.table[index : index + 1]


@dataclass(frozen=True, slots=True)
class StyleFile:
    """Where a style is: a file of its own, or one array of several (`member`) in a file.

    `stamp` changes when the file does: its size and time of change in ns.
    """

    path: Path
    stamp: tuple[int, int]
    member: str | None = None

    @property
    def bytes(self) -> int:
        """How large the style is; one of several counts as a published table."""
        return self.stamp[0] if self.member is None else _ROWS.start * WIDTH * _ITEM


def find_styles(folder: Path) -> dict[str, StyleFile]:
    """Return the styles in `folder` by name. Blocking.

    A `.bin` file is a raw table, named as the style; an `.npz` file, and a `.bin` file that is
    one inside (as `voices-v1.0.bin`), has an array for each style. A style's own file goes
    before an array. Hidden files don't count.
    """
    alone: dict[str, StyleFile] = {}
    together: dict[str, StyleFile] = {}
    for path in sorted([*folder.glob("[!.]*.bin"), *folder.glob("[!.]*.npz")]):
        stamp = file_stamp(path)
        if stamp is None:
            continue
        members = _members(path, stamp)
        if members is None:
            alone[path.stem] = StyleFile(path, stamp)
        else:
            together |= {name: StyleFile(path, stamp, name) for name in members}
    return together | alone


def file_stamp(path: Path) -> tuple[int, int] | None:
    """Return a regular file's size and time of change in ns, None if it is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if path.is_file() else None


def read_styles(file: StyleFile) -> Styles:
    """Read a style and check it. Blocking. Raises `VoiceError`."""
    try:
        table = _raw(file.path) if file.member is None else _array(file.path, file.member)
    except _BROKEN as error:
        raise VoiceError(f"the style in {_place(file)} can't be read: {error}") from error
    if table.dtype.kind != "f":
        raise VoiceError(f"the style in {_place(file)} is of {table.dtype}, not of numbers")
    if table.size % WIDTH or table.shape[-1] != WIDTH or table.size // WIDTH not in _ROWS:
        shape = " x ".join(map(str, table.shape))
        raise VoiceError(f"the style in {_place(file)} is {shape}, not {_ROWS.start} x {WIDTH}")
    if not np.isfinite(table).all():
        raise VoiceError(f"the style in {_place(file)} has values that are no numbers")
    return _styles(table)


def blend(parts: Sequence[tuple[Styles, float]]) -> Styles:
    """Return the mean of styles by their weights, which need not add up to one."""
    rows = min(len(styles.table) for styles, _ in parts)
    total = sum(weight for _, weight in parts)
    mixed = sum(styles.table[:rows].astype(np.float64) * (w / total) for styles, w in parts)
    return _styles(np.asarray(mixed))


def read_blend(parts: Mapping[StyleFile, float]) -> Styles:
    """Read styles and blend them. Blocking. Raises `VoiceError`."""
    tables = [(read_styles(file), weight) for file, weight in parts.items()]
    return tables[0][0] if len(tables) == 1 else blend(tables)


def _styles(table: npt.NDArray[np.floating]) -> Styles:
    made = np.ascontiguousarray(table.reshape(-1, WIDTH), dtype=np.float32)
    made.flags.writeable = False
    return Styles(made)


def _raw(path: Path) -> npt.NDArray[np.floating]:
    data = path.read_bytes()
    if not data or len(data) % (WIDTH * _ITEM):
        published = _ROWS.start * WIDTH * _ITEM
        raise ValueError(f"it has {len(data)} bytes, not {published}; is it all there?")
    return np.frombuffer(data, dtype="<f4").reshape(-1, WIDTH)


def _array(path: Path, member: str) -> npt.NDArray[np.floating]:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
        array: npt.NDArray[np.floating] = archive[member]
    return array


@lru_cache(maxsize=256)
def _members(path: Path, _stamp: tuple[int, int]) -> tuple[str, ...] | None:
    """Return the names of an archive's arrays, None if the file is no archive."""
    try:
        with path.open("rb") as stream:
            if stream.read(len(_ARCHIVE)) != _ARCHIVE:
                return None
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return ()
    return tuple(n.removesuffix(_MEMBER) for n in names if n.endswith(_MEMBER) and "/" not in n)


def _place(file: StyleFile) -> str:
    return file.path.name if file.member is None else f"{file.path.name} ({file.member})"
