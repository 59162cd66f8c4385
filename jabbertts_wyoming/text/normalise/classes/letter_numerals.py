"""Ordinals written as letters of the language's own: "Β΄ Παγκόσμιος Πόλεμος", "Γεώργιος Α'"."""

import re

from ..context import Context, Reading
from ..letters import LETTER
from .numbers import form_before, ordinal_form

MARKS = frozenset("΄'ʹ’´′")
_WRITTEN = re.compile(rf"({LETTER}{{1,3}})[΄'ʹ’´′](?!\w)")


def letter_numeral(context: Context, position: int) -> Reading | None:
    """Read it in the form that the word behind asks for, or that before."""
    roman = context.language.data.roman
    match = _WRITTEN.match(context.text, position)
    value = roman.letters.get(match.group(1)) if match else None
    if match is None or value is None or not context.free(position):
        return None
    form = form_before(context, match.end())
    if form is None:
        named = ordinal_form(context, position)
        form = roman.letters_form if named == "default" else named
    words = context.language.spell.ordinal(value, form)
    return Reading(match.end(), words) if words else None
