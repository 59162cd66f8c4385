"""Symbols beyond what the model takes at once, cut where it is heard least."""

import re
from math import ceil

# The least disturbing place first: behind a sentence, behind a clause, between words.
_PLACES = tuple(re.compile(p) for p in (r"[.!?…][”\")]* ", r"[,;:—][”\")]* ", r" "))
# A piece may be this much shorter than its even share, if it then ends at a better place.
_SHORTEST = 0.5


def split(symbols: str, limit: int) -> list[str]:
    """Return `symbols` in pieces of about even length, none longer than `limit`.

    Only the spaces at a cut are lost. A run without any space is cut at its even share. Even
    pieces sound alike; a short rest would be spoken at a pace of its own.
    """
    rest, pieces = symbols.strip(), []
    while len(rest) > limit:
        end = _cut(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _cut(symbols: str, limit: int) -> int:
    share = ceil(len(symbols) / ceil(len(symbols) / limit))
    for place in _PLACES:
        # The space itself may be one beyond the limit: it is not spoken.
        ends = [m.end() for m in place.finditer(symbols, 0, limit + 1)]
        fitting = [end for end in ends if end >= share * _SHORTEST]
        if fitting:
            return min(fitting, key=lambda end: abs(end - share))
    return share
