"""Kinds of letters, for the borders of words."""

import re
import unicodedata
from itertools import groupby

CASELESS = (
    r"\u0590-\u109f\u1100-\u1cff\u2d30-\u2ddf\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufefc\uff66-\uffdc"
    r"\U00020000-\U0003ffff"
)
"""Regex class of scripts without case: their letters may touch a number or a Latin name, as a
prefix or particle (Hebrew, Korean) or for want of spaces (Han, kana, Thai)."""

_NUMERALS = r"\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2189\u2460-\u24ff\u2776-\u2793"

LETTER = rf"[^\W\d_{CASELESS}{_NUMERALS}]"
"""A letter of a script with case: Latin, Greek, Cyrillic."""


def _ranges(codes: list[int]) -> str:
    """Return a regex class of characters."""
    found = []
    for _, group in groupby(enumerate(codes), lambda pair: pair[1] - pair[0]):
        run = [code for _, code in group]
        found.append(f"\\u{run[0]:04x}-\\u{run[-1]:04x}")
    return "".join(found)


MARKS = _ranges([c for c in range(0x300, 0x1D00) if unicodedata.category(chr(c))[0] == "M"])
"""Regex class of the vowel signs and points that are a part of a word (Devanagari, Arabic...)."""

JOINED = (
    r"\u1100-\u11ff\u3001-\u318f\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff01-\uffdc"
    r"\U00020000-\U0003ffff"
)
"""Regex class of Chinese, Japanese and Korean letters and marks: they may follow a number or an
address without a space."""

WORDY = rf"(?:[^\W\d_]|[{MARKS}])"
"""A letter or a mark on one."""

SPACED = r"\u0590-\u0dff"
"""Regex class of caseless scripts that part words by spaces: Hebrew, Arabic, India's."""

CASE_ENDING = re.compile(r"[:'’-]?[^\W\d_]{1,6}(?!\w)")
"""A case ending behind what is written short: "10 €:n", "EU:s", "NRKs"."""

_SPACED = re.compile(f"[{SPACED}]{{2}}")
_CASELESS = re.compile(rf"[{CASELESS}]")
_NOT_WORDY = re.compile(rf"[{CASELESS}{_NUMERALS}]")


def is_caseless(char: str) -> bool:
    """Tell whether a letter is of a script without case."""
    return bool(_CASELESS.match(char))


def is_wordy(char: str) -> bool:
    """Tell whether a letter or digit would go on a word written in Latin letters or figures."""
    return char.isalnum() and not _NOT_WORDY.match(char)


def goes_on(before: str, after: str) -> bool:
    """Tell whether a word of a caseless script that parts words by spaces goes on."""
    return bool(_SPACED.fullmatch(before + after))


def joins(before: str, after: str) -> bool:
    """Tell whether two characters would make one word if nothing stood between."""
    return is_wordy(before) and is_wordy(after)
