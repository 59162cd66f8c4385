"""What a voice is mixed of: `af_heart:0.6+am_onyx:0.4`, by name or from a YAML file."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

import yaml

from ...common.errors import VoiceError
from .styles import file_stamp

MAX_PARTS = 16
_STYLE = re.compile(r"[A-Za-z0-9][\w.-]{0,99}")
_FIELDS = ("name", "blend", "language", "description")
_LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """A style and its share; the shares of a recipe add up to one."""

    style: str
    share: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """A voice: its styles, and what its files say of it (None and "" where they don't).

    `problem` tells why it can't be made, if so.
    """

    name: str
    parts: tuple[Part, ...]
    language: str | None = None
    description: str = ""
    problem: str | None = None

    @property
    def main(self) -> str:
        """The style with the largest share."""
        return max(self.parts, key=lambda part: part.share).style


def parse_blend(text: str) -> tuple[Part, ...]:
    """Read a blend: styles joined by `+`, each with `:WEIGHT` behind it, or a weight of 1.

    A style that comes twice counts with both weights. Raises `VoiceError`.
    """
    weights: dict[str, float] = {}
    for written in text.split("+"):
        style, colon, number = (part.strip() for part in written.partition(":"))
        if not _STYLE.fullmatch(style):
            raise _wrong(text, f"{style[:100]!r} can't be a style's name")
        weights[style] = weights.get(style, 0.0) + (_weight(number, text) if colon else 1.0)
    if len(weights) > MAX_PARTS:
        raise _wrong(text, f"it has more than {MAX_PARTS} styles")
    total = sum(weights.values())
    return tuple(Part(style, weight / total) for style, weight in weights.items())


def is_blend(name: str) -> bool:
    """Say whether a voice's name asks for a blend rather than for a voice of that name."""
    return "+" in name


def find_recipes(folder: Path) -> dict[str, Recipe]:
    """Return the blends that the YAML files of `folder` name. Blocking.

    A file has the fields `blend` and, if wanted, `name` (the file's own, if left out), `language`
    and `description`. One that is wrong is a recipe with a problem. Hidden files don't count.
    """
    found = {}
    for path in sorted([*folder.glob("[!.]*.yaml"), *folder.glob("[!.]*.yml")]):
        stamp = file_stamp(path)
        if stamp is not None:
            recipe = _read(path, stamp)
            found[recipe.name] = recipe
    return found


@lru_cache(maxsize=256)
def _read(path: Path, stamp: tuple[int, int]) -> Recipe:
    try:
        if stamp[0] <= _LARGEST:
            return _recipe(yaml.safe_load(path.read_text("utf-8")), path.stem)
        problem = f"it is larger than {_LARGEST} bytes"
    except VoiceError as error:
        problem = str(error)
    except OSError as error:
        problem = error.strerror or str(error)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problem = "it is not YAML: " + " ".join(str(error).split())
    return Recipe(path.stem, (), problem=f"{path.name}: {problem}")


def _recipe(data: Any, stem: str) -> Recipe:
    if not isinstance(data, dict) or "blend" not in data:
        raise VoiceError("it has no field 'blend', as in: blend: af_heart:0.6+am_onyx:0.4")
    for field, value in data.items():
        if field not in _FIELDS:
            raise VoiceError(f"it has a field {field!r}; there are {', '.join(_FIELDS)}")
        if not isinstance(value, str) or not value.strip():
            raise VoiceError(f"{field} must be text")
    name = data.get("name", stem)
    if not _STYLE.fullmatch(name):
        raise VoiceError(f"name: {name[:100]!r} can't be a voice's name")
    parts = parse_blend(data["blend"])
    return Recipe(name, parts, data.get("language"), data.get("description", ""))


def _weight(number: str, text: str) -> float:
    try:
        weight = float(number)
    except ValueError:
        weight = 0.0
    if not (isfinite(weight) and weight > 0):
        raise _wrong(text, f"{number[:100]!r} is no weight; it must be a number above 0")
    return weight


def _wrong(text: str, why: str) -> VoiceError:
    return VoiceError(f"blend {text[:100]!r}: {why}")
