"""Lengths of time: 1h 30m, 5m30s, 1:30 h, 2:05:31 Stunden, 0:05:00."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..context import Context, Reading, after_gap
from ..quantity import Number
from .clock import clock

_LETTERED = re.compile(
    r"(?:(\d{1,3}) ?h(?:rs?)?)?(?: ?(\d{1,3}) ?m(?:ins?)?(?![^\W\d_]))?(?: ?(\d{1,3}) ?s(?:ec)?)?"
)
_FIGURES = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?(?!\d|:\w)")
_WHOLE = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)(?:[.,]\d{1,9})?(?!\d|:\w|[-–—]\d)")
_REACH = 4
_WORD = re.compile(r"[^\W\d_]{1,12}\.?")
_UNITS = ("duration-hour", "duration-minute", "duration-second")


def duration(context: Context, position: int) -> Reading | None:
    """Read "1h 30m", "5m30s" and "1h30m15s", where an m is a minute."""
    match = _LETTERED.match(context.text, position)
    if not match or sum(part is not None for part in match.groups()) < 2:
        return None
    if not context.ends(match.end()):
        return None
    words = _joined(context, [(unit, part) for unit, part in _parts(match) if part])
    return Reading(match.end(), words) if words else None


def timer(context: Context, position: int) -> Reading | None:
    """Read "0:05:00" as five minutes, and "1:30:00" so after a word such as "timer"."""
    match = _WHOLE.match(context.text, position)
    if match is None or not context.free(position) or _is_moment(context, position, match.end()):
        return None
    lengths = context.language.data.time.lengths_after
    if int(match.group(1)) and not context.follows(position, lengths):
        return None
    parts = [(unit, str(int(part))) for unit, part in _parts(match) if part and int(part)]
    words = _joined(context, parts or [(_UNITS[-1], "0")])
    return Reading(match.end(), words) if words else None


def negative(context: Context, position: int) -> Reading | None:
    """Read "-0:30:00", an offset."""
    minus = context.language.data.numbers.minus
    if not minus or context.char(position - 1) not in ("", " ", "("):
        return None
    found = timer(context, position + 1)
    return found and Reading(found.end, f"{minus} {found.words}")


def _is_moment(context: Context, position: int, end: int) -> bool:
    """Tell a time of day by a date or a word such as "at" before it, or by what follows."""
    time = context.language.data.time
    earlier = context.text[max(0, position - _REACH) : position].rstrip()
    if earlier[-1:].isdecimal() or context.follows(position, (*time.after, *time.moments)):
        return True
    after = context.word_after(end)
    return after in time.marks or after.lower() in (*time.am_words, *time.pm_words)


def _parts(match: re.Match[str]) -> list[tuple[str, str | None]]:
    return list(zip(_UNITS, match.groups(), strict=True))


def _joined(context: Context, parts: Sequence[tuple[str, str]]) -> str | None:
    """Return amounts of units in words, the last one joined to those before it."""
    words = [context.language.units.measure(unit, Number(part)) for unit, part in parts]
    *first, last = (word or "" for word in words)
    if not all(words):
        return None
    joined = context.language.data.units.joined
    gap = " " if " " in joined else ""
    return joined.format(a=gap.join(first), b=last) if first else last


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
