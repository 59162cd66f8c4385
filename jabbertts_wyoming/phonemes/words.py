"""The words of a text, as a reader sees them: where each begins and ends."""

import re
import unicodedata
from collections.abc import Collection

_TOKEN = re.compile(r"\S+")
# Scripts without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    r"\uff66-\uff9f\U00020000-\U0003ffff]"
)
# Marks that are read out where they stand at a word's edge.
_READ = frozenset("%‰°&#@§")
_MINUS = frozenset("-−")


def tokens(text: str, heard: Collection[int]) -> list[tuple[int, int]]:
    """Return where the words of `text` begin and end, the marks around them included.

    They are what stands between spaces. In scripts without spaces a word begins where one was
    `heard` to begin.
    """
    found: list[tuple[int, int]] = []
    starts = sorted(heard)
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        cuts = [s for s in starts if start < s < end and _unspaced(text, s)]
        found += zip([start, *cuts], [*cuts, end], strict=True)
    return found


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the word of a token begins and ends without the marks around it.

    A token of marks alone stays what it is.
    """
    first, last = start, end
    while first < last and not _belongs(text, first, end):
        first += 1
    while last > first and not _belongs(text, last - 1, end):
        last -= 1
    return (first, last) if first < last else (start, end)


def has_letters(text: str, start: int, end: int) -> bool:
    """Say whether a token has letters or digits: it can be spoken."""
    return any(char.isalnum() for char in text[start:end])


def _unspaced(text: str, position: int) -> bool:
    return _UNSPACED.search(text, position - 1, position + 1) is not None


def _belongs(text: str, position: int, end: int) -> bool:
    char = text[position]
    if char in _READ:
        return True
    if char in _MINUS:
        return position + 1 < end and text[position + 1].isdigit()
    category = unicodedata.category(char)
    return category[0] in "LNM" or category in ("Sc", "Sm")
