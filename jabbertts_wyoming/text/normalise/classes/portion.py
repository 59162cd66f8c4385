"""Fractions of a unit or of what is counted: ½ dl, 2½ h, 1 1/2 kg."""

import re
from dataclasses import replace

from ..context import Context, Reading
from ..quantity import Number
from .counted import counted_form
from .fraction import fraction
from .units import unit_at

_PART = re.compile(r"[¼¾⅐-⅞]|(?!1[/⁄]2)\d{1,3}[/⁄]")
_OVER = re.compile(r"(\d{1,3})[/⁄](\d{1,3})")
_MIXED = re.compile(r"\d{1,3}[ \u00a0]?(?:[¼½¾⅐-⅞]|(?<=[ \u00a0])\d{1,3}[/⁄])")


def portion(context: Context, position: int) -> Reading | None:
    """Read a fraction with the unit behind it, in the form that this or the next word asks for."""
    noun = context.language.data.fractions.noun
    found = fraction(context, position) if noun else None
    if found is None or noun is None:
        return None
    unit = unit_at(context, found.end)
    if _MIXED.match(context.text, position) or _is_improper(context, position):
        noun = context.language.data.fractions.mixed_noun or noun
    named = context.language.unit_of(unit[0], Number(noun)) if unit else None
    if unit is None or named is None:
        form = counted_form(context, found.end)
        form = form or context.language.one_form(context.word_after(found.end))
        return replace(found, words=_agreeing(context, found.words, form))
    words = _agreeing(context, found.words, named.form)
    if "{0}" not in named.pattern:
        return None
    if _PART.match(context.text, position) and not _is_improper(context, position):
        return Reading(unit[1], _part_of(context, words, unit[0], named.pattern))
    return Reading(unit[1], named.pattern.replace("{0}", words))


def _part_of(context: Context, words: str, unit: str, pattern: str) -> str:
    portions = context.language.data.fractions.portions
    template = portions.get(unit) or portions.get("default")
    name = " ".join(pattern.replace("{0}", "").split())
    if template is None:
        return pattern.replace("{0}", words)
    return template.format(a=words, b=name)


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
