"""Dates with the month in letters: 3 May 2026, 3. Mai, the 2nd of Nov., May 3, Nov. 2026."""

import re

from ..context import Context, Reading, after_gap
from ..letters import WORDY
from . import date_words
from .date_words import Date

UNTIL = re.compile(r"(\d{1,2})(\.?)[ \u00a0]?[-–—][ \u00a0]?(?=\d{1,2}(?!\d))")
_DAY = re.compile(r"(\d{1,2})(?!\d|[.,:]\d)")
_SUFFIX = re.compile(r"[^\W\d_]{1,4}|[º°]")
_WORD = re.compile(rf"{WORDY}+")
_YEAR = re.compile(r"(?:,? |\.? )(\d{4})(?![\d.,:%/-]?\d|\w| ?[°%€$£])")
_BETWEEN = re.compile(r"[ \u00a0]?[-–—][ \u00a0]?(?=[^\W\d_])")


def day_first(context: Context, position: int, origin: int | None = None) -> Reading | None:
    """Read "3 May 2026", "3. Mai" and "2nd of Nov.".

    The word before `origin` (`position`, if none is given) chooses the form of the day.
    """
    template = context.language.data.date.day_month
    day = day_at(context, position) if template else None
    if day is None or template is None:
        return None
    at = after_gap(context, day[1])
    word = _WORD.match(context.text, at)
    if word and word.group().lower() in context.language.data.date.of:
        at = after_gap(context, word.end())
    month = _month(context, at)
    if month is None:
        return None
    found = _dated(context, day[0], month)
    if context.char(at - 1).isdecimal() and not context.text[at].isalpha():
        return None
    asked = position if origin is None else origin
    words = date_words.full(context, found, template, asked)
    return Reading(past_year(context, found), words) if words else None


def month_first(context: Context, position: int) -> Reading | None:
    """Read "May 3", "Nov. 2nd, 2026", "Nov. 2026" and "June 30–July 2"."""
    first = _month_first(context, position)
    template = context.language.data.date.weekday_range
    dash = _BETWEEN.match(context.text, first.end) if first and template else None
    last = _month_first(context, dash.end()) if dash else None
    if first is None or template is None or last is None:
        return first
    return Reading(last.end, template.format(a=first.words, b=last.words))


def _month_first(context: Context, position: int) -> Reading | None:
    data = context.language.data.date
    month = _month(context, position)
    if month is None:
        return None
    year = _YEAR.match(context.text, month[1])
    written = context.text[position : month[1]]
    if year and (words := date_words.month_year(context, month[0], int(year.group(1)), written)):
        return Reading(_past_mark(context, year.end()), words)
    at = after_gap(context, month[1])
    day = day_at(context, at) if data.month_day and at > month[1] else None
    if day is None or data.month_day is None:
        return _abbreviated(context, position, month)
    until = UNTIL.match(context.text, at)
    second = day_at(context, until.end()) if until else None
    first = date_words.day_words(context, day[0], position) if second else None
    day = second or day
    found = _dated(context, day[0], (month[0], day[1]))
    words = date_words.full(context, found, data.month_day, position)
    template = context.language.data.numbers.range
    if words and second and first and template:
        last = date_words.day_words(context, day[0], position) or ""
        words = words.replace(last, template.format(a=first, b=last), 1)
    return Reading(found.end, words) if words else None


def _abbreviated(context: Context, position: int, month: tuple[int, int]) -> Reading | None:
    """Write a month's abbreviation out, if a full stop shows that it is one."""
    written = context.text[position : month[1]].lower()
    if written[-1] != "." or written[:-1] in context.language.data.date.wordlike:
        return None
    name = context.language.cldr.lone_months[month[0]]
    last = context.at_end(month[1])
    return Reading(month[1] - last, name) if position < month[1] else None


def day_at(context: Context, position: int) -> tuple[int, int] | None:
    """Return a day of the month and its end, with what makes it an ordinal."""
    match = _DAY.match(context.text, position)
    if not match or not 1 <= int(match.group(1)) <= 31:
        return None
    numbers = context.language.data.numbers
    end = match.end()
    if numbers.ordinal_stop and context.char(end) == ".":
        return int(match.group(1)), end + 1
    suffix = _SUFFIX.match(context.text, end)
    if suffix and suffix.group().lower().replace("°", "º") in numbers.ordinal_suffixes:
        if not context.language.data.date.suffixed:
            return None
        end = suffix.end()
    return (int(match.group(1)), end) if context.ends(end) else None


def _month(context: Context, position: int) -> tuple[int, int] | None:
    """Return a month's number and the end of its name; an abbreviation's full stop belongs."""
    language = context.language
    word = _WORD.match(context.text, position)
    number = language.written.months.get(word.group().lower()) if word else None
    if word is None or number is None:
        return None
    name = word.group().lower()
    if language.cldr.months[number][:1].isupper() and word.group()[:1].islower():
        return None  # "may"
    full = name in (language.cldr.months[number].lower(), language.cldr.lone_months[number].lower())
    stop = context.char(word.end()) == "." and not full
    return number, word.end() + stop


def _dated(context: Context, day: int, month: tuple[int, int]) -> Date:
    """Return a date with the year that follows it, if one does."""
    years = context.language.data.years
    end = month[1]
    stop = context.char(end - 1) == "."
    match = _YEAR.match(context.text, end)
    if match and years.low <= int(match.group(1)) <= years.high:
        return Date(day, month[0], int(match.group(1)), match.end(), _written(context, end))
    last = stop and context.at_end(end)
    return Date(day, month[0], None, end - last, _written(context, end))


def _written(context: Context, end: int) -> str | None:
    """Return a month's name that is said as it stands."""
    name = context.word_before(end)
    return name if name in context.language.data.date.written_months else None


def past_year(context: Context, date: Date) -> int:
    """Return where a date ends, with a word after its year that is said anyway."""
    return _past_mark(context, date.end) if date.year else date.end


def _past_mark(context: Context, end: int) -> int:
    """Return where a word after a year ends that is said anyway; a last stop stays."""
    start = after_gap(context, end)
    for mark in context.language.data.date.year_marks:
        last = start + len(mark)
        if context.text[start:last].lower() == mark and not context.char(last).isalnum():
            stop = mark[-1] == "." and context.at_end(last)
            return last - stop
    return end
