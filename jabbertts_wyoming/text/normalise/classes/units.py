"""Symbols of units after a number."""

from ..context import Context, after_gap


def unit_at(context: Context, position: int) -> tuple[str, int] | None:
    """Return the id of the unit that follows a number, and where its symbol ends.

    `position` is the number's end; a space may stand between.
    """
    text, language = context.text, context.language
    start = after_gap(context, position)
    match = language.unit.match(text, start)
    if not match or not context.ends(match.end()):
        return None
    symbol = match.group()
    if symbol in language.common.spaced_units and start == position:
        return None
    if symbol in language.common.strict_units and not _alone(context, start, match.end()):
        return None
    unit, end = language.units[symbol], match.end()
    if symbol.endswith(".") and not text[end : end + 4].strip():
        return unit, end - 1  # the stop ends the sentence, too
    if context.char(end) == "/" and (below := language.unit.match(text, end + 1)):
        whole = f"{unit}/{language.units[below.group()]}"
        if context.ends(below.end()):
            return whole, below.end()
    return unit, end


def _alone(context: Context, start: int, end: int) -> bool:
    """Tell whether a symbol that is a word, too ("in"), is none here: "5in", "5 in."."""
    if context.char(start - 1).isdecimal():
        return True
    return not context.char(after_gap(context, end)).isalnum()
