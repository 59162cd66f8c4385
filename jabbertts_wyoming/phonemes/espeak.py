"""Phonemes by espeak-ng, as carried by the package piper-tts (GPL-3.0-or-later)."""

import re
import threading
from functools import cache

from piper.phonemize_espeak import EspeakPhonemizer

from ..common.errors import VoiceError

# espeak-ng keeps its voice in global state.
_LOCK = threading.Lock()
# Some code points are commands to espeak-ng or cut its text short.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def phonemize(text: str, voice: str) -> list[str]:
    """Return the phonemes of `text` (one code point each, punctuation kept), one sentence.

    `voice` is espeak-ng's name for the language (`en-us`). Where espeak-ng itself sees several
    sentences they are joined by a space. Raises `VoiceError` for a voice it doesn't have.
    """
    with _LOCK:
        try:
            sentences = _phonemizer().phonemize(voice, _CONTROL.sub(" ", text))
        except (RuntimeError, ValueError) as error:
            raise VoiceError(f"espeak-ng can't speak as {voice!r}: {error}") from error
    joined: list[str] = []
    for sentence in sentences:
        if joined and joined[-1] != " ":
            joined.append(" ")
        joined.extend(sentence)
    return joined


@cache
def _phonemizer() -> EspeakPhonemizer:
    return EspeakPhonemizer()
