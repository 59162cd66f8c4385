"""espeak-ng's phonemes in Kokoro's symbols.

The model was trained on misaki's notation: a diphthong or an affricate is one symbol, and English
has a few more of its own.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

Rule = tuple[re.Pattern[str], str]

# In espeak-ng's IPA it can't be seen whether two letters are one sound. That they are not (as in
# "nutshell") is rare.
_JOINED = {"aɪ": "I", "aʊ": "W", "eɪ": "A", "ɔɪ": "Y", "dʒ": "ʤ", "tʃ": "ʧ"}
_AFFRICATES = {"dz": "ʣ", "ts": "ʦ"}
_SYLLABIC = "\u0329"
_NASAL = "\u0303"
# Between i and another vowel; the espeak-ng of the training did not write it.
_GLIDE = "(?<=[iɪ])ʲ"
_VOWELS = "aeiouyæɐɔɛɪʊˈˌ"


def _rules(table: dict[str, str]) -> list[Rule]:
    return [(re.compile(old), new) for old, new in table.items()]


_ENGLISH = _rules(
    {
        f"ʔˌ?n{_SYLLABIC}": "ʔn",
        **_JOINED,
        # A syllable of its own, as in "little"; in "alone" a vowel follows.
        r"əl(?![aeiouæɑɐɒɔəɛɜɪʊʌᵻAIOQWYˈˌ])": "ᵊl",
        _GLIDE: "",
        "ʲ(?=[oə])": "j",
        "ʲ": "",
        "ɚ": "əɹ",
        "r": "ɹ",
        "[xç]": "k",
        "ɬ": "l",
        _NASAL: "",
        # The article keeps its vowel.
        r"(?<!\S)([ˈˌ]?)ɐ(n?)(?!\S)": r"\1@\2",
        "ɐ": "ə",
        "@": "ɐ",
        rf"(\S){_SYLLABIC}": r"ᵊ\1",
        _SYLLABIC: "",
    }
)
_AMERICAN = _rules(
    {
        "oʊ": "O",
        "ɜːɹ": "ɜɹ",
        "ɜː": "ɜɹ",
        "ɪə": "iə",
        "ː": "",
        "e": "A",
        "o": "ɔ",
        "ɾ": "T",
        "ʔ": "t",
    }
)
_BRITISH = _rules(
    {"eə": "ɛː", "iə": "ɪə", "əʊ": "Q", "e": "A", "o(?!ː)": "ɔ", "oː": "ɔː", "ɾ": "T", "ʔ": "t"}
)
_DIPHTHONGS = {"oʊ": "O", "əʊ": "Q"}
_COMMON = {**_AFFRICATES, "ss": "S", _GLIDE: "", "-": ""}
_OTHER = _rules({**_JOINED, **_DIPHTHONGS, **_COMMON})
# What follows makes today's espeak-ng speak as the one that the model was trained with.
_ITALIAN = _rules({"dʒ": "ʤ", "tʃ": "ʧ", **_COMMON, "ɾ": "r", "(?<=iː)ʲ": ""})
_PORTUGUESE = _rules(
    {
        _GLIDE: "",
        f"e{_NASAL}[nŋ]": "eɪŋ",
        f"([io]){_NASAL}[nŋ]": r"\1ŋ",
        f"(?<=[ɐu]{_NASAL})n": "ŋ",
        f"(?<![{_VOWELS}{_NASAL}])ɪ(?!{_NASAL})": "y",
        f"ɐ(?!{_NASAL})": "æ",
        rf"ɾ(?=\s*$|\s[^{_VOWELS}])": "r",
        rf"(?<=[{_VOWELS}])ɾ(?=[bdfɡklmnpstvzʃʒ])": "ɾə",
        "oʊ": "ow",
        **_JOINED,
        **_COMMON,
    }
)


def american(phonemes: Sequence[str]) -> str:
    """Return English phonemes of the US (espeak-ng's `en-us`) as symbols."""
    return _apply([*_ENGLISH, *_AMERICAN], phonemes)


def british(phonemes: Sequence[str]) -> str:
    """Return English phonemes of Great Britain (espeak-ng's `en`) as symbols."""
    return _apply([*_ENGLISH, *_BRITISH], phonemes)


def other(phonemes: Sequence[str]) -> str:
    """Return the phonemes of another language as symbols."""
    return _apply(_OTHER, phonemes)


def italian(phonemes: Sequence[str]) -> str:
    """Return Italian phonemes as symbols."""
    return _apply(_ITALIAN, phonemes)


def portuguese(phonemes: Sequence[str]) -> str:
    """Return Brazilian phonemes (espeak-ng's `pt-br`) as symbols."""
    return _apply(_PORTUGUESE, phonemes)


Notation = Callable[[Sequence[str]], str]


def _apply(rules: Sequence[Rule], phonemes: Sequence[str]) -> str:
    # Only this letter has its mark inside itself; the model has no symbol for the mark alone.
    symbols = unicodedata.normalize("NFD", "".join(phonemes)).replace("c\u0327", "ç")
    for old, new in rules:
        symbols = old.sub(new, symbols)
    return symbols
