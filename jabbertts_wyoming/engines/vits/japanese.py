"""Japanese for Piper's voices of phoneme type `japanese`, as piper-tts makes its phonemes.

The readings and accents are Open JTalk's, which with its dictionary comes with the extra `ja`.
"""

import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from ...phonemes.alignment import SpokenToken, WordSpan, spans_of
from ...phonemes.edit_distance import is_sound
from ...phonemes.piper_models import japanese_phonemizer
from ..kokoro import extras

check = partial(extras.check, "Japanese", "ja", "pyopenjtalk")
_load = partial(extras.load, "pyopenjtalk", "Japanese", "ja")

_LOCK = threading.Lock()
# How many marks and digits may stand between two words.
_NEAR = 12
_DEVOICED = str.maketrans("", "", "’'")


def phonemes_of(text: str) -> list[str]:
    """Return the phonemes of Japanese `text`, with accents, of one code point each. Blocking.

    Raises `VoiceError`.
    """
    if not any(map(str.isalnum, text)):
        return []
    speak = _phonemizer()
    with _LOCK:
        return [phoneme for sentence in speak.phonemize(text) for phoneme in sentence]


def words_of(text: str, phonemes: list[str]) -> list[WordSpan]:
    """Return which of `phonemes`, those of `text`, are whose; words are Open JTalk's. Blocking."""
    folded = [(part, k) for k, char in enumerate(text) for part in _folded(char)]
    tokens = [
        SpokenToken(folded[start][1], folded[end - 1][1] + 1, said)
        for start, end, said in _words(text, "".join(part for part, _ in folded))
    ]
    return spans_of(text, tokens, phonemes)


def _words(text: str, folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield words, where they stand in the `folded` text, with about what each sounds like."""
    jtalk = _load()
    with _LOCK:
        nodes: list[dict[str, Any]] = jtalk.run_frontend(text)
    place = 0
    for node in nodes:
        surface = _folded(node["string"])
        start = folded.find(surface, place, place + len(surface) + _NEAR)
        said = "".join(filter(is_sound, phonemes_of(node["pron"].translate(_DEVOICED))))
        if start >= 0 and said and node["mora_size"]:
            yield start, start + len(surface), said
            place = start + len(surface)


def _folded(text: str) -> str:
    """Return `text` without what Open JTalk makes equal: the width of letters."""
    return unicodedata.normalize("NFKC", text)


@cache
def _phonemizer() -> Any:
    check()
    return japanese_phonemizer()
