"""Dates in words: the day in its form, the month, the year."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..context import Context
from ..language import Language
from .governor import governor, is_joined

_REACH = 40


@dataclass(frozen=True, slots=True)
class Date:
    """A day, maybe of a year; `name` is the month's, if it is said as it is written."""

    day: int
    month: int
    year: int | None
    end: int
    name: str | None = None


def in_words(context: Context, day: int | None, month: int | None, year: int | None) -> str | None:
    """Return a date, or a part of one, in words; None if there is no such date."""
    language = context.language
    if not 1 <= (month or 1) <= 12 or not 1 <= (day or 1) <= 31:
        return None
    if month is None:
        return day_words(context, day, 0) if day else language.spell.year(year) if year else None
    if day is None:
        name = language.cldr.lone_months[month]
        return (month_year(context, month, year) if year else None) or name
    template = language.data.date.numeric or "{day} {month}"
    return full(context, Date(day, month, year, 0), template, 0)


def full(context: Context, date: Date, template: str, position: int) -> str | None:
    """Return a date in words, by a template for its day and month.

    The word before `position` chooses the form of the day, and is not said twice.
    """
    language = context.language
    data = language.data.date
    day = day_words(context, date.day, position)
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


def month_year(context: Context, month: int, year: int, written: str = "") -> str | None:
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


def _month_name(language: Language, month: int) -> str:
    return language.data.date.month_names.get(month) or language.cldr.months[month]


def day_words(context: Context, day: int, position: int) -> str | None:
    """Return a day of the month in the form that the word before `position` asks for."""
    language = context.language
    if language.data.numbers.style == "digits" and language.data.date.day is None:
        own = language.data.numbers.own.get("day", {})
        return own.get(day) or str(day)
    rule = day_rule(context, day, position)
    return language.spell.say(day, rule) if rule else language.spell.ordinal(day)


def day_rule(context: Context, day: int, position: int) -> str | None:
    """Return the rule set of a day after the words before `position`; None for an ordinal's."""
    data = context.language.data.date
    before = _before(context, position) if data.days_after else ()
    if before and is_joined(context, position):
        before = [governor(context, position)]
    for rule, words in data.days_after.items():
        if any(word in words for word in before):
            return rule
    return data.first_day if day == 1 and data.first_day else data.day


def _before(context: Context, position: int) -> Sequence[str]:
    """Return the word before, with its comma if it has one, and the last two words."""
    words = context.text[max(0, position - _REACH) : position].lower().split()[-2:]
    last = context.word_before(position).lower()
    comma = [f"{last},"] if words and words[-1].endswith(",") else []
    return [*comma, last, f"{words[0]} {last}"] if len(words) > 1 else [*comma, last]
