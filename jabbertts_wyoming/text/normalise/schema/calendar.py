"""Times and dates."""

from typing import Annotated

from .fields import Forms, Model, Pair, Words, template


class Time(Model):
    """How times are said; `{h}`, `{m}`, `{s}` are numbers, `{ampm}` the part of the day.

    `{minutes}` is `{m}` with its unit.
    `exact` at minute 0, `minutes` at others, `small` (if set) below 10. `seconds` adds seconds to
    `{time}`. `gender` is the cardinal form of the hours and `minute_gender` of the minutes.
    `half_day` adds am or pm to `{time}`; `exact_half_day` is for minute 0. `marks`: words after a
    time that belong to it (Uhr); with one, "7" and "7.30" are times, too. `after`: words before a
    time (kl.); after one, "7.30" is a time. `second_gender`: that of the seconds, if another.
    `after_or_date`: the same where it can't be a date ("od 8.00"). `span`: how two times are said,
    in the case of `Numbers.span`; "9–21" is two after a word of `hours_after`.
    `before`: words after a time (ms pagi); before one, "7.30" is a time. `padded`: so is "07.30". `not_after`: words after
    which "3:16" is none (Bible). `named`: how "1:30" is said, or ":30" in the hours to 12, with
    `{next}` for the hour that comes. `marked` is for other times with a mark, unless a word of
    `marked_before` follows. `parts`: the part of the day from an hour on, said for am and pm.
    `late`: `exact` from 13 o'clock on; `midnight` is 0:00. `half_after`: "5 pm" is a time only
    after a word of `after` or an am, if pm may be a unit (ar م, metres). `exact_gender`: the form
    of the hours in `exact`, if another.
    `offset`: the hour at which the count begins (sw 6: 7:00 is "saa moja"), but a time up to 12
    after a word of `after` is in that count. With it, times that are surely of 24 hours get their
    part of the day. `durations`: units behind "1:30" that make it a length of time, and the id of
    the first part's unit; after a word of `moments` it is a time for all that ("um 20:15 h").
    `range`: that of two times, if not `Numbers.range`.
    """

    exact: Annotated[Forms, template("h")] | None = None
    minutes: Annotated[Forms, template("h", "m", "minutes")] | None = None
    small: Annotated[Forms, template("h", "m", "minutes")] | None = None
    seconds: Annotated[Forms, template("time", "s")] | None = None
    gender: str = "default"
    minute_gender: str = "default"
    second_gender: str | None = None
    am: str | None = None
    pm: str | None = None
    am_words: Words = ("am", "a.m.", "a.m")
    pm_words: Words = ("pm", "p.m.", "p.m")
    after_or_date: Words = ()
    hours_after: Words = ()
    span: Pair | None = None
    half_day: Annotated[str, template("time", "ampm")] = "{time} {ampm}"
    exact_half_day: Annotated[str, template("h", "ampm")] = "{h} {ampm}"
    marks: Words = ()
    after: Words = ()
    before: Words = ()
    not_after: Words = ()
    padded: bool = False
    named: dict[str, Annotated[str, template("h", "next")]] = {}
    marked: Annotated[str, template("h", "m")] | None = None
    marked_before: Words = ()
    parts: dict[int, str] = {}
    late: Annotated[Forms, template("h")] | None = None
    midnight: str | None = None
    half_after: bool = False
    exact_gender: str | None = None
    range: Pair | None = None
    offset: int = 0
    durations: dict[str, str] = {}
    moments: Words = ()


class Date(Model):
    """How dates are said; `{day}`, `{month}` and `{year}` are words.

    `day_month` and `month_day` are for dates written so; `numeric` is for those in figures.
    Dates in figures with a zero ("07/04") need no word of `short_after`.
    `year` adds a year to `{date}`, `month_year` is for a month and a year. `day` is the RBNF rule
    set for days, `first_day` that for day 1, `days_after` others after given words. `year_rule` is
    the rule set for years in dates, or `digits`. `of`: words that may stand between day and month.
    `month_names`: instead of CLDR's. `written_months`: other names, said as they are written (ar
    مايو where CLDR has أيار). `range`: that of two days of a month, if not `Numbers.range`.
    `slashed`: "12/25" is a date, if it is no fraction up to eighths. `short_after`: after one of
    these words "12/25" is a date, and after one of `improper_after`, if it can't be less than one. `suffixed`: a day may have an
    ordinal's suffix; without, that is an ordinal before a month. `year_marks`: words after a year
    that `year` and `month_year` say already (года). `until`: words between two days of a month
    ("с 3 по 5 мая"). `wordlike`: abbreviations of months that are words, too (fr sept), and are
    months only beside a day or a year. With `weekday_range` ("{a} to {b}") CLDR's short names of
    weekdays, and those of `weekdays` (tues: 2), are written out; those of `wordlike` only with a
    capital and a stop or beside a figure, and after a word of `weekday_after`. `weekday_joiners`:
    words that may stand between two of them (t/m), and how they are said. `weekday_range` is for
    "June 30–July 2" as well.
    `weekday_objects`: names that are others after a word of `weekday_after` (0: Monday).
    `days_after`: two words in a row, too, and "сегодня," for one with a comma. `dotted_after`:
    after one of these words, or before one of `dotted_before` with a figure, "20.11" is a date, if
    the month has two figures and no unit follows. `span`: how two days ("3–5 мая") are said where
    no case is asked; its last word before `{b}` goes into `days_after`.
    """

    day: str | None = None
    first_day: str | None = None
    days_after: dict[str, Words] = {}
    day_month: Annotated[str, template("day", "month")] | None = None
    month_day: Annotated[str, template("day", "month")] | None = None
    numeric: Annotated[str, template("day", "month")] | None = None
    year: Annotated[str, template("date", "year")] = "{date} {year}"
    month_year: Annotated[str, template("month", "year")] = "{month} {year}"
    year_rule: str | None = None
    range: Pair | None = None
    of: Words = ()
    short_after: Words = ()
    improper_after: Words = ()
    suffixed: bool = True
    year_marks: Words = ()
    until: Words = ()
    dotted_after: Words = ()
    dotted_before: Words = ()
    span: Pair | None = None
    wordlike: Words = ()
    slashed: bool = False
    weekdays: dict[str, int] = {}
    weekday_range: Pair | None = None
    weekday_after: Words = ()
    weekday_objects: dict[int, str] = {}
    weekday_joiners: dict[str, str] = {}
    months: dict[str, int] = {}
    month_names: dict[int, str] = {}
    written_months: dict[str, int] = {}
