"""What is stuck before a number or a name: "ב-5", "המאה ה-19", "ke-3", "ke-XX"."""

import re

from ..context import Context, Reading, key_of
from ..letters import CASELESS
from .roman import value_of

_PREFIX = re.compile(rf"([{CASELESS}]{{1,4}})-?(?=[\dA-Za-z$€£₪])")
_ARTICLED = re.compile(r"(\d{1,3})(?![\d:/%°]|[.,]\d)")
_PREFIXED = re.compile(r"[^\W\d_]{1,4}-(\d{1,6}|[IVXLCDM]{1,8})")


def prefix(context: Context, position: int) -> Reading | None:
    """Read a preposition that is stuck to a number or a Latin name: "ב-5"."""
    match = _PREFIX.match(context.text, position)
    words = context.language.data.prefixes.get(match.group(1)) if match else None
    if (
        not match
        or not words
        or not context.free(position)
        or context.text[position - 1 : position] == "-"
    ):
        return None
    if definite := _definite(context, position, match):
        return definite
    stuck = context.char(match.end()).isdecimal() and context.language.data.numbers.style == "words"
    return Reading(match.end(), words if stuck else f"{words} ")


def _definite(context: Context, position: int, match: re.Match[str]) -> Reading | None:
    """Read an ordinal with its article: "המאה ה-19", "القرن الـ20"."""
    numbers = context.language.data.numbers
    digits = _ARTICLED.match(context.text, match.end())
    if digits is None or match.group(1) not in numbers.ordinal_articles:
        return None
    form = key_of(numbers.ordinal_after, context.word_before(position).lower())
    said = context.language.spell.ordinal(int(digits.group(1)), form) if form else None
    return Reading(digits.end(), said) if said else None


def prefixed_ordinal(context: Context, position: int) -> Reading | None:
    """Read an ordinal with a prefix: "ke-3", "ke-XX"."""
    match = _PREFIXED.match(context.text, position)
    if not match or not context.free(position) or not context.ends(match.end()):
        return None
    written = match.group(1)
    value = int(written) if written.isdecimal() else value_of(written)
    words = context.language.spell.ordinal(value) if value else None
    return Reading(match.end(), words) if words else None
