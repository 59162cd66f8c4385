"""Times of day in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..context import Context, Reading
from ..language import Language
from ..quantity import Number
from ..schema import Forms

_SMALL = 10
HALF_DAY = 12


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `half` is am or pm in words, `marked` tells of a word such as Uhr.

    `local`: the hour is in the language's own count. `sure`: it is one of 24.
    """

    hour: int
    minute: int
    second: int | None
    end: int
    half: str | None = None
    marked: bool = False
    local: bool = False
    sure: bool = False


def reading(context: Context, found: Clock, before: str = "") -> Reading | None:
    """Read a time; the word `before` it is not said twice."""
    words = _words(context, found)
    return Reading(found.end, words.removeprefix(f"{before} ")) if words else None


def _words(context: Context, found: Clock) -> str | None:
    language = context.language
    time = language.data.time
    if time.minutes is None:
        return _in_units(language, found)
    hour = _counted(time.offset, found)
    number, minutes = Number(str(hour)), Number(str(found.minute))
    h = language.numbers.counting(number, time.gender)
    m = language.numbers.counting(minutes, time.minute_gender)
    words = _named(language, hour, found)
    template = None if words else _template(context, found)
    if not h or not m or not (words or template):
        return None
    if found.half and not found.minute:
        return time.exact_half_day.format(h=h, ampm=found.half)
    if words is None and template is not None:
        amount = language.units.measure("duration-minute", minutes) or m
        if not found.minute and time.exact_gender:
            h = language.numbers.counting(number, time.exact_gender) or h
        words = language.plurals.form(template, number).format(h=h, m=m, minutes=amount)
    if words and found.second is not None and time.seconds:
        seconds = Number(str(found.second))
        s = language.numbers.counting(seconds, time.second_gender or time.minute_gender)
        words = language.plurals.form(time.seconds, seconds).format(time=words, s=s)
    part = found.half or _sure_part(context, found)
    return time.half_day.format(time=words, ampm=part) if part else words


def _in_units(language: Language, found: Clock) -> str | None:
    """Return so many hours, minutes and seconds, for a language that has no words for times."""
    units = {
        "duration-hour": found.hour,
        "duration-minute": found.minute or None,
        "duration-second": found.second,
    }
    counts = [(unit, count) for unit, count in units.items() if count is not None]
    words = [language.units.measure(unit, Number(str(count))) for unit, count in counts]
    return " ".join(word for word in words if word) if all(words) else None


def _counted(offset: int, found: Clock) -> int:
    """Return the hour in the language's own count."""
    if not offset or found.local:
        return found.hour
    return (found.hour - offset - 1) % HALF_DAY + 1


def _template(context: Context, found: Clock) -> Forms | None:
    time = context.language.data.time
    if not found.minute:
        return time.late if time.late and found.hour > HALF_DAY else time.exact
    if found.marked and time.marked:
        after = context.word_after(found.end).lower()
        return time.marked if after and after not in time.marked_before else time.minutes
    return time.small if found.minute < _SMALL and time.small else time.minutes


def _named(language: Language, hour: int, found: Clock) -> str | None:
    """Return what has a name: "half past" and the like, in the first twelve hours."""
    named = language.data.time.named
    if not (found.hour or found.minute or found.second):
        return language.data.time.midnight
    if not named or not 0 < hour <= HALF_DAY or found.second is not None:
        return None
    template = named.get(f"{hour}:{found.minute:02}") or named.get(f":{found.minute:02}")
    gender = language.data.time.gender
    h, following = (
        language.numbers.counting(Number(str(each)), gender) for each in (hour, hour % HALF_DAY + 1)
    )
    return template.format(h=h, next=following) if template else None


def _sure_part(context: Context, found: Clock) -> str | None:
    """Return the part of the day of an hour of 24, if the writer doesn't say it."""
    parts = context.language.data.time.parts
    if not found.sure or context.word_after(found.end).lower() in parts.values():
        return None
    return part_of_day(parts, found.hour % (2 * HALF_DAY))


def part_of_day(parts: Mapping[int, str], hour: int) -> str | None:
    """Return the name of the part of the day that an hour of 24 is in."""
    begun = [first for first in parts if first <= hour]
    return parts[max(begun)] if begun else None
