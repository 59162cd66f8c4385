"""Dates: 2026-03-04, 3/4/2026, 4.3.2026, 3 May 2026, the 2nd of Nov., May 3, Nov. 2026."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..context import Context, Reading, after_gap
from ..language import Language
from ..letters import LETTER, WORDY
from .clock import clock
from .governor import governor, is_joined
from .ranges import range_template
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
_PADDED = re.compile(r"0\d/\d\d|\d\d/0\d")
_UNTIL = re.compile(r"(\d{1,2})(\.?)[ \u00a0]?[-–—][ \u00a0]?(?=\d{1,2}(?!\d))")
_UNTIL_WORD = re.compile(r"(\d{1,2})[ \u00a0]([^\W\d_]{1,5})[ \u00a0](?=\d{1,2}(?!\d))")
_DAY = re.compile(r"(\d{1,2})(?!\d|[.,:]\d)")
_WORD = re.compile(rf"{WORDY}+")
_YEAR = re.compile(r"(?:,? |\.? )(\d{4})(?![\d.,:%/-]?\d|\w| ?[°%€$£])")
_BETWEEN = re.compile(r"[ \u00a0]?[-–—][ \u00a0]?(?=[^\W\d_])")
_CENTURY = 100
_LARGEST_PART = 8  # of the fractions of a recipe
_REACH = 40


@dataclass(frozen=True, slots=True)
class _Date:
    day: int
    month: int
    year: int | None
    end: int
    name: str | None = None


def figures(context: Context, position: int) -> Reading | None:
    """Read a date in figures; ISO 8601 goes first, then the order of the locale."""
    found = _iso(context, position) or _in_figures(context, position)
    if found is None:
        return None
    template = context.language.data.date.numeric
    if template is None:
        words = context.language.cldr.date(found.day, found.month, found.year)
    else:
        words = _words(context, found, template, position)
    if words is None:
        return None
    words = words.removeprefix(f"{context.word_before(position).lower()} ")  # den den
    return _with_time(context, Reading(_past_year(context, found), words))


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


def day_first(context: Context, position: int) -> Reading | None:
    """Read "3 May 2026", "3. Mai" and "2nd of Nov."."""
    return _day_first(context, position, position)


def _day_first(context: Context, position: int, origin: int) -> Reading | None:
    """Read a date; the word before `origin` chooses the form of its day."""
    template = context.language.data.date.day_month
    day = _day(context, position) if template else None
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
    words = _words(context, found, template, origin)
    return Reading(_past_year(context, found), words) if words else None


def days(context: Context, position: int) -> Reading | None:
    """Read "10-12 May", "3.-5. Mai" and "3 по 5 мая"."""
    match = _UNTIL.match(context.text, position)
    if match is None and context.language.data.date.until:
        return _days_until(context, position)
    template = range_template(context, position, context.language.data.date.range)
    last = _day_first(context, match.end(), position) if match and template else None
    if match is None or template is None or last is None:
        return None
    if spanned := _spanned(context, position, match):
        return spanned
    first = _day_words(context, int(match.group(1)), position)
    return Reading(last.end, template.format(a=first, b=last.words)) if first else None


def _spanned(context: Context, position: int, first: re.Match[str]) -> Reading | None:
    """Read "3–5 мая" as "с третьего по пятое мая"."""
    span = context.language.data.date.span
    if span is None or context.declined(position) is not context:
        return None
    before, after = span.replace("{a}", "1").split("{b}")
    said = Context(before, context.language, context.rules)
    a = _day_words(said, int(first.group(1)), before.index("1"))
    last = _day_first(context, first.end(), position)
    day = _day(context, first.end())
    rule = _day_rule(said, day[0], len(before)) if day else None
    if a is None or last is None or day is None or rule is None:
        return None
    b = context.language.spell.say(day[0], rule)
    plain = _day_words(context, day[0], position)
    if not b or not plain:
        return None
    words = span.format(a=a, b=last.words.replace(plain, b, 1))
    return Reading(last.end, f"{words}{after}")


def _days_until(context: Context, position: int) -> Reading | None:
    match = _UNTIL_WORD.match(context.text, position)
    if not match or match.group(2).lower() not in context.language.data.date.until:
        return None
    first = _day_words(context, int(match.group(1)), position)
    last = _day_first(context, match.end(), match.end())
    return Reading(last.end, f"{first} {match.group(2)} {last.words}") if first and last else None


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
    if year and (words := _month_year(context, month[0], int(year.group(1)), written)):
        return Reading(_past_mark(context, year.end()), words)
    at = after_gap(context, month[1])
    day = _day(context, at) if data.month_day and at > month[1] else None
    if day is None or data.month_day is None:
        return _abbreviated(context, position, month)
    until = _UNTIL.match(context.text, at)
    second = _day(context, until.end()) if until else None
    first = _day_words(context, day[0], position) if second else None
    day = second or day
    found = _dated(context, day[0], (month[0], day[1]))
    words = _words(context, found, data.month_day, position)
    template = context.language.data.numbers.range
    if words and second and first and template:
        last = _day_words(context, day[0], position) or ""
        words = words.replace(last, template.format(a=first, b=last), 1)
    return Reading(found.end, words) if words else None


def in_words(context: Context, day: int | None, month: int | None, year: int | None) -> str | None:
    """Return a date, or a part of one, in words; None if there is no such date."""
    language = context.language
    if not 1 <= (month or 1) <= 12 or not 1 <= (day or 1) <= 31:
        return None
    if month is None:
        return _day_words(context, day, 0) if day else language.spell.year(year) if year else None
    if day is None:
        name = language.cldr.lone_months[month]
        return (_month_year(context, month, year) if year else None) or name
    template = language.data.date.numeric or "{day} {month}"
    return _words(context, _Date(day, month, year, 0), template, 0)


def _abbreviated(context: Context, position: int, month: tuple[int, int]) -> Reading | None:
    """Write a month's abbreviation out, if a full stop shows that it is one."""
    written = context.text[position : month[1]].lower()
    if written[-1] != "." or written[:-1] in context.language.data.date.wordlike:
        return None
    name = context.language.cldr.lone_months[month[0]]
    last = not context.text[month[1] : month[1] + 4].strip()
    return Reading(month[1] - last, name) if position < month[1] else None


