"""Short names of weekdays: Tue., Mon-Fri, Sat 10 AM."""

import re

from ..context import Context, Reading
from ..letters import WORDY, is_caseless

_NAME = re.compile(rf"{WORDY}{{2,12}}")
_DASH = re.compile(r"\.?[ \u00a0]?[-–—][ \u00a0]?(?=[^\W\d_])")
_FIGURE = re.compile(r"\d ?[^\W\d_]?\Z")
_REACH = 4
_WORD = re.compile(r"\.?[ \u00a0]?([^\s\d]{1,5})[ \u00a0]?")
_COUNT = re.compile(rf"[ \u00a0]\d{{1,3}}(?:[.,–-]\d{{1,3}})?[ \u00a0]({WORDY}{{2,20}})")
_DATE = re.compile(rf",?[ \u00a0](?:(\d)|({WORDY}{{3,12}})\.?[ \u00a0]\d)")


def weekday(context: Context, position: int) -> Reading | None:
    """Write a short name out, and read the dash between two names, short or not."""
    template = context.language.data.date.weekday_range
    first = _name(context, position)
    if template is None or first is None or not context.free(position):
        return None
    dash = _DASH.match(context.text, first[1])
    second = _name(context, dash.end()) if dash else None
    names = context.language.cldr.weekdays
    if second:
        words = template.format(a=names[first[0]], b=names[second[0]])
        return Reading(_past_stop(context, second[1]), words)
    if joined := _joined(context, first):
        return joined
    if context.text[position : first[1]].lower() == names[first[0]].lower():
        return None
    return _alone(context, position, first)


def bracketed(context: Context, position: int) -> Reading | None:
    """Read a day's one letter behind a date: "5월 1일(금)"."""
    letter = context.char(position + 1)
    behind = _FIGURE.search(context.text[max(0, position - _REACH) : position])
    close = context.char(position + 2)
    if not behind or not is_caseless(letter) or not close or close not in ")）":
        return None
    cldr = context.language.cldr
    day = cldr.weekday_numbers.get(letter)
    if day is None:
        return None
    space = " " if context.char(position + 3).isalpha() else ""
    return Reading(position + 3, f" {cldr.weekdays[day]}{space}")


def _joined(context: Context, first: tuple[int, int]) -> Reading | None:
    """Read "ma t/m vr": two short names with a word between."""
    match = _WORD.match(context.text, first[1])
    joiners = context.language.data.date.weekday_joiners
    said = joiners.get(match.group(1)) if match else None
    second = _name(context, match.end()) if match and said else None
    if second is None or second[0] == first[0]:
        return None
    names = context.language.cldr.weekdays
    words = f"{names[first[0]]} {said} {names[second[0]]}"
    return Reading(_past_stop(context, second[1]), words)


def _counts(context: Context, position: int) -> bool:
    """Tell whether a figure counts what follows it: "zo 10 minuten"."""
    match = _COUNT.match(context.text, position)
    word = match.group(1).lower() if match else ""
    date, time = context.language.data.date, context.language.data.time
    marks = (mark.lower() for mark in time.marks)
    others = (*date.of, *date.until, *marks, *time.am_words, *time.pm_words)
    return bool(word) and word not in context.language.written.months and word not in others


def _name(context: Context, position: int) -> tuple[int, int] | None:
    """Return a weekday and the end of its name, without a stop."""
    match = _NAME.match(context.text, position)
    day = context.language.written.weekdays.get(match.group().lower()) if match else None
    if match is None or day is None or not context.ends(match.end()):
        return None
    capital = context.language.cldr.weekdays[day][:1].isupper()
    return None if capital and match.group()[:1].islower() else (day, match.end())


def _alone(context: Context, position: int, found: tuple[int, int]) -> Reading | None:
    day, end = found
    date = context.language.data.date
    written = context.text[position:end]
    stopped = context.char(end) == "."
    after = end + stopped
    fits = _is_before_date(context, after)
    if written.lower() in date.wordlike:
        ends = context.at_end(after)
        fits = fits and not _counts(context, after)
        fits = fits or context.word_before(position).lower() in date.weekday_after
        goes_on = stopped and not ends and context.word_after(after).islower()
        fits = fits or (goes_on and written[:1].isupper())
    else:
        fits = fits or stopped or written[:1].isupper()
    words = context.language.cldr.weekdays[day]
    if context.word_before(position).lower() in date.weekday_after:
        words = date.weekday_objects.get(day, words)
    return Reading(_past_stop(context, end), words) if fits else None


def _is_before_date(context: Context, position: int) -> bool:
    match = _DATE.match(context.text, position)
    if not match:
        return False
    return bool(match.group(1)) or match.group(2).lower() in context.language.written.months


def _past_stop(context: Context, end: int) -> int:
    """Return the end with the stop of a short name, unless that ends the text."""
    stopped = context.char(end) == "." and not context.at_end(end + 1)
    return end + stopped
