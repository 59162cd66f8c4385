"""Dictionaries on disk."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ...common.errors import ConfigError
from .entry import Block, WrongLineError
from .pls import read_pls
from .yaml_file import read_yaml

MAX_BYTES = 5_000_000
MAX_ENTRIES = 50_000
MAX_BLOCKS = 100

_READERS: dict[str, Callable[[str], tuple[Block, ...]]] = {
    ".yaml": lambda source: tuple(read_yaml(source)),
    ".yml": lambda source: tuple(read_yaml(source)),
    ".pls": lambda source: (read_pls(source),),
}
SUFFIXES = tuple(_READERS)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes with a file's contents."""

    size: int
    mtime_ns: int
    inode: int


def stamp_of(path: Path) -> Stamp | None:
    """Return a file's stamp; None if there is no regular file. Blocking."""
    try:
        status = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ino)


def read_file(path: Path) -> tuple[Block, ...]:
    """Read a dictionary. Blocking. Raises `ConfigError`, which names file, line and the cure."""
    try:
        return parse(_source(path), path.suffix.lower())
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except WrongLineError as error:
        raise ConfigError(f"{path}, line {error.line}: {error}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error


def parse(source: str, suffix: str) -> tuple[Block, ...]:
    """Return the blocks of a dictionary's text.

    Raises `ValueError`; it is a `WrongLineError` where one line is to blame.
    """
    blocks = _READERS[suffix](source)
    if reason := too_many(sum(len(block.entries) for block in blocks), len(blocks)):
        raise ValueError(reason)
    return blocks


def too_many(words: int, blocks: int) -> str | None:
    """Return which bound so many words and blocks in all pass, None if they pass none."""
    if words > MAX_ENTRIES:
        return f"more than {MAX_ENTRIES} words in all are not allowed"
    if blocks > MAX_BLOCKS:
        return f"more than {MAX_BLOCKS} blocks (documents) in all are not allowed"
    return None


def _source(path: Path) -> str:
    # A pipe that took the file's place would block for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"a dictionary may have {MAX_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WrongLineError(line, "the text must be UTF-8") from error
