"""Numbers that stand alone: -5, 21.5, "+5", 10k, and the first part of "10-летний"."""

import re

from ..context import Context, Reading, after_gap, number_at
from ..quantity import Number
from .counted import counted
from .units import unit_at

_LAST_HOUR = 24
_COMPOUND = re.compile(r"(\d{1,4})-([^\W\d_]{4,30})(?![-\w])")


def plain(context: Context, position: int) -> Reading | None:
    """Read what is a number and no more: a sign, an integer or a decimal."""
    found = number_at(context, position)
    if found is None:
        return None
    number, end = found
    words = counted(context, number, position, end) or _alone(context, number, end)
    words = words or context.language.numbers.bare(number)
    if words and number.negative:
        words = context.language.numbers.below_zero(number, words, context.word_after(end))
    if words and words.endswith("'"):
        end = after_gap(context, end)  # un'arancia
    return Reading(end, words) if words else None


def _alone(context: Context, number: Number, end: int) -> str | None:
    """Return an hour: "o 7", "o 7."."""
    rule = context.language.data.numbers.alone
    if rule is None or not number.whole or number.negative or context.word_after(end):
        return None
    value = int(number.integer)
    return context.language.spell.say(value, rule) if value <= _LAST_HOUR else None


def scaled(context: Context, position: int) -> Reading | None:
    """Read "1.5M" and "10k": a number with a letter for a power of ten."""
    scales = context.language.data.numbers.scales
    found = number_at(context, position) if scales else None
    if found is None:
        return None
    number, end = found
    if unit_at(context, end):
        return None  # 2700k
    for symbol, forms in scales.items():
        if context.text.startswith(symbol, end) and context.ends(end + len(symbol)):
            words = context.language.numbers.bare(number)
            scale = context.language.plurals.form(forms, number)
            return Reading(end + len(symbol), f"{words} {scale}") if words else None
    return None


def signed(context: Context, position: int) -> Reading | None:
    """Read a plus or plus-minus sign; what follows is read by itself."""
    numbers = context.language.data.numbers
    sign = context.char(position)
    word = {"+": numbers.plus, "±": numbers.plus_minus}.get(sign)
    at = after_gap(context, position + 1)
    if word is None or not context.char(at).isdecimal() or not context.free(position):
        return None
    return Reading(at, f"{word} ")


def compound(context: Context, position: int) -> Reading | None:
    """Read "10-летний": the number in its form for compounds, as one word with the rest."""
    numbers = context.language.data.numbers
    match = _COMPOUND.match(context.text, position) if numbers.compound else None
    if match is None or not match.group(2).islower() or not context.free(position):
        return None
    words = context.language.spell.say(int(match.group(1)), numbers.compound)
    return Reading(match.end(), f"{words}{match.group(2)}") if words else None
