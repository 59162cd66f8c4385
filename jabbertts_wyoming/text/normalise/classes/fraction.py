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
        end = sign.end()
        value = Fraction(unicodedata.numeric(sign.group(2))).limit_denominator(10)
        words = _said(context, value.numerator, value.denominator)
        if words and not sign.group(1):
            words = _agreeing(context, words, f"{value.numerator}/{value.denominator}", end)
        return _mixed(context, sign.group(1), words, end)
    written = _WRITTEN.match(text, position)
    if not written or not context.ends(written.end()):
        return None
    whole, above, below = written.groups()
    named = context.language.data.fractions.named.get(written.group().replace("\u00a0", " "))
    if named:
        return Reading(written.end(), _agreeing(context, named, written.group(), written.end()))
    proper = 0 < int(above) < int(below)
    if whole and not proper:
        return None
    words = _said(context, int(above), int(below)) if proper else None
    if words is None and not whole:
        pair = context.language.data.fractions.pair if len(below) > 1 else None
        words = _over(context, above, below, pair)
    return _mixed(context, whole, words, written.end())


def _agreeing(context: Context, words: str, written: str, end: int) -> str:
    """Return the form that the word after a named fraction asks for: "une demi tasse"."""
    counted = context.language.data.fractions.counted
    form = context.language.counted_form(context.word_after(end).lower()) if counted else None
    return counted.get(form, {}).get(written, words) if form else words


def _mixed(context: Context, whole: str | None, words: str | None, end: int) -> Reading | None:
    if words is None or not whole:
        return Reading(end, words) if words else None
    fractions = context.language.data.fractions
    half = words == fractions.named.get("1/2")
    if half and (named := fractions.named.get(f"{whole} 1/2")):
        return Reading(end, named)
    part = (fractions.half if half else None) or words
    template = (fractions.mixed_half if half else None) or fractions.mixed
    number = context.language.bare(Number(whole))
    if template is None or number is None:
        return None
    said = template.format(a=number, b=part)
    for was, new in fractions.spelling.items():
        said = re.sub(was, new, said)
    return Reading(end, said)


def _said(context: Context, above: int, below: int) -> str | None:
    language = context.language
    fractions = language.data.fractions
    named = fractions.named.get(f"{above}/{below}")
    if named:
        return named
    forms = fractions.denominators.get(below)
    if forms is None:
        return _over(context, str(above), str(below), fractions.out_of)
    number = Number(str(above))
    counted = language.counting(number, fractions.form)
    return f"{counted} {language.plural(forms, number)}" if counted else None


def _over(context: Context, above: str, below: str, own: str | None = None) -> str | None:
    template = own or context.language.data.fractions.over
    a, b = (context.language.bare(Number(digits)) for digits in (above, below))
    return template.format(a=a, b=b) if template and a and b else None
