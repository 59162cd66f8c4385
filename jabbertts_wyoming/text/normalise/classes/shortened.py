"""Ends of longer words (Hauptstr. 5), and abbreviations with a slash (t/m)."""

import re

from ..context import Context, Reading
from ..letters import WORDY

_ENDED = re.compile(rf"{WORDY}{{2,40}}(?:-{WORDY}{{1,40}}){{0,3}}\.")
_SLASHED = re.compile(rf"{WORDY}{{1,4}}/{WORDY}{{1,4}}(?![\w/])")


def ended(context: Context, position: int) -> Reading | None:
    """Write out the end of a word such as "Hauptstr."; a stop that ends the text stays."""
    endings = context.language.data.endings
    match = _ENDED.match(context.text, position) if endings else None
    if match is None or not context.free(position) or context.char(match.end()).isalpha():
        return None
    for short, whole in endings.items():
        if match.group().lower().endswith(short):
            last = not context.text[match.end() : match.end() + 4].strip(" \"'”’)»")
            words = match.group()[: -len(short)] + whole
            return Reading(match.end() - last, words)
    return None


def slashed(context: Context, position: int) -> Reading | None:
    """Write out "t/m"."""
    match = _SLASHED.match(context.text, position)
    choices = context.language.abbreviations.get(match.group().lower(), ()) if match else ()
    if match is None or not choices or not context.free(position):
        return None
    return Reading(match.end(), choices[0].words)


def is_slashed(context: Context, position: int) -> bool:
    """Tell whether such an abbreviation, and no unit (t per m), begins here."""
    return slashed(context, position) is not None
