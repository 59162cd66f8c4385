"""The word that a number hangs on: in "am 3. und 4. Mai" it is "am" for both."""

import re

from ..context import STRIP, Context

_REACH = 60
_ORDINAL = re.compile(r"\d{1,3}\.(?:\d{1,2}\.)?(?:\d{2,4})?,?")
_LEAST = 3


def governor(context: Context, position: int) -> str:
    """Return the word before a number and what it is joined with, in small letters.

    That is other numbers, and a weekday with a comma: "am Montag, 3. Mai".
    """
    words = _words(context, position)
    while joined := _joined(context, words):
        del words[-joined:]
    return words[-1].strip(STRIP).lower() if words else ""


def is_joined(context: Context, position: int) -> bool:
    """Tell whether something is joined with the number at `position`."""
    return _joined(context, _words(context, position)) > 0


def _words(context: Context, position: int) -> list[str]:
    return context.text[max(0, position - _REACH) : position].split()


def _joined(context: Context, words: list[str]) -> int:
    """Return how many of the last words are another number and what joins it to the next."""
    joiners = context.language.data.numbers.ordinal_joiners
    if not joiners or not words:
        return 0
    if words[-1].endswith(","):
        weekday = words[-1].strip(STRIP).lower() in context.language.written.weekdays
        return 1 if weekday or _ORDINAL.fullmatch(words[-1]) else 0
    if len(words) < _LEAST or words[-1].lower() not in joiners:
        return 0
    if _ORDINAL.fullmatch(words[-2]):
        return 2
    month = len(words) > _LEAST and words[-2][:1].isupper() and _ORDINAL.fullmatch(words[-3])
    return _LEAST if month else 0
