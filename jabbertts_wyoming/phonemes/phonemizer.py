"""Text to phonemes, by the phonemizer that a voice was trained with."""

import unicodedata

from .espeak import phonemize


def phonemes_of(text: str, phoneme_type: str, espeak_voice: str) -> list[str]:
    """Return the phonemes of one sentence for a voice of `phoneme_type` espeak or text.

    For `text` a phoneme is a code point of the decomposed (NFD) text. Blocking.
    """
    if phoneme_type == "text":
        return list(unicodedata.normalize("NFD", text))
    return phonemize(text, espeak_voice)
