"""Dates in figures: 2026-03-04T14:05, 3/4/2026, 4.3.2026, 2026. 3. 4., "3.5.", "on 12/25"."""

import re

from ..context import CLOSERS, Context, Reading, after_gap
from ..letters import LETTER
from . import date_words
from .clock import clock
from .date_words import Date
from .dates import past_year
from .units import unit_at
from .weekdays import bracketed

_ISO = re.compile(rf"(\d{{4}})-(\d{{2}})-(\d{{2}})(?=[T ]\d{{2}}:\d{{2}}|(?!{LETTER}|[\d_-]))")
_ZONE = re.compile(r"Z|[+-]\d{2}:?\d{2}")
_FIGURES = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|[.,]\d)")
_YEAR_FIRST = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?![\d/]|[.,]\d)")
# Korean
_SPACED = re.compile(r"(\d{4})\. (\d{1,2})\. (\d{1,2})(?:\.(?!\d)|(?![\d.,]))")
_SHORT = re.compile(r"(\d{1,2})\.(\d{1,2})\.(?!\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})\.(0[1-9]|1[0-2])(?!\d|[.,:]\d)")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?![\d/]|[.,]\d)")
# "12/2000" may be a share of 2000.
_MONTH_YEAR = re.compile(
    r"(0[1-9](?=/19|/20)|1[0-2](?=/199|/20(?!00)[0-3]))/(\d{4})(?![\d/]|[.,-]?\d)"
)
_PADDED = re.compile(r"0\d/\d\d|\d\d/0\d")
# "vom 1.5. bis 3.5.", "1.5.–3.5.", "24.–26.12."
_EARLIER = re.compile(r"\d\.(?:\d{1,2}\.)?,?(?: [^\W\d]{1,6} | ?[-–—] ?| )\Z")
_CLOSERS = f"{CLOSERS}“\n"
_REACH = 20
_LARGEST_PART = 8  # of the fractions of a recipe


def figures(context: Context, position: int) -> Reading | None:
    """Read a date in figures; ISO 8601 goes first, then the order of the locale."""
    found = _iso(context, position) or _in_figures(context, position)
    if found is None:
        return None
    template = context.language.data.date.numeric
    if template is None:
        words = context.language.cldr.date(found.day, found.month, found.year)
    else:
        words = date_words.full(context, found, template, position)
    if words is None:
        return None
    words = words.removeprefix(f"{context.word_before(position).lower()} ")  # den den
    return _with_time(context, Reading(past_year(context, found), words))


def month_year(context: Context, position: int) -> Reading | None:
    """Read "03/2025", but not where a case is asked, nor after a stop ("Nr. 12/2025")."""
    match = _MONTH_YEAR.match(context.text, position)
    if match is None or not context.free(position) or not context.ends(match.end()):
        return None
    if context.text[:position].rstrip()[-1:] in (".", "#", "№"):
        return None
    month, cldr = int(match.group(1)), context.language.cldr
    inflected = cldr.months[month] != cldr.lone_months[month]
    if inflected and context.declined(position) is not context:
        return None
    words = date_words.month_year(context, month, int(match.group(2)))
    return Reading(match.end(), words) if words else None


def _with_time(context: Context, reading: Reading) -> Reading:
    """Read the time of an ISO timestamp, and leave its zone unsaid."""
    if context.char(reading.end) != "T":
        return reading
    shifted = Context(
        context.text[: reading.end] + " " + context.text[reading.end + 1 : reading.end + 24],
        context.language,
        context.rules,
    )
    time = clock(shifted, reading.end + 1)
    if time is None:
        return reading
    zone = _ZONE.match(context.text, time.end)
    return Reading(zone.end() if zone else time.end, f"{reading.words}, {time.words}")


def _iso(context: Context, position: int) -> Date | None:
    match = _ISO.match(context.text, position)
    if not match or not context.free(position):
        return None
    year, month, day = (int(group) for group in match.groups())
    return _checked(day, month, year, match.end())


def _in_figures(context: Context, position: int) -> Date | None:
    text, language = context.text, context.language
    if not context.free(position):
        return None
    if found := _year_first(context, position):
        return found
    match = _FIGURES.match(text, position)
    if not match:
        return _short(context, position)
    first, mark, second, third = match.groups()
    if len(third) != 4 and (mark == "-" or (mark == "." and _is_version(context, position))):
        return None
    order = "dmy" if mark == "." or language.cldr.date_order == "ymd" else language.cldr.date_order
    if len(first) > 2:
        return (
            _checked(int(third), int(second), int(first), match.end()) if len(first) == 4 else None
        )
    day, month = (int(first), int(second)) if order == "dmy" else (int(second), int(first))
    if month > 12 >= day:
        day, month = month, day
    return _checked(day, month, _full(third), match.end())


