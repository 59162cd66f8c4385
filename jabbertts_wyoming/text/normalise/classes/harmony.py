"""Suffixes behind an apostrophe, made to fit the word that is said: "100 TL'ye", "4'ü"."""

import re
from dataclasses import replace

from ..context import Context, Reading
from ..schema import Harmony

_SUFFIX = re.compile(r"['’]([a-zçğıöşü]{1,12})(?!\w)")
_VOWELS = "aeıioöuü"
_BACK = "aıou"
_ROUND = "oöuü"
_VOICELESS = "fstkçşhp"
_FIXED = re.compile("ki|ken")  # these endings have the same vowels after all words
_BUFFERS = "yns"


def fitted(context: Context, reading: Reading) -> Reading:
    """Return a reading with the suffix that follows it, if that changes by vowel harmony."""
    harmony = context.language.data.harmony
    match = _SUFFIX.match(context.text, reading.end) if harmony and reading.words else None
    if harmony is None or match is None:
        return reading
    written = match.group(1)
    stem = _softened(harmony, reading.words, written)
    suffix = _joined(harmony, stem, written)
    if (stem, suffix) == (reading.words, written):
        return reading
    return replace(reading, end=match.end(), words=f"{stem}'{suffix}")


def _softened(harmony: Harmony, word: str, suffix: str) -> str:
    """Return a word as it is before a suffix in a vowel: dört, dörd-."""
    if suffix[0] in _VOWELS or suffix[0] == "y":
        for ending, before_vowel in harmony.softened.items():
            if word.endswith(ending):
                return word.removesuffix(ending) + before_vowel
    return word


def _joined(harmony: Harmony, word: str, suffix: str) -> str:
    if not word[-1].islower():
        return suffix  # a letter's name, which the writer said to himself
    if word[-1] in _VOWELS and suffix[0] in _VOWELS:
        suffix = ("n" if suffix[1:] == "n" else "y") + suffix
    elif word[-1] not in _VOWELS and suffix[0] in _BUFFERS and suffix[1:2] in tuple(_VOWELS):
        suffix = suffix[1:]
    elif suffix[0] in "dt" and suffix[1:2] in tuple("ae"):
        suffix = ("t" if word[-1] in _VOICELESS else "d") + suffix[1:]
    fixed = _FIXED.search(suffix)
    end = fixed.start() if fixed else len(suffix)
    return _harmonised(harmony, word, suffix[:end]) + suffix[end:]


def _harmonised(harmony: Harmony, word: str, suffix: str) -> str:
    """Return a suffix with the vowels that follow the word's last one."""
    vowels = [char for char in word if char in _VOWELS]
    if not vowels:
        return suffix
    last = "e" if word.endswith(harmony.front) else vowels[-1]
    said = []
    for char in suffix:
        if char in "ae":
            last = "a" if last in _BACK else "e"
        elif char in "ıiuü":
            last = ("u" if last in _BACK else "ü") if last in _ROUND else "ıi"[last not in _BACK]
        said.append(last if char in _VOWELS else char)
    return "".join(said)
