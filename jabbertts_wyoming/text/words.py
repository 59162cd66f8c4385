"""What kind of word stands before a full stop."""

import re
import unicodedata
from enum import Enum, auto

from .languages import Language
from .lookahead import INVISIBLE

_LONGEST = 48
_LEADING = re.compile(rf"[{INVISIBLE}\"'“”„‟‘’‚«»‹›(\[{{（「『【《¿¡*_~`#>…]+")
_JOINTS = re.compile(r"[-‐‑–—/'’]")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.[-‐]?)+[^\W\d_]{1,3}")
_ORDINAL = re.compile(r"(?:\d{1,3}\.?[-–/])?\d{1,3}|\d{1,2}\.\d{1,2}|[IVX]{2,}")
_YEAR = re.compile(r"[12]\d{3}")
_LIST_NUMBER = re.compile(r"\d{1,2}|[a-zA-Z]|[ivxIVX]{2,4}")
_ALNUM = re.compile(r"[^\W_]")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")


class WordKind(Enum):
    """The part that a word's full stop plays."""

    ORDINARY = auto()
    NUMBER = auto()
    ORDINAL = auto()
    LIST_NUMBER = auto()
    INITIAL = auto()
    BEFORE = auto()
    CLOSING = auto()
    NUMERIC = auto()


def is_wide(char: str) -> bool:
    """Tell whether `char` is of a script written without spaces (Han, kana, their marks)."""
    return bool(_WIDE.match(char))


def word_before(text: str, start: int, stop: int) -> str:
    """Return the word that ends at `stop`, without what opens it; "" after whitespace.

    A word in other letters begins behind Chinese or Japanese ones.
    """
    tail = text[max(start, stop - _LONGEST) : stop]
    if not tail or tail[-1].isspace():
        return ""
    word = tail.rsplit(None, 1)[-1]
    if not is_wide(word[-1]):
        word = _WIDE.split(word)[-1]  # 例如e.g
    match = _LEADING.match(word)
    return unicodedata.normalize("NFC", word[match.end() :] if match else word)


def is_list_number(text: str, start: int, stop: int, word: str) -> bool:
    """Tell whether `word`, ending at `stop`, numbers a list item in what runs from `start`.

    It opens the text, follows a colon, or follows the number before it: "1. Milk 2. Eggs".
    """
    if not _LIST_NUMBER.fullmatch(word):
        return False
    prefix = text[start : stop - len(word)].rstrip()
    if prefix.endswith((":", "：")) or not _ALNUM.search(prefix):
        return True
    previous = f"{int(word) - 1}. " if word.isdecimal() else None
    return previous is not None and (prefix.startswith(previous) or f" {previous}" in prefix)


def word_kind(word: str, language: Language) -> WordKind:
    """Classify a word that a single full stop follows (list numbers aside)."""
    if language.ordinals and _ORDINAL.fullmatch(word):
        return WordKind.ORDINAL
    if language.years and _YEAR.fullmatch(word):
        return WordKind.ORDINAL
    if word[-1:].isdecimal():
        return WordKind.NUMBER
    last = _JOINTS.split(word)[-1]
    return (
        _listed(word, language)
        or _listed(last, language)
        or (WordKind.BEFORE if language.before.issuperset(word.split(".")) else None)
        or (WordKind.CLOSING if _DOTTED.fullmatch(word) else None)
        or (WordKind.INITIAL if _is_initial(word, last, language) else WordKind.ORDINARY)
    )


def _listed(word: str, language: Language) -> WordKind | None:
    lower = word.lower()
    for kind, words in (
        (WordKind.BEFORE, language.before),
        (WordKind.CLOSING, language.closing),
        (WordKind.NUMERIC, language.numeric),
    ):
        if word in words or lower in words:
            return kind
    return WordKind.CLOSING if lower.endswith(language.endings) else None


def _is_initial(word: str, last: str, language: Language) -> bool:
    if last != word and "." not in word:
        return False  # "Allons-y." ends in a word, "J.-P." in an initial
    bare = "".join(c for c in last if not unicodedata.combining(c))
    if len(bare) != 1 or not bare.isalpha() or bare.lower() in language.letters:
        return False
    return not (is_wide(bare) or _HANGUL.match(bare))
