"""A key for the sound of a segment of text: all that the sound depends on, and nothing else."""

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import PurePath

from .. import __version__
from ..engines.base import Manner

# Raise it when the same text would sound different without a new version of the program.
FORMAT = 2
GENERATION = f"{__version__}.{FORMAT}"
"""What a kept sound is made by; another generation's sounds are outdated."""


def segment_key(
    *,
    engine: str,
    voice: str,
    stamp: Hashable,
    manner: Manner,
    text: str,
    seed: tuple[int, int] | None = None,
    extra: Sequence[Hashable] = (),
) -> str:
    """Return the key of a segment's sound, 64 hexadecimal digits.

    `voice` of `engine` has files with `stamp` (`voices.voice.Source.stamp`) and speaks `text` in
    `manner`. `seed` is the request's seed and the segment's index, where the segment's random
    generator is made of these two alone; None where any draw will do. `extra` is what else
    changes the sound.

    `stamp` and `extra` are made of numbers, strings, bytes, paths, enums, tuples, frozen sets,
    dataclasses of these, and None. Raises `TypeError` for anything else, because its `repr` might
    not last.
    """
    parts = (GENERATION, engine, voice, stamp, manner, text, seed, tuple(extra))
    # The repr of nested tuples of plain values can be read in one way only.
    return hashlib.sha256(ascii(_plain(parts)).encode("ascii")).hexdigest()


def _plain(value: object) -> object:
    """Return `value` as tuples of built-in values, each with a name if it was something else."""
    if value is None or type(value) in (bool, int, float, str, bytes):
        return value
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    if isinstance(value, frozenset):
        return ("set", *sorted(ascii(_plain(item)) for item in value))
    if isinstance(value, PurePath):
        return ("path", str(value))
    if isinstance(value, Enum):
        return (type(value).__qualname__, value.name)
    if is_dataclass(value) and not isinstance(value, type):
        named = ((field.name, _plain(getattr(value, field.name))) for field in fields(value))
        return (type(value).__qualname__, *named)
    raise TypeError(f"a key can't be made of {type(value).__qualname__}")
