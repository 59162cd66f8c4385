"""Symbols of units after a number: what is a unit, and what only looks like one."""

import re

from ..context import Context, after_gap
from ..letters import CASE_ENDING
from .abbreviations import is_slashed

# "6 ft. tall": no sentence begins in lower case.
_STOPPED = re.compile(r"(?<=[a-z])\.(?=[ \u00a0][a-z])")
_BY = re.compile(r"[ \u00a0]?[x×][ \u00a0]?\d")
_INITIALS = re.compile(r"\.[A-Z]")  # "44 B.C."
_STREET = 40
_LONG_REACH = 12
_BEGINS = re.compile(r"(?:\A|[.!?:\n])[ \"'“‘]{0,3}[^\W\d_]{1,3} \Z")
_REACH = 40
_LONG = re.compile(r"(?<![\d.,])\d{4,}\Z")
_APOSTROPHE = re.compile("['’](?=[^\\W_])")


def unit_at(context: Context, position: int) -> tuple[str, int] | None:
    """Return the id of the unit that follows a number, and where its symbol ends.

    `position` is the number's end; a space may stand between.
    """
    return _long_at(context, position) or _symbol_at(context, position)


def _symbol_at(context: Context, position: int) -> tuple[str, int] | None:
    text, language = context.text, context.language
    start = after_gap(context, position)
    match = language.written.unit.match(text, start)
    if not match or not context.ends(match.end()):
        return None
    symbol = match.group()
    if symbol in language.common.spaced_units and start == position:
        return None
    if _is_other(context, symbol, start):
        return None
    unit, end = language.written.units[symbol], match.end()
    if symbol.endswith(".") and context.at_end(end):
        return unit, end - 1  # the stop ends the sentence, too
    if _STOPPED.match(text, end):
        return unit, end + 1
    if context.char(end) == "/" and (below := unit_below(context, end + 1)):
        unit, end = f"{unit}/{below[0]}", below[1]
    ending = unit_ending(context, end)
    return (f"{unit}{ending[0]}", ending[1]) if ending else (unit, end)


def _long_at(context: Context, position: int) -> tuple[str, int] | None:
    """Return the unit that a letter is only behind four digits or more, and its end: "2700K"."""
    unit = context.language.common.long_units.get(context.char(position))
    if unit is None or not context.ends(position + 1):
        return None
    if context.language.written.currency.match(context.text, after_gap(context, position + 1)):
        return None  # 2400k €
    digits = context.text[max(0, position - _LONG_REACH) : position]
    ungrouped = digits.replace(context.language.cldr.group, "")
    return (unit, position + 1) if _LONG.search(ungrouped) else None


def unit_below(context: Context, start: int) -> tuple[str, int] | None:
    """Return the id of the unit behind a slash, a symbol or a word ("month"), and its end."""
    language = context.language
    match = language.written.unit.match(context.text, start)
    if match and context.ends(match.end()):
        last = match.group()[-1] == "." and context.at_end(match.end())
        return language.written.units[match.group()], match.end() - last
    below = language.data.units.below
    word = context.word_after(start) if below and context.char(start).isalpha() else ""
    unit = below.get(word.lower())
    return (unit, start + len(word)) if unit else None


def unit_ending(context: Context, position: int) -> tuple[str, int] | None:
    """Return a unit's ending that is written here, or that the next word asks for, and its end."""
    units = context.language.data.units
    written = CASE_ENDING.match(context.text, position) if units.endings else None
    if written and written.group() in units.endings:
        return written.group(), written.end()
    after = context.word_after(position).lower() if units.asked else ""
    asked = (ending for ending, words in units.asked.items() if after and after in words)
    ending = next(asked, None)
    return (ending, position) if ending else None


def is_attributive(context: Context, position: int, end: int) -> bool:
    """Tell whether a unit that ends at `end` is in the singular before a noun: "a 16A fuse"."""
    units, noun = context.language.data.units, context.word_after(end)
    if not noun or noun in units.attributive_before:
        return bool(noun)
    before = context.word_before(position)
    if before.lower() not in units.attributive:
        return False
    start = max(0, position - _REACH)  # "Zone A 21 °C"
    return before.islower() or bool(_BEGINS.search(context.text, start, position))


def _is_other(context: Context, symbol: str, start: int) -> bool:
    """Tell by what follows that a symbol is a word, a letter or a part of something else."""
    language, end = context.language, start + len(symbol)
    return bool(
        (symbol in language.data.units.elided and _APOSTROPHE.match(context.text, end))
        or (context.char(end) == "/" and is_slashed(context, start))
        or _INITIALS.match(context.text, end)
        or (symbol in language.common.strict_units and not _alone(context, start, end))
        or _is_letter(context, symbol, start)
    )


def _alone(context: Context, start: int, end: int) -> bool:
    """Tell whether a symbol that is a word, too ("in"), is none here: "5in", "5 in."."""
    if context.char(start - 1).isdecimal():
        return True
    return not context.char(after_gap(context, end)).isalnum() or bool(_BY.match(context.text, end))


def _is_letter(context: Context, symbol: str, start: int) -> bool:
    """Tell whether a symbol is a letter of a place: "12 A 5", "Nygade 5 B", "Flat 39A"."""
    if len(symbol) > 1 or not symbol.isupper():
        return False
    if context.text[start + 1 : start + 3].strip().isdecimal():
        return True
    words = context.text[max(0, start - _STREET) : start].split()
    if len(words) < 2:
        return False
    units, place = context.language.data.units, words[-2].lower().rstrip(".")
    touches = context.char(start - 1).isdecimal()
    return (touches and place in units.places) or (
        bool(units.streets) and place.endswith(units.streets)
    )
