"""A number with a unit, and units that stand alone."""

import re

from ..context import Context, Reading, number_at
from ..quantity import Number
from .numbers import plain
from .units import unit_at

_DURATION = re.compile(
    r"(?:(\d{1,3}) ?h(?:rs?)?)? ?(?:(\d{1,3}) ?m(?:ins?)?(?![^\W\d_]))? ?(?:(\d{1,3}) ?s(?:ec)?)?"
)
_DURATIONS = ("duration-hour", "duration-minute", "duration-second")


def measure(context: Context, position: int) -> Reading | None:
    """Read "-3.5 °C", "3.2 kWh" or "45 %"; two units in a row, as "5 ft 3 in", are two."""
    number = number_at(context, position) if _may_start(context, position) else None
    if number is None:
        return None
    unit = unit_at(context, number[1])
    words = context.language.measure(unit[0], number[0]) if unit else None
    return Reading(unit[1], words) if unit and words else None


def duration(context: Context, position: int) -> Reading | None:
    """Read "1h 30m", "5m30s" and "1h30m15s", where an m is a minute."""
    match = _DURATION.match(context.text, position)
    if not match or sum(part is not None for part in match.groups()) < 2:
        return None
    if not context.ends(match.end()):
        return None
    words = [
        context.language.measure(unit, Number(part))
        for unit, part in zip(_DURATIONS, match.groups(), strict=True)
        if part
    ]
    said = " ".join(word for word in words if word)
    return Reading(match.end(), said) if all(words) else None


def _may_start(context: Context, position: int) -> bool:
    """Tell whether a number, and no code or word with a dash, begins here."""
    return context.char(position).isdecimal() or plain(context, position) is not None


def alone(context: Context, position: int) -> Reading | None:
    """Read a symbol such as "°C" or "%" that has no number: "in °C"."""
    language = context.language
    match = language.unit.match(context.text, position)
    if not match or match.group() not in language.common.loose_units:
        return None
    found = language.unit_of(language.units[match.group()], Number("10"))
    if found is None:
        return None
    return Reading(match.end(), " ".join(found.pattern.replace("{0}", "").split()))
