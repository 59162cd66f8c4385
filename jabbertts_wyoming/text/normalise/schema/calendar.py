"""Times and dates."""

from typing import Annotated

from .fields import Forms, Model, Pair, Words, template


class Time(Model):
    """How times are said: `{h}`, `{m}` and `{s}` are numbers in words."""

    # Words.
    exact: Annotated[Forms, template("h")] | None = None
    """At minute 0: "{h} o'clock"."""
    minutes: Annotated[Forms, template("h", "m", "minutes")] | None = None
    """At others; `{minutes}` is `{m}` with its unit."""
    small: Annotated[Forms, template("h", "m", "minutes")] | None = None
    """Below minute 10, if another: "{h} oh {m}"."""
    seconds: Annotated[Forms, template("time", "s")] | None = None
    """A time with seconds: "{time} and {s} seconds"."""
    late: Annotated[Forms, template("h")] | None = None
    """`exact` from 13 o'clock on, if another."""
    midnight: str | None = None
    """0:00."""
    named: dict[str, Annotated[str, template("h", "next")]] = {}
    """How "1:30" is said, or ":30" in the hours to 12 ("half past {h}"); `{next}` is the hour that
    comes."""
    gender: str = "default"
    """The cardinal form of the hours."""
    exact_gender: str | None = None
    """That of the hours in `exact`, if another."""
    minute_gender: str = "default"
    """That of the minutes."""
    second_gender: str | None = None
    """That of the seconds, if another."""
    range: Pair | None = None
    """Two times, if not `Numbers.range`."""
    span: Pair | None = None
    """Two times in the case of `Numbers.span`: "с {a} до {b}"."""

    # The part of the day.
    am: str | None = None
    """What is said for am."""
    pm: str | None = None
    """What is said for pm."""
    am_words: Words = ("am", "a.m.", "a.m")
    """How am is written."""
    pm_words: Words = ("pm", "p.m.", "p.m")
    """How pm is written."""
    half_day: Annotated[str, template("time", "ampm")] = "{time} {ampm}"
    """A time with its part of the day."""
    exact_half_day: Annotated[str, template("h", "ampm")] = "{h} {ampm}"
    """The same at minute 0."""
    half_after: bool = False
    """Whether "5 pm" is a time only after a word of `after` or an am: pm may be a unit (ar م)."""
    parts: dict[int, str] = {}
    """The part of the day from an hour on, said for am and pm: `18: in the evening`."""
    offset: int = 0
    """The hour at which the count begins (sw 6: 7:00 is "saa moja"). A time up to 12 after a word
    of `after` is in that count; one that is surely of 24 hours gets its part of the day."""

    # What makes a time.
    marks: Words = ()
    """Words after a time that belong to it (Uhr); with one, "7" and "7.30" are times, too."""
    marked: Annotated[str, template("h", "m")] | None = None
    """A time with a mark, if not as `minutes`..."""
    marked_before: Words = ()
    """...unless one of these words follows."""
    after: Words = ()
    """Words before a time (kl.); after one, "7.30" is a time."""
    after_or_date: Words = ()
    """The same where it can't be a date ("od 8.00")."""
    before: Words = ()
    """Words after a time (ms pagi); before one, "7.30" is a time."""
    padded: bool = False
    """Whether "07.30" is a time everywhere."""
    not_after: Words = ()
    """Words after which "3:16" is none (Bible)."""
    hours_after: Words = ()
    """Words after which "9–21" is two times."""
    durations: dict[str, str] = {}
    """Words behind "1:30" that make it a length of time, and the unit of its first part: `h:
    duration-hour`..."""
    moments: Words = ()
    """...but after one of these words it is a time for all that ("um 20:15 h", "at 0:05:00")."""
    lengths_after: Words = ()
    """Words after which "1:30:00" is a length of time; "0:05:00" needs none."""


class Date(Model):
    """How dates are said; `{day}`, `{month}` and `{year}` are words."""

    # Words.
    day_month: Annotated[str, template("day", "month")] | None = None
    """As in "3 May": "{day} of {month}"; without, that is no date."""
    month_day: Annotated[str, template("day", "month")] | None = None
    """As in "May 3": "{month} {day}"."""
    numeric: Annotated[str, template("day", "month")] | None = None
    """A date in figures; without, as CLDR writes it."""
    year: Annotated[str, template("date", "year")] = "{date} {year}"
    """A date with a year: "{date}, {year}"."""
    month_year: Annotated[str, template("month", "year")] = "{month} {year}"
    """A month with a year."""
    year_rule: str | None = None
    """The rule set of years in dates, or `digits`."""
    year_marks: Words = ()
    """Words after a year that `year` and `month_year` say already (года)."""
    day: str | None = None
    """The rule set of days; without, they are ordinals."""
    first_day: str | None = None
    """That of day 1, if another (fr "premier")."""
    days_after: dict[str, Words] = {}
    """Others after given words, two in a row, too; "сегодня," is one with a comma."""
    months: dict[str, int] = {}
    """More names of months, and their numbers: `sept: 9`."""
    month_names: dict[int, str] = {}
    """What is said instead of CLDR's names."""
    written_months: dict[str, int] = {}
    """Names that are said as they are written (ar مايو where CLDR has أيار)."""
    wordlike: Words = ()
    """Short names of months and weekdays that are words, too (fr sept): names only beside a day, a
    year or another figure."""

    # Two days.
    range: Pair | None = None
    """Two days of a month, if not `Numbers.range`."""
    span: Pair | None = None
    """The same where no case is asked ("с {a} по {b}"); the words in it choose by `days_after`."""
    until: Words = ()
    """Words between two days of a month ("с 3 по 5 мая")."""

    # What makes a date.
    of: Words = ()
    """Words that may stand between day and month: "of"."""
    suffixed: bool = True
    """Whether a day may have an ordinal's suffix; if not, that is an ordinal before a month."""
    slashed: bool = False
    """Whether "12/25" is a date, if it is no fraction up to eighths."""
    short_after: Words = ()
    """Words after which "12/25" is a date; one with a zero ("07/04") needs none."""
    improper_after: Words = ()
    """Words after which it is one if it can't be less than one ("25/12")."""
    dotted_after: Words = ()
    """Words after which "20.11" is a date, if the month has two figures and no unit follows..."""
    stopped_after: Words = ()
    """Words after which "3.5." at the very end is a date and no decimal, besides weekdays and those
    of the other lists."""
    slashed_not_before: Words = ()
    """Words before which "1/2" is none ("by 1/2 an hour"), besides units."""
    dotted_before: Words = ()
    """...or before one of these with a figure behind ("20.11 um 7")."""

    # Weekdays.
    weekday_range: Pair | None = None
    """As in "Mon–Fri": "{a} to {b}", and in "June 30–July 2". Only with it short names are written
    out."""
    weekdays: dict[str, int] = {}
    """More short names than CLDR's, Monday is 0: `tues: 1`."""
    weekday_after: Words = ()
    """Words after which one of `wordlike` is a weekday: "on"."""
    weekday_objects: dict[int, str] = {}
    """Names that are others after such a word (ru `2: среду`)."""
    weekday_joiners: dict[str, str] = {}
    """Words between two of them, and how they are said (nl `t/m: tot en met`)."""
