"""Times and dates."""

from typing import Annotated

from .fields import Forms, Model, Words, template


class Time(Model):
    """How times are said; `{h}`, `{m}`, `{s}` are numbers, `{ampm}` the part of the day.

    `{minutes}` is `{m}` with its unit.
    `exact` at minute 0, `minutes` at others, `small` (if set) below 10. `seconds` adds seconds to
    `{time}`. `gender` is the cardinal form of the hours and `minute_gender` of the minutes.
    `half_day` adds am or pm to `{time}`; `exact_half_day` is for minute 0. `marks`: words after a
    time that belong to it (Uhr); with one, "7" and "7.30" are times, too. `after`: words before a
    time (kl.); after one, "7.30" is a time. `second_gender`: that of the seconds, if another.
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
    half_day: Annotated[str, template("time", "ampm")] = "{time} {ampm}"
    exact_half_day: Annotated[str, template("h", "ampm")] = "{h} {ampm}"
    marks: Words = ()
    after: Words = ()


class Date(Model):
    """How dates are said; `{day}`, `{month}` and `{year}` are words.

    `day_month` and `month_day` are for dates written so; `numeric` is for those in figures.
    `year` adds a year to `{date}`, `month_year` is for a month and a year. `day` is the RBNF rule
    set for days, `first_day` that for day 1, `days_after` others after given words. `year_rule` is
    the rule set for years in dates, or `digits`. `of`: words that may stand between day and month.
    `month_names`: instead of CLDR's.
    `short_after`: after one of these words "12/25" is a date. `suffixed`: a day may have an
    ordinal's suffix; without, that is an ordinal before a month. `year_marks`: words after a year
    that `year` and `month_year` say already (года). `until`: words between two days of a month
    ("с 3 по 5 мая"). `wordlike`: abbreviations of months that are words, too (fr sept), and are
    months only beside a day or a year.
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
    of: Words = ()
    short_after: Words = ()
    suffixed: bool = True
    year_marks: Words = ()
    until: Words = ()
    wordlike: Words = ()
    months: dict[str, int] = {}
    month_names: dict[int, str] = {}
