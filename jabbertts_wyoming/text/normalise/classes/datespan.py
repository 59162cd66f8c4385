"""Spans of dates in figures: 1.5.–3.5., 24.–26.12.2026."""

import re

from ..context import Context, Reading
from .dates import figures, in_words
from .ranges import range_template

_DASH = re.compile(r"[ \u00a0]?[-–—][ \u00a0]?(?=\d)")
_DAY = re.compile(r"(\d{1,2})\.(?=[ \u00a0]?[-–—][ \u00a0]?\d{1,2}\.\d)")


def span(context: Context, position: int) -> Reading | None:
    """Read two dates with a dash between; the first may be a day alone."""
    template = range_template(context, position, context.language.data.date.range)
    if template is None or not context.language.data.numbers.ordinal_stop:
        return None
    day = _DAY.match(context.text, position)
    if day:
        first = Reading(day.end(), in_words(context, int(day.group(1)), None, None) or "")
    else:
        first = figures(context, position) or Reading(position, "")
    dash = _DASH.match(context.text, first.end)
    second = figures(context, dash.end()) if dash and first.words else None
    if second is None:
        return None
    return Reading(second.end, template.format(a=first.words, b=second.words))
