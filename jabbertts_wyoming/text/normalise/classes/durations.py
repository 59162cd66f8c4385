"""Lengths of time: 1h 30m, 5m30s, 1:30 h, 2:05:31 Stunden."""

import re
from dataclasses import replace

from ..context import Context, Reading, after_gap
from ..quantity import Number
from .clock import clock

_LETTERED = re.compile(
    r"(?:(\d{1,3}) ?h(?:rs?)?)?(?: ?(\d{1,3}) ?m(?:ins?)?(?![^\W\d_]))?(?: ?(\d{1,3}) ?s(?:ec)?)?"
)
_FIGURES = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?(?![\d:])")
_WORD = re.compile(r"[^\W\d_]{1,12}\.?")
_UNITS = ("duration-hour", "duration-minute", "duration-second")


def duration(context: Context, position: int) -> Reading | None:
    """Read "1h 30m", "5m30s" and "1h30m15s", where an m is a minute."""
    match = _LETTERED.match(context.text, position)
    if not match or sum(part is not None for part in match.groups()) < 2:
        return None
    if not context.ends(match.end()):
        return None
    words = [
        context.language.units.measure(unit, Number(part))
        for unit, part in zip(_UNITS, match.groups(), strict=True)
        if part
    ]
    *first, last = (word for word in words if word)
    joined = context.language.data.units.joined.format(a=" ".join(first), b=last)
    return Reading(match.end(), joined) if all(words) else None


def timespan(context: Context, position: int) -> Reading | None:
    """Read "1:30 h" as an hour and minutes, "1:30 min" as minutes and seconds."""
    durations = context.language.data.time.durations
    match = _FIGURES.match(context.text, position) if durations else None
    word = _WORD.match(context.text, after_gap(context, match.end())) if match else None
    if match is None or word is None or not context.free(position):
        return None
    if context.word_before(position).lower() in context.language.data.time.moments:
        time = clock(context, position)
        return replace(time, end=word.end()) if time and word.group() in durations else None
    written = word.group()
    unit = durations.get(written) or durations.get(written.rstrip("."))
    first = _UNITS.index(unit) if unit in _UNITS else len(_UNITS)
    parts = [part for part in match.groups() if part]
    if first + len(parts) > len(_UNITS):
        return None
    measured = [
        context.language.units.measure(unit, Number(str(int(part))))
        for unit, part in zip(_UNITS[first:], parts, strict=False)
        if int(part)
    ]
    said = [words for words in measured if words]
    if not said or len(said) < len(measured):
        return None
    last = written[-1] == "." and context.at_end(word.end())
    stop = written not in durations and written[-1] == "."
    return Reading(word.end() - (last or stop), " ".join(said))
