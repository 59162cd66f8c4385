"""Names as they are compared, and as they stand in an error: short, whatever a client sent."""

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice

_CHARACTERS = 80
_LISTED = 8
_SEARCHED = 1000  # names that are looked through for near matches: this runs on the event loop


def fold(name: str) -> str:
    """Return `name` in the form in which names are the same: trimmed, without case."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


def quoted(text: str) -> str:
    """Return `text` in quotes as it may stand in an error; see `clipped`."""
    return f"'{clipped(text)}'"


def clipped(text: str) -> str:
    """Return `text` on one line, what can't be printed escaped, in at most 80 characters."""
    start = text[: _CHARACTERS + 1]
    shown = start if start.isprintable() else start.encode("unicode_escape").decode()
    return shown if len(shown) <= _CHARACTERS else shown[: _CHARACTERS - 1] + "…"


def listed(names: Sequence[str], most: int = _LISTED) -> str:
    """Return the first of `names`, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (", ".join(clipped(n) for n in names[:most]) or "none") + more


def hint(wanted: str, names: Iterable[str]) -> str:
    """Return "did you mean …? " with up to three of `names` that are like `wanted`, or nothing."""
    by_folded = {fold(name[:_CHARACTERS]): name for name in islice(names, _SEARCHED)}
    text = fold(wanted[:_CHARACTERS])
    inside = [f for f in by_folded if len(text) > 1 and text in f]
    close = inside or get_close_matches(text, by_folded, n=3, cutoff=0.6)
    if not close:
        return ""
    return f"did you mean {' or '.join(quoted(by_folded[c]) for c in close[:3])}? "
