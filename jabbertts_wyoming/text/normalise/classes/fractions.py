"""Fractions, of a unit or of none: 1/2, 1 1/2, ½, 5/8, ½ dl, 2½ h."""

import re
import unicodedata
from dataclasses import replace
from fractions import Fraction

from ..context import Context, Reading
from ..quantity import Number
from .counted import counted_form
from .units import unit_at

_WRITTEN = re.compile(r"(?:(\d{1,3})[ \u00a0])?(\d{1,3})[/⁄](\d{1,3})(?![\d/⁄]|[.,]\d)")
_SIGN = re.compile(r"(?:(\d{1,3})[ \u00a0]?)?([¼½¾⅐-⅞])")
_PART = re.compile(r"[¼¾⅐-⅞]|(?!1[/⁄]2)\d{1,3}[/⁄]")
_OVER = re.compile(r"(\d{1,3})[/⁄](\d{1,3})")
_ELIDED = re.compile("[^\\W\\d_]['’]")
_WITH_WHOLE = re.compile(r"\d{1,3}[ \u00a0]?(?:[¼½¾⅐-⅞]|(?<=[ \u00a0])\d{1,3}[/⁄])")


def fraction(context: Context, position: int) -> Reading | None:
    """Read a fraction in the form that the unit or word behind it asks for: "½ Tasse", "2½ h"."""
    found = _fraction(context, position)
    if found is None:
        return None
    noun = context.language.data.fractions.noun
    return (_portion(context, position, found) if noun else None) or _counted(context, found)


def _fraction(context: Context, position: int) -> Reading | None:
    """Read a fraction, with a whole number before it or without."""
    text = context.text
    sign = _SIGN.match(text, position)
    if sign:
        end = sign.end()
        value = Fraction(unicodedata.numeric(sign.group(2))).limit_denominator(10)
        words = _said(context, value.numerator, value.denominator)
        return _mixed(context, sign.group(1), words, end)
    written = _WRITTEN.match(text, position)
    if not written or not context.ends(written.end()):
        return None
    whole, above, below = written.groups()
    named = context.language.data.fractions.named.get(written.group().replace("\u00a0", " "))
    if named:
        return Reading(written.end(), named)
    proper = 0 < int(above) < int(below)
    if whole and not proper:
        return None
    words = _said(context, int(above), int(below)) if proper else None
    if words is None and not whole:
        pair = context.language.data.fractions.pair if len(below) > 1 else None
        words = _over(context, above, below, pair)
    return _mixed(context, whole, words, written.end())


def _portion(context: Context, position: int, found: Reading) -> Reading | None:
    """Add the unit that follows a fraction."""
    fractions = context.language.data.fractions
    improper = _is_improper(context, position)
    mixed = improper or _WITH_WHOLE.match(context.text, position)
    noun = (fractions.mixed_noun if mixed else None) or fractions.noun
    at = unit_at(context, found.end)
    unit = context.language.units.of(at[0], Number(noun)) if at and noun else None
    if at is None or unit is None:
        return None
    words = _agreeing(context, found.words, unit.form)
    if "{0}" not in unit.pattern:
        return None
    part = _PART.match(context.text, position) and not improper
    template = fractions.portions.get(at[0]) or fractions.portions.get("default")
    if part and template:
        return Reading(at[1], template.format(a=words, b=unit.name))
    said = unit.pattern.replace("{0}", words)
    return Reading(at[1], said.replace("' ", "'") if words.endswith("'") else said)


def _counted(context: Context, found: Reading) -> Reading:
    """Return a fraction as the word behind it asks for it: "une demi tasse"."""
    noun = context.word_after(found.end)
    if _ELIDED.match(noun):
        return found  # "tre quarti d'ora"
    form = counted_form(context, found.end) or context.language.counted.of_one(noun)
    return replace(found, words=_agreeing(context, found.words, form))


def _is_improper(context: Context, position: int) -> bool:
    match = _OVER.match(context.text, position)
    return match is not None and int(match.group(1)) >= int(match.group(2))


def _agreeing(context: Context, words: str, form: str | None) -> str:
    """Return the words of a fraction in a cardinal form ("ett halvt kilo")."""
    fractions = context.language.data.fractions
    for written, said in fractions.counted.get(form or "", {}).items():
        usual = fractions.named.get(written)
        if usual and not (usual in said and said in words):
            words = words.replace(usual, said)
    return words


def _mixed(context: Context, whole: str | None, words: str | None, end: int) -> Reading | None:
    if words is None or not whole:
        return Reading(end, words) if words else None
    fractions = context.language.data.fractions
    half = words == fractions.named.get("1/2")
    if half and (named := fractions.named.get(f"{whole} 1/2")):
        return Reading(end, named)
    part = (fractions.half if half else None) or words
    template = (fractions.mixed_half if half else None) or fractions.mixed
    number = context.language.numbers.bare(Number(whole))
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
    counted = language.numbers.counting(number, fractions.form)
    return f"{counted} {language.plurals.form(forms, number)}" if counted else None


def _over(context: Context, above: str, below: str, own: str | None = None) -> str | None:
    template = own or context.language.data.fractions.over
    a, b = (context.language.numbers.bare(Number(digits)) for digits in (above, below))
    return template.format(a=a, b=b) if template and a and b else None
