"""Endings behind what is written short: "10 €:n", "5 °C:ssa", "EU:s", "Kustaa III:n"."""

import re

from ..context import Context, Reading, after_gap, number_at
from ..language import Language

_ENDING = re.compile(r"[:'’-]?[^\W\d_]{1,6}(?!\w)")


def unit_ending(context: Context, position: int) -> tuple[str, int] | None:
    """Return a unit's ending that is written here, or that the next word asks for, and its end."""
    units = context.language.data.units
    written = _ENDING.match(context.text, position) if units.endings else None
    if written and written.group() in units.endings:
        return written.group(), written.end()
    after = context.word_after(position).lower() if units.asked else ""
    asked = (ending for ending, words in units.asked.items() if after and after in words)
    ending = next(asked, None)
    return (ending, position) if ending else None


def amount(context: Context, position: int) -> Reading | None:
    """Read "10 €:n": an amount of money in a case."""
    language = context.language
    found = number_at(context, position) if language.data.units.endings else None
    if found is None:
        return None
    match = language.currency.match(context.text, after_gap(context, found[1]))
    ending = unit_ending(context, match.end()) if match else None
    if match is None or ending is None or ending[1] == match.end():
        return None
    name = language.currency_name(language.currencies[match.group()])
    words = language.counting(found[0], language.data.units.endings[ending[0]])
    return Reading(ending[1], f"{words} {language.declined(name, ending[0])}") if words else None


def acronym(context: Context, position: int, word: str, words: str) -> Reading | None:
    """Read an acronym that ends before `position` with the ending behind it, if it has one."""
    acronyms = context.language.data.acronyms
    written = _ENDING.match(context.text, position) if acronyms.endings else None
    if written is None or written.group().replace("’", "'") not in acronyms.endings:
        return None
    ending = written.group().lstrip(":'’-")
    return Reading(written.end(), with_ending(context.language, word, words, ending))


def with_ending(language: Language, word: str, words: str, ending: str) -> str:
    """Return an acronym's words with an ending: it goes on the last letter's name, if spelled."""
    name = language.data.acronyms.stems.get(word[-1].lower())
    joint = language.joint(word)
    if name is None or words != joint.join(word):
        return f"{words}{ending}"
    return f"{joint.join(word[:-1])} {name}{ending}"
