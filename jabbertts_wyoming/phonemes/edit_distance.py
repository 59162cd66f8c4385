"""Two phoneme strings of the same text, one laid along the other."""

import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# A table of one byte a cell. A sentence has some hundred phonemes: a hundredth of it.
MAX_CELLS = 50_000_000

_BOTH, _FIRST, _SECOND = range(3)
_Codes = npt.NDArray[np.uint32]


def aligned(first: Sequence[str], second: Sequence[str]) -> list[int | None]:
    """Return for each phoneme of `second` the index of the one of `first` that it is.

    Both are of one code point each. None is for what was inserted. What the result has of
    `first` ascends, and is by the least number of insertions, deletions and substitutions
    (Levenshtein's, by Wagner and Fischer's table); nothing is substituted for a space or a
    mark. Raises `ValueError` if the table would have more than `MAX_CELLS`.
    """
    if len(first) * len(second) > MAX_CELLS:
        raise ValueError(f"{len(first)} and {len(second)} phonemes are too many")
    found: list[int | None] = [None] * len(second)
    moves = _moves(first, second)
    i, k = len(first), len(second)
    while i and k:
        move = moves[i - 1, k - 1]
        i -= move != _SECOND
        k -= move != _FIRST
        if move == _BOTH:
            found[k] = int(i)
    return found


def is_sound(phoneme: str) -> bool:
    """Say whether `phoneme` is heard: it is neither a space nor a punctuation mark."""
    return phoneme.isalnum() or unicodedata.combining(phoneme) > 0


def _moves(first: Sequence[str], second: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Return how each cell of the table is best reached, rows of `first` by columns of `second`."""
    codes = np.array([ord(p) for p in second], np.uint32)
    sounds = np.array([is_sound(p) for p in second], bool)
    steps = np.arange(len(second) + 1)
    above = steps
    moves = np.empty((len(first), len(second)), np.uint8)
    for i, phoneme in enumerate(first):
        # To be deleted and inserted instead costs 2.
        other = np.where(sounds & is_sound(phoneme), 1, 3)
        both = above[:-1] + np.where(codes == ord(phoneme), 0, other)
        only_first = above[1:] + 1
        row = np.concatenate([[i + 1], np.minimum(both, only_first)])
        # An insertion costs one more than the cell to the left, however many there are in a row.
        row = np.minimum.accumulate(row - steps) + steps
        best = row[1:]
        moves[i] = np.where(best == both, _BOTH, np.where(best == only_first, _FIRST, _SECOND))
        above = row
    return moves