def _month_year(context: Context, month: int, year: int, written: str = "") -> str | None:
    """Return the words for a month and a year; a month in the case of dates keeps it."""
    language = context.language
    years = language.data.years
    if not years.low <= year <= years.high:
        return None
    said = language.spell.year(year, language.data.date.year_rule)
    own = written if written in language.data.date.written_months else None
    name = own or language.data.date.month_names.get(month) or language.cldr.lone_months[month]
    stuck = written.removesuffix(language.cldr.months[month])
    name = language.data.prefixes.get(stuck, "") + name
    if written.lower() == language.cldr.months[month].lower():
        name = _month_name(language, month)
    return language.data.date.month_year.format(month=name, year=said) if said else None


def _iso(context: Context, position: int) -> _Date | None:
    match = _ISO.match(context.text, position)
    if not match or not context.free(position):
        return None
    year, month, day = (int(group) for group in match.groups())
    return _checked(day, month, year, match.end())


def _in_figures(context: Context, position: int) -> _Date | None:
    text, language = context.text, context.language
    if not context.free(position):
        return None
    if found := _year_first(context, position):
        return found
    match = _FIGURES.match(text, position)
    if not match:
        return _short(context, position)
    first, mark, second, third = match.groups()
    if mark == "-" and len(third) != 4:
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


def _year_first(context: Context, position: int) -> _Date | None:
    """Return a date such as "2026/3/4", or "2026. 3. 4." where the year goes first."""
    match = _YEAR_FIRST.match(context.text, position)
    if match is None and context.language.cldr.date_order == "ymd":
        match = _SPACED.match(context.text, position)
    if match is None:
        return None
    return _checked(int(match.group(3)), int(match.group(2)), int(match.group(1)), match.end())


def _short(context: Context, position: int) -> _Date | None:
    """Return a date without a year: "3.5.", or "12/25" after a word such as "on"."""
    data = context.language.data
    before = context.word_before(position).lower()
    dotted = data.numbers.ordinal_stop and before not in data.time.after
    match = _SHORT.match(context.text, position) if dotted else None
    match = match or _dotted(context, position, before)
    if match is None:
        match = _SLASHED.match(context.text, position)
        if match and before not in data.date.short_after and not _is_day(context, match, before):
            return None
    if match is None:
        return None
    first, second = int(match.group(1)), int(match.group(2))
    month_first = context.language.cldr.month_first and "/" in match.group()
    day, month = (second, first) if month_first else (first, second)
    end = match.end()
    # A stop at the very end ends the sentence, too.
    stop = match.group()[-1] == "."
    return _checked(day, month, None, end - (stop and not context.text[end : end + 4].strip()))


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
    if context.language.currency.match(context.text, end):
        return None
    after = context.word_after(match.end())
    time = after_gap(context, end + len(after))
    followed = after.lower() in data.dotted_before and context.char(time).isdecimal()
    return match if followed or before in data.dotted_after else None


