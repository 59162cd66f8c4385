"""Where to cut when no sentence end helps: after a clause, a word, or anywhere."""

import re
import unicodedata

from .cuts import Cuts
from .words import is_wide

_QUOTES = "\"'”’»"
_MARKS = rf"[.,;:،؛·…)\]}}{_QUOTES}]"
_CLAUSE_MARK = re.compile(
    rf"(?:(?<!{_MARKS}){_MARKS}++|(?<=\s)[-–—]|[–—])(?=\s)|[、，；：）」』】]"
)
_WORD = re.compile(r"\w")
_WIDE_PER_WORD = 2
_LONGEST_CLUSTER = 16
_DASHES = ("-", "–", "—")
_JOINER = "\u200d"


def clause_end(text: str, start: int, limit: int, first: int, cuts: Cuts) -> int | None:
    """Return where the last clause within `text[start:limit]` ends, at `first` or later.

    The mark counts only if whitespace is seen after it (Han marks need none), be it at `limit`,
    and if the cut is safe.
    """
    head = text[start : limit + 1]  # a copy: what lies before `start` must not be looked at
    ends = [start + match.end() for match in _CLAUSE_MARK.finditer(head) if _ends_clause(match)]
    within = (end for end in reversed(ends) if first <= end <= limit)
    return next((end for end in within if cuts.is_safe(end)), None)


def piece_end(text: str, start: int, limit: int) -> int:
    """Return where to cut a run without sentence ends so that the piece ends by `limit`.

    There must be text beyond `limit`. A clause mark in the last three quarters wins, then a cut
    between words there that changes no number or the like (`cuts`), then the last whitespace,
    then `limit` itself, moved back so that no character loses its marks.
    """
    first = start + max(1, (limit - start) // 4)
    cuts = Cuts(text, start, limit + 1, growing=False)
    safe = clause_end(text, start, limit, first, cuts) or cuts.last(first)
    if safe is not None:
        return safe
    space = last_space(text, start, limit + 1)
    return _cluster_end(text, start, limit) if space is None else min(space, limit)


def last_space(text: str, start: int, end: int) -> int | None:
    """Return the position after the last whitespace in `text[start:end]`, if any."""
    parts = text[start:end].rsplit(None, 1)
    if text[end - 1].isspace():
        return end
    return end - len(parts[1]) if len(parts) > 1 else None


def count_words(text: str) -> int:
    """Count words; two characters of a script without spaces count as one."""
    wide = sum(is_wide(char) for char in text)
    return sum(bool(_WORD.search(token)) for token in text.split()) + wide // _WIDE_PER_WORD


def _ends_clause(match: re.Match[str]) -> bool:
    """Refuse a lone full stop or quote, and the dash between two numbers: 10 – 15."""
    mark = match.group()
    if mark not in _DASHES:
        return mark.strip(_QUOTES) not in ("", ".")
    text = match.string
    before = text[max(0, match.start() - 3) : match.start()].rstrip()[-1:]
    after = text[match.end() : match.end() + 3].lstrip()[:1]
    return not (before.isdecimal() and after.isdecimal())


def _cluster_end(text: str, start: int, limit: int) -> int:
    lowest = max(start + 1, limit - _LONGEST_CLUSTER)
    for end in range(limit, lowest - 1, -1):
        if not _extends(text[end]) and text[end - 1] != _JOINER:
            return end
    return limit


def _extends(char: str) -> bool:
    """Tell whether `char` belongs to the one before it: a mark, a joiner, a skin tone."""
    return (
        char == _JOINER
        or unicodedata.category(char).startswith("M")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    )
