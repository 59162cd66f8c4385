"""A number with a unit, and units that stand alone: -3.5 °C, 3.2 kWh, km 5, 5'10", "in °C"."""

import re

from ..context import Context, Reading, after_gap, number_at
from ..quantity import Number
from .numbers import plain
from .units import is_attributive, unit_at, unit_below

_FEET = re.compile(r"(\d{1,3})(?:['’](?=\d{1,2}[\"”″])|′)[ \u00a0]?(?:(\d{1,2})(?:[\"”″]|'')?)?")
_ONE = Number("1")
_REACH = 40


def measure(context: Context, position: int) -> Reading | None:
    """Read "-3.5 °C", "3.2 kWh" or "45 %"; two units in a row, as "5 ft 3 in", are two."""
    number = number_at(context, position) if _may_start(context, position) else None
    if number is None:
        return None
    unit = unit_at(context, number[1])
    if unit is None:
        return None
    if said := _attributive(context, position, number[0], unit):
        return said
    words = context.language.units.measure(unit[0], number[0])
    return Reading(_past_repeated(context, unit[1], words), words) if words else None


def _attributive(
    context: Context, position: int, number: Number, unit: tuple[str, int]
) -> Reading | None:
    """Read "16A" in "a 16A fuse", where the unit is in the singular."""
    if not is_attributive(context, position, unit[1]):
        return None
    found = context.language.units.of(unit[0], _ONE)
    words = context.language.numbers.counting(number, found.form) if found else None
    return Reading(unit[1], found.pattern.replace("{0}", words)) if found and words else None


def _past_repeated(context: Context, end: int, words: str) -> int:
    """Return where a measure ends whose name has the number in it, which is written again."""
    head, _, last = words.rpartition(" ")
    after = after_gap(context, end)
    repeated = bool(head) and after > end and context.word_after(end) == last
    return after + len(last) if repeated else end


def named(context: Context, position: int) -> Reading | None:
    """Read a unit without a number after a word that asks for it: "pro kWh", "in km/h"."""
    language = context.language
    after = language.data.units.after
    amount = after.get(context.word_before(position).lower()) if after else None
    unit = unit_below(context, position) if amount else None
    if amount is None or unit is None or unit[1] - position < 2:
        return None
    found = language.units.of(unit[0], Number(amount))
    return Reading(unit[1], found.name) if found else None


def leading(context: Context, position: int) -> Reading | None:
    """Read "km 5", where the language writes units before their numbers."""
    symbol = context.language.written.unit.match(context.text, position)
    at = after_gap(context, symbol.end()) if symbol else position
    found = number_at(context, at) if context.char(at).isdecimal() else None
    if symbol is None or found is None or not context.free(position):
        return None
    words = context.language.units.measure(context.language.written.units[symbol.group()], found[0])
    return Reading(found[1], words) if words else None


def leading_point(context: Context, position: int) -> Reading | None:
    """Read ".5 in" as "0.5 in"."""
    starts = position == 0 or context.char(position - 1) in " \u00a0(\n"
    language = context.language
    if not starts or language.cldr.decimal != "." or not context.char(position + 1).isdecimal():
        return None
    text = f"{context.text[:position]}0{context.text[position : position + _REACH]}"
    shifted = Context(text, language, context.rules)
    reading = measure(shifted, position) or plain(shifted, position)
    return Reading(reading.end - 1, reading.words) if reading else None


def feet(context: Context, position: int) -> Reading | None:
    """Read 5'10" as feet and inches."""
    match = _FEET.match(context.text, position) if context.language.data.units.feet else None
    if not match:
        return None
    parts = zip(("length-foot", "length-inch"), match.groups(), strict=True)
    words = [context.language.units.measure(unit, Number(part)) for unit, part in parts if part]
    return Reading(match.end(), " ".join(word for word in words if word)) if all(words) else None


def _may_start(context: Context, position: int) -> bool:
    """Tell whether a number, and no code or word with a dash, begins here."""
    return context.char(position).isdecimal() or plain(context, position) is not None


def alone(context: Context, position: int) -> Reading | None:
    """Read a symbol such as "°C" or "%" that has no number: "in °C"."""
    language = context.language
    match = language.written.unit.match(context.text, position)
    if not match or match.group() not in language.common.loose_units:
        return None
    found = language.units.of(language.written.units[match.group()], Number("10"))
    if found is None:
        return None
    return Reading(match.end(), found.name)
