"""Ranges of days: 10-12 May, 3.-5. Mai, "3 по 5 мая", 1.5.–3.5., 24.–26.12.2026."""

import re

from ..context import Context, Reading
from . import date_words
from .date_figures import figures
from .dates import UNTIL, day_at, day_first
from .ranges import range_template

_UNTIL_WORD = re.compile(r"(\d{1,2})[ \u00a0]([^\W\d_]{1,5})[ \u00a0](?=\d{1,2}(?!\d))")
_DASH = re.compile(r"[ \u00a0]?[-–—][ \u00a0]?(?=\d)")
_DAY = re.compile(r"(\d{1,2})\.(?=[ \u00a0]?[-–—][ \u00a0]?\d{1,2}\.\d)")


def days(context: Context, position: int) -> Reading | None:
    """Read "10-12 May", "3.-5. Mai" and "3 по 5 мая"."""
    match = UNTIL.match(context.text, position)
    if match is None and context.language.data.date.until:
        return _days_until(context, position)
    template = range_template(context, position, context.language.data.date.range)
    last = day_first(context, match.end(), position) if match and template else None
    if match is None or template is None or last is None:
        return None
    if spanned := _spanned(context, position, match):
        return spanned
    first = date_words.day_words(context, int(match.group(1)), position)
    return Reading(last.end, template.format(a=first, b=last.words)) if first else None


def _spanned(context: Context, position: int, first: re.Match[str]) -> Reading | None:
    """Read "3–5 мая" as "с третьего по пятое мая"."""
    span = context.language.data.date.span
    if span is None or context.declined(position) is not context:
        return None
    before, after = span.replace("{a}", "1").split("{b}")
    said = Context(before, context.language, context.rules)
    a = date_words.day_words(said, int(first.group(1)), before.index("1"))
    last = day_first(context, first.end(), position)
    day = day_at(context, first.end())
    rule = date_words.day_rule(said, day[0], len(before)) if day else None
    if a is None or last is None or day is None or rule is None:
        return None
    b = context.language.spell.say(day[0], rule)
    plain = date_words.day_words(context, day[0], position)
    if not b or not plain:
        return None
    words = span.format(a=a, b=last.words.replace(plain, b, 1))
    return Reading(last.end, f"{words}{after}")


def _days_until(context: Context, position: int) -> Reading | None:
    """Read "3 по 5 мая"."""
    match = _UNTIL_WORD.match(context.text, position)
    if not match or match.group(2).lower() not in context.language.data.date.until:
        return None
    first = date_words.day_words(context, int(match.group(1)), position)
    last = day_first(context, match.end(), match.end())
    return Reading(last.end, f"{first} {match.group(2)} {last.words}") if first and last else None


def in_figures(context: Context, position: int) -> Reading | None:
    """Read "1.5.–3.5." and "24.–26.12."."""
    template = range_template(context, position, context.language.data.date.range)
    if template is None or not context.language.data.numbers.ordinal_stop:
        return None
    day = _DAY.match(context.text, position)
    if day:
        words = date_words.in_words(context, int(day.group(1)), None, None)
        first = Reading(day.end(), words or "")
    else:
        first = figures(context, position) or Reading(position, "")
    dash = _DASH.match(context.text, first.end)
    second = figures(context, dash.end()) if dash and first.words else None
    if second is None:
        return None
    return Reading(second.end, template.format(a=first.words, b=second.words))