def _year_first(context: Context, position: int) -> Date | None:
    """Return a date such as "2026/3/4", or "2026. 3. 4." where the year goes first."""
    match = _YEAR_FIRST.match(context.text, position)
    if match is None and context.language.cldr.date_order == "ymd":
        match = _SPACED.match(context.text, position)
    if match is None:
        return None
    return _checked(int(match.group(3)), int(match.group(2)), int(match.group(1)), match.end())


def _short(context: Context, position: int) -> Date | None:
    """Return a date without a year: "3.5.", or "12/25" after a word such as "on"."""
    data = context.language.data
    before = context.word_before(position).lower()
    match = _stopped(context, position, before) or _dotted(context, position, before)
    if match is None:
        match = _SLASHED.match(context.text, position)
        introduced = before in data.date.short_after
        if match and not introduced and not _is_day(context, match, before):
            return None
    if match is None or (match.group()[-1] != "." and _is_part(context, match)):
        return None
    first, second = int(match.group(1)), int(match.group(2))
    month_first = context.language.cldr.month_first and "/" in match.group()
    day, month = (second, first) if month_first else (first, second)
    end = match.end()
    # A stop at the very end ends the sentence, too.
    stop = match.group()[-1] == "."
    return _checked(day, month, None, end - (stop and context.at_end(end)))


def _stopped(context: Context, position: int, before: str) -> re.Match[str] | None:
    """Return the match of "3.5."; before a sentence's end the words before must tell a date."""
    data = context.language.data
    if not data.numbers.ordinal_stop or before in data.time.after:
        return None
    match = _SHORT.match(context.text, position)
    if match is None or _is_version(context, position):
        return None
    if not before or not context.at_end(match.end(), _CLOSERS) or match.group(1)[0] == "0":
        return match
    date = data.date
    lists = (date.stopped_after, date.dotted_after, date.short_after, *date.days_after.values())
    days = (context.language.written.weekdays, context.language.cldr.weekday_numbers)
    told = any(before in words for words in (*lists, *days))
    earlier = context.text[max(0, position - _REACH) : position]
    return match if told or _EARLIER.search(earlier) else None


def _is_version(context: Context, position: int) -> bool:
    before = context.word_before(position).lower()
    return before in context.language.data.numbers.version_after


def _is_part(context: Context, match: re.Match[str]) -> bool:
    """Tell a part of something from a day: "by 1/2 an hour", "op 1/2 uur"."""
    above, below = (int(group) for group in re.split("[./]", match.group()))
    if not above < below <= _LARGEST_PART:
        return False
    time, date = context.language.data.time, context.language.data.date
    after, written = context.word_after(match.end()), context.language.written
    if after in time.marks or unit_at(context, match.end()):
        return True
    listed = (date.slashed_not_before, written.unit_singulars, written.unit_plurals)
    return any(after.lower() in words for words in listed)


def _is_day(context: Context, match: re.Match[str], before: str) -> bool:
    """Tell a date by its zeros, its day's name, or what is no fraction: "until 25/12"."""
    if _PADDED.fullmatch(match.group()) or bracketed(context, match.end()):
        return True
    day, month = (int(group) for group in match.groups())
    if context.language.data.date.slashed and not day < month <= _LARGEST_PART:
        return True
    return day > month and before in context.language.data.date.improper_after


def _dotted(context: Context, position: int, before: str) -> re.Match[str] | None:
    """Return the match of "20.11" where the words around make a date of it."""
    data = context.language.data.date
    match = _DAY_MONTH.match(context.text, position) if data.dotted_after else None
    if match is None or unit_at(context, match.end()):
        return None
    end = after_gap(context, match.end())
    if context.language.written.currency.match(context.text, end):
        return None
    after = context.word_after(match.end())
    time = after_gap(context, end + len(after))
    followed = after.lower() in data.dotted_before and context.char(time).isdecimal()
    return match if followed or before in data.dotted_after else None


def _full(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (2000 if int(year) < 70 else 1900)


def _checked(day: int, month: int, year: int | None, end: int) -> Date | None:
    fits = 1 <= day <= 31 and 1 <= month <= 12
    return Date(day, month, year, end) if fits else None
