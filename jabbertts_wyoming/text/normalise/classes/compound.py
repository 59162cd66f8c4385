"""Compounds with a number as their first part: "10-летний", "5-piętrowy"."""

import re

from ..context import Context, Reading

_WRITTEN = re.compile(r"(\d{1,4})-([^\W\d_]{4,30})(?![-\w])")


def compound(context: Context, position: int) -> Reading | None:
    """Read the number in the form that stands in a compound, as one word with the rest."""
    numbers = context.language.data.numbers
    match = _WRITTEN.match(context.text, position) if numbers.compound else None
    if match is None or not match.group(2).islower() or not context.free(position):
        return None
    words = context.language.spell.say(int(match.group(1)), numbers.compound)
    return Reading(match.end(), f"{words}{match.group(2)}") if words else None
