"""Times of day: 14:05, 7:30 pm, 7 a.m., 7.30 Uhr, 14h05, 9-17 Uhr."""

import re
from dataclasses import dataclass, replace

from ..context import Context, Reading, after_gap
from ..quantity import Number
from .units import unit_at

_COLON = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?![\d:])")
_HOUR = re.compile(r"(\d{1,2})(?![\d:])")
_DOTTED = re.compile(r"(\d{1,2})[.:](\d{2})(?!\d|[:.]\d)")
_DASH = re.compile(r"[ \u00a0]?[-–—~〜～][ \u00a0]?(?=\d)")
_MINUTE = re.compile(r"[ \u00a0]?([0-5]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of day; `half` is am or pm in words, `marked` tells of a word such as Uhr."""

    hour: int
    minute: int
    second: int | None
    end: int
    half: str | None = None
    marked: bool = False


def clock(context: Context, position: int) -> Reading | None:
    """Read a time, or two of them with a dash between."""
    introduced = context.word_before(position).lower() in context.language.data.time.after
    first = _at(context, position, introduced=introduced)
    if first is None:
        return _open_range(context, position)
    dash = _DASH.match(context.text, first.end)
    second = _at(context, dash.end(), introduced=introduced) if dash else None
    if second is None:
        return _reading(context, first)
    if second.half and not first.half:
        first = replace(first, half=None)
    return _both(context, first, second)


def _open_range(context: Context, position: int) -> Reading | None:
    """Read "9-17 Uhr" and "9-5 pm", where only the second shows that both are times."""
    hour = _HOUR.match(context.text, position)
    dash = _DASH.match(context.text, hour.end()) if hour else None
    second = _at(context, dash.end()) if dash else None
    if hour is None or second is None or not (second.half or second.marked) or second.minute:
        return None
    template = context.language.data.numbers.range
    a = context.language.counting(Number(hour.group(1)), context.language.data.time.gender)
    b = _reading(context, second)
    return Reading(second.end, template.format(a=a, b=b.words)) if template and a and b else None


def _both(context: Context, first: _Clock, second: _Clock) -> Reading | None:
    template = context.language.data.numbers.range
    a, b = _reading(context, first), _reading(context, second)
    if template is None or a is None or b is None:
        return a
    return Reading(second.end, template.format(a=a.words, b=b.words))


def _at(context: Context, position: int, *, introduced: bool = False) -> _Clock | None:
    text = context.text
    if not context.free(position):
        return None
    match = _COLON.match(text, position)
    if match:
        hour, minute, second = match.groups()
        found = _valid(int(hour), int(minute), second, match.end())
        return found and _suffixed(context, found)
    found = _marked(context, position) or _half_only(context, position)
    return found or (_dotted(context, position) if introduced else None)


def _dotted(context: Context, position: int) -> _Clock | None:
    """Read "14.05" after a word such as "kl."."""
    match = _DOTTED.match(context.text, position)
    return _valid(int(match.group(1)), int(match.group(2)), None, match.end()) if match else None


def _valid(hour: int, minute: int, second: str | None, end: int) -> _Clock | None:
    if hour > 24 or minute > 59 or (second is not None and int(second) > 59):
        return None
    return _Clock(hour, minute, int(second) if second else None, end)


def _suffixed(context: Context, found: _Clock) -> _Clock:
    """Add what follows a time: am, pm or a word of the language."""
    half = _half(context, found.end)
    if half and 0 < found.hour <= 12:
        return replace(found, half=half[0], end=half[1])
    mark = _mark(context, found.end)
    return replace(found, end=mark, marked=True) if mark else found


def _half_only(context: Context, position: int) -> _Clock | None:
    """Read "7 pm" and "7.30 pm"."""
    match = _DOTTED.match(context.text, position) or _HOUR.match(context.text, position)
    half = _half(context, match.end()) if match else None
    if not match or not half:
        return None
    hour, minute = int(match.group(1)), int(match.group(2)) if match.lastindex == 2 else 0
    if not 0 < hour <= 12 or minute > 59:
        return None
    return _Clock(hour, minute, None, half[1], half[0])


def _marked(context: Context, position: int) -> _Clock | None:
    """Read "7 Uhr", "7.30 Uhr", "7 Uhr 30" and "14h05"."""
    if not context.language.data.time.marks:
        return None
    match = _DOTTED.match(context.text, position) or _HOUR.match(context.text, position)
    end = _mark(context, match.end()) if match else None
    if not match or end is None:
        return None
    minute = match.group(2) if match.lastindex == 2 else None
    following = _MINUTE.match(context.text, end)
    if minute is None and following and unit_at(context, following.end()) is None:
        minute, end = following.group(1), following.end()
    found = _valid(int(match.group(1)), int(minute or 0), None, end)
    return replace(found, marked=True) if found else None


def _half(context: Context, position: int) -> tuple[str, int] | None:
    """Return am or pm in words, and where it ends; the stop of "p.m." at the very end stays."""
    time = context.language.data.time
    start = after_gap(context, position)
    if context.char(start).lower() not in context.language.half_day_heads:
        return None
    ahead = context.text[start : start + 12].lower()
    for words, said in ((time.am_words, time.am), (time.pm_words, time.pm)):
        for word in words:
            end = start + len(word)
            if said and ahead.startswith(word) and context.ends(end):
                last = word.endswith(".") and not context.text[end : end + 4].strip()
                return said, end - last
    return None


def _mark(context: Context, position: int) -> int | None:
    start = after_gap(context, position)
    for mark in context.language.data.time.marks:
        end = start + len(mark)
        following = context.char(end)
        if context.text.startswith(mark, start) and not following.isalpha():
            return end
    return None


def _reading(context: Context, found: _Clock) -> Reading | None:
    words = _words(context, found)
    return Reading(found.end, words) if words else None


def _words(context: Context, found: _Clock) -> str | None:
    language = context.language
    time = language.data.time
    number, minutes = Number(str(found.hour)), Number(str(found.minute))
    template = time.exact if not found.minute else time.minutes
    if found.minute and found.minute < 10 and time.small:
        template = time.small
    h = language.counting(number, time.gender)
    m = language.counting(minutes, time.minute_gender)
    if template is None or not h or not m:
        return None
    if found.half and not found.minute:
        return time.exact_half_day.format(h=h, ampm=found.half)
    amount = language.measure("duration-minute", minutes) or m
    words = language.plural(template, number).format(h=h, m=m, minutes=amount)
    if found.second is not None and time.seconds:
        seconds = Number(str(found.second))
        s = language.counting(seconds, time.second_gender or time.minute_gender)
        words = language.plural(time.seconds, seconds).format(time=words, s=s)
    return time.half_day.format(time=words, ampm=found.half) if found.half else words
