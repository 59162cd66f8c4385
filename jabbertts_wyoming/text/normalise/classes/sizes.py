"""Numbers with a cross or a colon between: 3 x 4 m, 1920x1080, 3 x 500 g, 2 x 1, 3:1."""

import re

from ..context import Context, Reading, number_at
from ..quantity import Number
from .units import unit_at

_SCORE = re.compile(r"(\d{1,3}):(\d{1,3})(?![\d:]|[.,]\d)")
_BY = re.compile(r"[ \u00a0]?[x×][ \u00a0]?(?=\d)")
_LONGEST_LIST = 4
_SIZES = ("length-", "graphics-")


def dimensions(context: Context, position: int) -> Reading | None:
    """Read "3 x 4 m" or "1920x1080"."""
    by = context.language.data.operators.get("x")
    found = number_at(context, position) if by else None
    if found is None or found[0].integer == "0":
        return None  # 0x1F
    number, end = found
    repeated = unit_at(context, end)
    if repeated and not repeated[0].startswith(_SIZES):
        repeated = None
    if not _cross(context, end, repeated):
        return None
    parts = [context.language.numbers.bare(number)]
    while len(parts) < _LONGEST_LIST and (cross := _cross(context, end, repeated)):
        following = number_at(context, cross.end())
        if following is None:
            break
        number, end = following
        parts.append(context.language.numbers.bare(number))
    said = [part for part in parts if part]
    if len(parts) < 2 or len(said) < len(parts):
        return None
    return _size(context, said, number, (position, end))


def _size(
    context: Context, said: list[str], number: Number, place: tuple[int, int]
) -> Reading | None:
    by = context.language.data.operators.get("x")
    position, end = place
    unit = unit_at(context, end)
    if unit is None and "×" in context.text[position:end]:
        return None  # a product
    if unit and not unit[0].startswith(_SIZES):
        return _portions(context, said, number, unit)
    if unit is None and len(said) == 2 and (match := _match_score(context, position, end, said)):
        return match
    words = f" {by} ".join(said)
    if unit and (pattern := context.language.units.of(unit[0], number, several=True)):
        return Reading(unit[1], pattern.pattern.replace("{0}", words))
    return Reading(end, words)


def _match_score(context: Context, position: int, end: int, said: list[str]) -> Reading | None:
    """Read "Brasil 2 x 1 Argentina"."""
    numbers = context.language.data.numbers
    if not numbers.score_after or numbers.score is None:
        return None
    before, after = context.word_before(position), context.word_after(end)
    named = before[:1].isupper() and after[:1].isupper()
    if not named and before.lower() not in numbers.score_after:
        return None
    return Reading(end, numbers.score.format(a=said[0], b=said[1]))


def _portions(
    context: Context, said: list[str], number: Number, unit: tuple[str, int]
) -> Reading | None:
    """Say "3 x 500 g", which is no size."""
    words = context.language.data.symbols.get("×") or context.language.data.operators.get("x")
    amount = context.language.units.measure(unit[0], number)
    return Reading(unit[1], f" {words} ".join([*said[:-1], amount])) if amount else None


def _cross(context: Context, end: int, repeated: tuple[str, int] | None) -> re.Match[str] | None:
    """Find the x, or one behind the unit that all numbers have ("5 cm x 7 cm")."""
    here = unit_at(context, end) if repeated else None
    if repeated and here and here[0] == repeated[0]:
        return _BY.match(context.text, here[1])
    return _BY.match(context.text, end)


def score(context: Context, position: int) -> Reading | None:
    """Read "3:1"; two digits after the colon are a time."""
    template = context.language.data.numbers.score
    match = _SCORE.match(context.text, position) if template else None
    if not match or template is None:
        return None
    a, b = (context.language.numbers.bare(Number(group)) for group in match.groups())
    return Reading(match.end(), template.format(a=a, b=b)) if a and b else None
