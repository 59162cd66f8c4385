"""Emoji: their CLDR short names, or nothing."""

import gzip
import re
from functools import lru_cache
from importlib.resources import files

from ..context import Context, Reading, after_gap
from ..quantity import Number
from ..spoken import Emoji

_PACKAGE = "jabbertts_wyoming.text.normalise.data"
_PICTURE = r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\u3030\u303d\u3297\u3299]"
_JOINED = r"[\ufe0f\ufe0e\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
EMOJI = re.compile(rf"{_PICTURE}{_JOINED}{{0,8}}(?:\u200d{_PICTURE}{_JOINED}{{0,8}}){{0,8}}")
_FLAG = re.compile(r"[\U0001f1e6-\U0001f1ff]{2}")
_FLAG_TO_LETTER = 0x1F1E6 - ord("A")
_DROPPED = re.compile(r"[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_STOPS = ("", *".,;:!?…)")
_KEYCAP = re.compile(r"([0-9#*])\ufe0f?\u20e3")


def picture(context: Context, position: int) -> Reading | None:
    """Read an emoji, or skip it, as the rules say."""
    match = _FLAG.match(context.text, position) or EMOJI.match(context.text, position)
    if not match:
        return None
    if context.rules.emoji is Emoji.DROP:
        return Reading(match.end(), "")
    name = _name(match.group(), context)
    following = context.char(after_gap(context, match.end()))
    pause = "" if following in _STOPS else ", "
    return Reading(match.end(), f" {name}{pause}" if name else "")


def keycap(context: Context, position: int) -> Reading | None:
    """Read the digit of a keycap emoji."""
    match = _KEYCAP.match(context.text, position)
    if not match:
        return None
    digit = match.group(1)
    words = context.language.numbers.bare(Number(digit)) if digit.isdecimal() else digit
    return Reading(match.end(), f"{words or digit} ")


def _name(sequence: str, context: Context) -> str | None:
    """Return the short name of the longest head of a sequence that has one."""
    if _FLAG.fullmatch(sequence):
        return context.language.cldr.territory(
            "".join(chr(ord(c) - _FLAG_TO_LETTER) for c in sequence)
        )
    names = _names(context.language.code)
    plain = _DROPPED.sub("", sequence)
    while plain:
        if plain in names:
            return names[plain]
        plain = plain[:-1].rstrip("\u200d")
    return None


@lru_cache(maxsize=8)
def _names(code: str) -> dict[str, str]:
    """Load CLDR's short names of emoji; none for a language without a file."""
    file = files(_PACKAGE) / "emoji" / f"{code}.tsv.gz"
    if not (code.isascii() and code.isalpha() and file.is_file()):
        return {}
    lines = gzip.decompress(file.read_bytes()).decode("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)