def _full(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (2000 if int(year) < 70 else 1900)


def _past_year(context: Context, date: _Date) -> int:
    return _past_mark(context, date.end) if date.year else date.end


def _past_mark(context: Context, end: int) -> int:
    """Return where a word after a year ends that is said anyway; a last stop stays."""
    start = after_gap(context, end)
    for mark in context.language.data.date.year_marks:
        last = start + len(mark)
        if context.text[start:last].lower() == mark and not context.char(last).isalnum():
            stop = mark[-1] == "." and not context.text[last : last + 4].strip()
            return last - stop
    return end


def _checked(day: int, month: int, year: int | None, end: int) -> _Date | None:
    fits = 1 <= day <= 31 and 1 <= month <= 12
    return _Date(day, month, year, end) if fits else None


def _day(context: Context, position: int) -> tuple[int, int] | None:
    """Return a day of the month and its end, with what makes it an ordinal."""
    match = _DAY.match(context.text, position)
    if not match or not 1 <= int(match.group(1)) <= 31:
        return None
    numbers = context.language.data.numbers
    end = match.end()
    if numbers.ordinal_stop and context.char(end) == ".":
        return int(match.group(1)), end + 1
    suffix = re.compile(r"[^\W\d_]{1,4}|[º°]").match(context.text, end)
    if suffix and suffix.group().lower().replace("°", "º") in numbers.ordinal_suffixes:
        if not context.language.data.date.suffixed:
            return None
        end = suffix.end()
    return (int(match.group(1)), end) if context.ends(end) else None


def _month(context: Context, position: int) -> tuple[int, int] | None:
    """Return a month's number and the end of its name; an abbreviation's full stop belongs."""
    language = context.language
    word = _WORD.match(context.text, position)
    number = language.months.get(word.group().lower()) if word else None
    if word is None or number is None:
        return None
    name = word.group().lower()
    if language.cldr.months[number][:1].isupper() and word.group()[:1].islower():
        return None  # "may"
    full = name in (language.cldr.months[number].lower(), language.cldr.lone_months[number].lower())
    stop = context.char(word.end()) == "." and not full
    return number, word.end() + stop


def _dated(context: Context, day: int, month: tuple[int, int]) -> _Date:
    """Return a date with the year that follows it, if one does."""
    years = context.language.data.years
    end = month[1]
    stop = context.char(end - 1) == "."
    match = _YEAR.match(context.text, end)
    if match and years.low <= int(match.group(1)) <= years.high:
        return _Date(day, month[0], int(match.group(1)), match.end(), _written(context, end))
    last = stop and not context.text[end : end + 4].strip()
    return _Date(day, month[0], None, end - last, _written(context, end))


def _written(context: Context, end: int) -> str | None:
    """Return a month's name that is said as it stands."""
    name = context.word_before(end)
    return name if name in context.language.data.date.written_months else None


def _words(context: Context, date: _Date, template: str, position: int) -> str | None:
    language = context.language
    data = language.data.date
    day = _day_words(context, date.day, position)
    if day is None:
        return None
    words = template.format(day=day, month=date.name or _month_name(language, date.month))
    words = words.removeprefix(f"{context.word_before(position).lower()} ")  # "the 3rd of May"
    if date.year is None:
        return words
    year = language.spell.year(date.year, data.year_rule)
    if language.data.numbers.style == "digits" and data.year_rule is None:
        year = str(date.year)
    return data.year.format(date=words, year=year) if year else None


def _month_name(language: Language, month: int) -> str:
    return language.data.date.month_names.get(month) or language.cldr.months[month]


def _day_words(context: Context, day: int, position: int) -> str | None:
    language = context.language
    if language.data.numbers.style == "digits" and language.data.date.day is None:
        own = language.data.numbers.own.get("day", {})
        return own.get(day) or str(day)
    rule = _day_rule(context, day, position)
    return language.spell.say(day, rule) if rule else language.spell.ordinal(day)


def _before(context: Context, position: int) -> Sequence[str]:
    """Return the word before, with its comma if it has one, and the last two words."""
    words = context.text[max(0, position - _REACH) : position].lower().split()[-2:]
    last = context.word_before(position).lower()
    comma = [f"{last},"] if words and words[-1].endswith(",") else []
    return [*comma, last, f"{words[0]} {last}"] if len(words) > 1 else [*comma, last]


def _day_rule(context: Context, day: int, position: int) -> str | None:
    data = context.language.data.date
    before = _before(context, position) if data.days_after else ()
    if before and is_joined(context, position):
        before = [governor(context, position)]
    for rule, words in data.days_after.items():
        if any(word in words for word in before):
            return rule
    return data.first_day if day == 1 and data.first_day else data.day
