"""Text to phonemes, by the phonemizer that a voice was trained with."""

import unicodedata

from .alignment import letter_spans, word_spans
from .espeak import phonemize
from .ids import IdMap, id_phonemes
from .timing import WordMap


def phonemes_of(text: str, phoneme_type: str, espeak_voice: str) -> list[str]:
    """Return the phonemes of one sentence for a voice of `phoneme_type` espeak or text.

    For `text` a phoneme is a code point of the decomposed (NFD) text. Blocking.
    """
    if phoneme_type == "text":
        return list(unicodedata.normalize("NFD", text))
    return phonemize(text, espeak_voice)


def word_map(text: str, phoneme_type: str, espeak_voice: str, id_map: IdMap) -> WordMap:
    """Return which ids are those of which word of a sentence, as `ids.to_ids` returns them.

    Takes some milliseconds more than `phonemes_of`. Blocking. Raises `VoiceError`.
    """
    phonemes = phonemes_of(text, phoneme_type, espeak_voice)
    if phoneme_type == "text":
        spans = letter_spans(text)
    else:
        spans = word_spans(text, phonemes, espeak_voice)
    return WordMap(spans, phonemes, id_phonemes(phonemes, id_map))
