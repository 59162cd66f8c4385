"""Ranges of numbers, with a unit or without: 10-15 min, 5–10 °C, 1941-1945, 2.5...3."""

import re

from ..context import Context, Reading, after_gap, key_of, number_at
from ..quantity import Number
from .counted import counted_form
from .units import is_attributive, unit_at

DASH = re.compile(
    r"[ \u00a0]?[–—−][ \u00a0]?(?=\d)|[ \u00a0]?[~〜～][ \u00a0]?(?=[-−]?\d)|-(?=\d)|"
    r"(?:\.{2,3}|…)(?:\+(?=\d)|(?=[-−]?\d))"
)
_TILDE = re.compile("[~〜～]|\\.{2,3}|…")
_LONGEST_SCORE = 3
_ONE = Number("1")


def range_template(context: Context, position: int, own: str | None = None) -> str | None:
    """Return what joins the ends of a range here; `own` is what a date or a time has for it.

    After some words it is another: Italian has "dalle 9 alle 17", but "di 5, 10".
    """
    numbers = context.language.data.numbers
    beside = context.char(position - 1).isspace() and not context.is_line_start(position)
    told = None
    if numbers.ranges_after and beside:
        told = key_of(numbers.ranges_after, context.word_before(position).lower())
    return told or own or numbers.range


def number_range(context: Context, position: int) -> Reading | None:
    """Read "10-15", with a unit or without: "ten to fifteen minutes"."""
    language = context.language
    template = range_template(context, position)
    first = number_at(context, position) if template else None
    if first is None or template is None:
        return None
    unit = unit_at(context, first[1])
    dash = DASH.match(context.text, unit[1] if unit else first[1])
    second = number_at(context, dash.end()) if dash else None
    if dash is None or second is None or not _is_range(context, first[0], second, unit=bool(unit)):
        return None
    score = language.data.numbers.score
    falling = first[0].decimal >= second[0].decimal and not _TILDE.search(
        context.text, *dash.span()
    )
    scores = first[0].whole and second[0].whole and len(first[0].integer) <= _LONGEST_SCORE
    if falling and (score is None or not scores):
        return None
    if not falling and (wide := _wide(context, position, first[0], second)):
        return wide
    both = _join(context, position, score if falling and score else template, first[0], second)
    if both is None:
        return None
    return _with_unit(context, position, both, second)


def _wide(
    context: Context, position: int, first: Number, last: tuple[Number, int]
) -> Reading | None:
    """Read a wide range with a unit: "от пяти до десяти градусов"."""
    span = context.language.data.numbers.span
    second, end = last
    if span is None or abs(second.decimal - first.decimal) <= 1:
        return None
    if unit_at(context, end) is None and context.word_after(end).lower() not in span.before:
        return None
    declined = context.in_case(span.case)
    a, b = (_in_form(declined, number, end) for number in (first, second))
    return _with_unit(declined, position, span.words.format(a=a, b=b), last) if a and b else None


def _with_unit(context: Context, position: int, both: str, second: tuple[Number, int]) -> Reading:
    """Add the unit of the second number to both."""
    number, end = second
    unit = unit_at(context, end)
    if unit and is_attributive(context, position, unit[1]):
        number = _ONE
    found = context.language.units.of(unit[0], number, several=True) if unit else None
    if unit is None or found is None:
        return Reading(end, both)
    return Reading(unit[1], found.pattern.replace("{0}", both))


def _is_range(context: Context, first: Number, second: tuple[Number, int], *, unit: bool) -> bool:
    """Tell a range from a telephone number, a date or a code."""
    number, end = second
    if context.char(end) in ("-", "–", "/", ":") and context.char(end + 1).isdecimal():
        return False
    if context.char(after_gap(context, end)) == "=":
        return False
    leading = any(len(n.integer) > 1 and n.integer[0] == "0" for n in (first, number))
    long = max(len(first.integer), len(number.integer)) > 6
    signed_code = number.negative and unit_at(context, end) is None
    return unit or not (leading or long or signed_code)


def _join(
    context: Context, position: int, template: str, first: Number, last: tuple[Number, int]
) -> str | None:
    """Return both numbers by a template: years, counted, or in the form of their unit."""
    language = context.language
    second, end = last
    years = language.data.years
    both_years = all(
        n.whole and len(n.integer) == 4 and years.low <= int(n.integer) <= years.high
        for n in (first, second)
    )
    alone = all(len(n.integer) == 4 and int(n.integer) <= years.alone for n in (first, second))
    if template == language.data.numbers.score and first.decimal >= second.decimal:
        a, b = language.numbers.bare(first), language.numbers.bare(second)
    elif both_years and (alone or context.word_before(position).lower() in (*years.after, "")):
        a, b = (language.spell.year(int(n.integer)) for n in (first, second))
        if template == language.data.numbers.range:
            template = years.range or template
    else:
        a, b = _in_form(context, first, end, apart=True), _in_form(context, second, end)
        if language.data.numbers.range_counted and a and not unit_at(context, end):
            a += language.counted.head(context.word_after(end))
    return template.format(a=a, b=b) if a and b else None


def _in_form(context: Context, number: Number, end: int, *, apart: bool = False) -> str | None:
    """Return a number in the form that the unit or word at `end` asks for, or stands `apart` of."""
    unit = unit_at(context, end)
    found = context.language.units.of(unit[0], number) if unit else None
    form = found.form if found else counted_form(context, end, number)
    language = context.language
    if apart and form:
        form = language.data.numbers.apart.get(form, form)
    words = language.numbers.counting(number, form) if form else language.numbers.bare(number)
    if words and words.endswith("'"):
        words = language.spell.counting(int(number.integer), form or "default")  # da una a due ore
    noun = found.noun if found else context.word_after(end)
    return words and language.numbers.below_zero(number, words, noun)
