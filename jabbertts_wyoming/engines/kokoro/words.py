"""Which symbol each of Kokoro's ids came of."""

from collections.abc import Sequence

from ...phonemes.ids import NO_PHONEME
from .base import MAX_SYMBOLS
from .pieces import split
from .vocab import vocabulary


def id_symbols(symbols: Sequence[str], limit: int = MAX_SYMBOLS) -> list[list[int]]:
    """Return for each id the index of its symbol; `NO_PHONEME` at both ends of a piece.

    The pieces are those of a voice: `pieces.split` of what is known, without those of marks alone.
    """
    places = [k for k, symbol in enumerate(symbols) if symbol in vocabulary()]
    known = "".join(symbols[k] for k in places)
    found, start = [], 0
    for piece in split(known, limit):
        start = known.index(piece, start)
        if any(map(str.isalpha, piece)):
            found.append([NO_PHONEME, *places[start : start + len(piece)], NO_PHONEME])
        start += len(piece)
    return found
