"""Times of day: 14:05, 7:30 pm, 7 a.m., 7.30 Uhr, 14h05, 9-17 Uhr."""

import re
from dataclasses import replace

from ..context import Context, Reading, after_gap
from ..quantity import Number
from .clock_words import HALF_DAY, Clock, part_of_day, reading
from .ranges import range_template
from .units import unit_at

_COLON = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?!\d|:\w)")
_HOUR = re.compile(r"(\d{1,2})(?![\d:])")
_DOTTED = re.compile(r"(\d{1,2})[.:](\d{2})(?!\d|[:.]\d)")
_PADDED = re.compile(r"0\d[.:]")
_DASH = re.compile(r"[ \u00a0]?[-–—~〜～][ \u00a0]?(?=\d)")
_MINUTE = re.compile(r"[ \u00a0]?([0-5]\d)(?!\d)")
# A time before this one, whose introduction holds for both: "saa 2:00 asubuhi hadi 4:00".
_EARLIER = re.compile(r"(\w{1,12}) \d{1,2}[:.]\d\d(?: \w{1,12}){1,3} $")
_TWO_HOURS = re.compile(r"(\d{1,2})[ \u00a0]?[-–—][ \u00a0]?(\d{1,2})(?![\d:]|[.,]\d)")
_REACH = 60
_DAY = 24
_LAST_MONTH = 12


def clock(context: Context, position: int) -> Reading | None:
    """Read a time, or two of them with a dash between."""
    time = context.language.data.time
    before = context.word_before(position).lower()
    if before in time.not_after:
        return None
    introduced = _is_introduced(context, position, before)
    introduced = introduced or (bool(time.offset) and _goes_on(context, position))
    introduced = introduced or (time.padded and bool(_PADDED.match(context.text, position)))
    first = _at(context, position, introduced=introduced)
    if first is None:
        found = _dotted_range(context, position) or _hours(context, position, before)
        return found or _open_range(context, position)
    dash = _DASH.match(context.text, first.end)
    second = _at(context, dash.end(), introduced=introduced) if dash else None
    if dash and second is None and not first.half and ":" in context.text[position : first.end]:
        second = _bare_hour(context, dash.end())
    if second is None:
        return reading(context, first, before)
    template = range_template(context, position, context.language.data.time.range)
    return _both(context, (first, second), before, template)


def _dotted_range(context: Context, position: int) -> Reading | None:
    """Read "19.00-20.30 Uhr", where only the second shows that both are times."""
    match = _DOTTED.match(context.text, position)
    dash = _DASH.match(context.text, match.end()) if match else None
    second = _at(context, dash.end()) if dash else None
    if match is None or second is None or not second.marked:
        return None
    first = _valid(int(match.group(1)), int(match.group(2)), None, match.end())
    template = range_template(context, position, context.language.data.time.range)
    return _both(context, (first, second), "", template) if first else None


def _bare_hour(context: Context, position: int) -> Clock | None:
    """Return the second time of "20:30-22"."""
    hour = _HOUR.match(context.text, position)
    if not hour or not context.ends(hour.end()) or context.char(hour.end()) in tuple(".,/-%°"):
        return None
    unit = unit_at(context, hour.end())
    if unit and unit[0] != "duration-hour":
        return None
    return _valid(int(hour.group(1)), 0, None, hour.end())


def _hours(context: Context, position: int, before: str) -> Reading | None:
    """Read "9–21" after a word such as "godz."."""
    match = _TWO_HOURS.match(context.text, position)
    if match is None or before not in context.language.data.time.hours_after:
        return None
    first, last = (int(group) for group in match.groups())
    if first >= last or last > _DAY:
        return None
    times = (Clock(first, 0, None, 0), Clock(last, 0, None, match.end()))
    return _both(context, times, before, context.language.data.numbers.range)


def _open_range(context: Context, position: int) -> Reading | None:
    """Read "9-17 Uhr" and "9-5 pm", where only the second shows that both are times."""
    hour = _HOUR.match(context.text, position)
    dash = _DASH.match(context.text, hour.end()) if hour else None
    second = _at(context, dash.end()) if dash else None
    if hour is None or second is None or not (second.half or second.marked) or second.minute:
        return None
    template = range_template(context, position, context.language.data.time.range)
    a = context.language.numbers.counting(Number(hour.group(1)), context.language.data.time.gender)
    b = reading(context, second)
    return Reading(second.end, template.format(a=a, b=b.words)) if template and a and b else None


