"""Fractions: 1/2, 1 1/2, ½, 5/8."""

import re
import unicodedata
from fractions import Fraction

from ..context import Context, Reading
from ..quantity import Number

_WRITTEN = re.compile(r"(?:(\d{1,3})[ \u00a0])?(\d{1,3})[/⁄](\d{1,3})(?![\d/⁄]|[.,]\d)")
_SIGN = re.compile(r"(?:(\d{1,3})[ \u00a0]?)?([¼½¾⅐-⅞])")


def fraction(context: Context, position: int) -> Reading | None:
    """Read a fraction, with a whole number before it or without."""
    text = context.text
    sign = _SIGN.match(text, position)
    if sign:
        value = Fraction(unicodedata.numeric(sign.group(2))).limit_denominator(10)
        words = _said(context, value.numerator, value.denominator)
        return _mixed(context, sign.group(1), words, sign.end())
    written = _WRITTEN.match(text, position)
    if not written or not context.ends(written.end()):
        return None
    whole, above, below = written.groups()
    named = context.language.data.fractions.named.get(f"{above}/{below}")
    if named and not whole:
        return Reading(written.end(), named)
    proper = 0 < int(above) < int(below)
    if whole and not proper:
        return None
    words = _said(context, int(above), int(below)) if proper else None
    if words is None and not whole:
        words = _over(context, above, below)
    return _mixed(context, whole, words, written.end())


def _mixed(context: Context, whole: str | None, words: str | None, end: int) -> Reading | None:
    if words is None or not whole:
        return Reading(end, words) if words else None
    fractions = context.language.data.fractions
    part = (fractions.half if words == fractions.named.get("1/2") else None) or words
    template = fractions.mixed
    number = context.language.bare(Number(whole))
    return Reading(end, template.format(a=number, b=part)) if template and number else None


def _said(context: Context, above: int, below: int) -> str | None:
    language = context.language
    fractions = language.data.fractions
    named = fractions.named.get(f"{above}/{below}")
    if named:
        return named
    forms = fractions.denominators.get(below)
    if forms is None:
        return _over(context, str(above), str(below))
    number = Number(str(above))
    counted = language.counting(number, fractions.form)
    return f"{counted} {language.plural(forms, number)}" if counted else None


def _over(context: Context, above: str, below: str) -> str | None:
    template = context.language.data.fractions.over
    a, b = (context.language.bare(Number(digits)) for digits in (above, below))
    return template.format(a=a, b=b) if template and a and b else None