def _both(
    context: Context, times: tuple[Clock, Clock], before: str, template: str | None
) -> Reading | None:
    """Return a range of times, or the first alone if there is no way to say it."""
    first, second = times
    span, wide = context.language.data.time.span, context.language.data.numbers.span
    if span and wide:
        context, template = context.in_case(wide.case), span
    a, b = reading(context, first, before), reading(context, second)
    if template is None or a is None or b is None:
        return a
    return Reading(second.end, template.format(a=a.words, b=b.words))


def _goes_on(context: Context, position: int) -> bool:
    """Tell whether a time goes before that was introduced."""
    earlier = _EARLIER.search(context.text[max(0, position - _REACH) : position])
    return earlier is not None and earlier.group(1).lower() in context.language.data.time.after


def _at(context: Context, position: int, *, introduced: bool = False) -> Clock | None:
    text = context.text
    if not context.free(position):
        return None
    match = _COLON.match(text, position)
    if match:
        hour, minute, second = match.groups()
        found = _valid(int(hour), int(minute), second, match.end())
        found = found and _suffixed(context, found)
    else:
        found = _marked(context, position)
        found = found or _half_only(context, position, introduced=introduced)
        found = found or _dotted(context, position, introduced=introduced)
    if found is None or not context.language.data.time.offset:
        return found
    local = introduced and 0 < found.hour <= HALF_DAY and not found.half
    sure = not local and (found.hour > HALF_DAY or text[position] == "0")
    return replace(found, local=local, sure=sure)


def _dotted(context: Context, position: int, *, introduced: bool) -> Clock | None:
    """Read "14.05" after a word such as "kl." or before one such as "pagi"."""
    time = context.language.data.time
    words = time.before
    match = _DOTTED.match(context.text, position) if introduced or words else None
    if match is None:
        return None
    if not introduced and context.word_after(match.end()).lower() not in words:
        return None
    unit = unit_at(context, match.end())
    if unit and unit[0] != "duration-hour":
        return None
    return _valid(int(match.group(1)), int(match.group(2)), None, match.end())


def _is_introduced(context: Context, position: int, before: str) -> bool:
    """Tell whether the word before a time makes one of "14.05", or of "8.00" that is no date."""
    time = context.language.data.time
    if before in time.after:
        return True
    match = _DOTTED.match(context.text, position) if before in time.after_or_date else None
    return match is not None and (match.group(2) == "00" or int(match.group(2)) > _LAST_MONTH)


def _valid(hour: int, minute: int, second: str | None, end: int) -> Clock | None:
    if hour > 24 or minute > 59 or (second is not None and int(second) > 59):
        return None
    return Clock(hour, minute, int(second) if second else None, end)


def _suffixed(context: Context, found: Clock) -> Clock:
    """Add what follows a time: am, pm or a word of the language."""
    half = _half(context, found.end, found.hour)
    if half and 0 < found.hour <= HALF_DAY:
        return replace(found, half=half[0], end=_mark(context, half[1]) or half[1])
    mark = _mark(context, found.end)
    return replace(found, end=mark, marked=True) if mark else found


def _half_only(context: Context, position: int, *, introduced: bool) -> Clock | None:
    """Read "7 pm" and "7.30 pm"."""
    match = _DOTTED.match(context.text, position) or _HOUR.match(context.text, position)
    half = _half(context, match.end(), int(match.group(1))) if match else None
    if not match or not half:
        return None
    if not introduced and _may_be_unit(context, position, match.end(), half[0]):
        return None
    hour, minute = int(match.group(1)), int(match.group(2)) if match.lastindex == 2 else 0
    if not 0 < hour <= 12 or minute > 59:
        return None
    return Clock(hour, minute, None, half[1], half[0])


def _may_be_unit(context: Context, position: int, end: int, half: str) -> bool:
    """Tell whether a unit follows and no pm: "5 م", but not after "9 ص"."""
    time = context.language.data.time
    if not time.half_after or half == time.am or unit_at(context, end) is None:
        return False
    before = context.text[max(0, position - _REACH) : position].split()
    return {*before}.isdisjoint(time.am_words)


def _marked(context: Context, position: int) -> Clock | None:
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


def _half(context: Context, position: int, hour: int) -> tuple[str, int] | None:
    """Return am or pm in words, and where it ends; the stop of "p.m." at the very end stays."""
    time = context.language.data.time
    start = after_gap(context, position)
    if context.char(start).lower() not in context.language.written.half_day_heads:
        return None
    ahead = context.text[start : start + 12].lower()
    midnight = hour % HALF_DAY
    am = part_of_day(time.parts, midnight) or time.am
    pm = part_of_day(time.parts, midnight + HALF_DAY) or time.pm
    for words, said in ((time.am_words, am), (time.pm_words, pm)):
        for word in words:
            end = start + len(word)
            if said and ahead.startswith(word) and context.ends(end):
                last = word.endswith(".") and context.at_end(end)
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
