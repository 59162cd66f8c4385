"""Models that add vowels to languages written without: opened when first asked for, then kept.

They run on one thread each, in the thread that asks.
"""

import threading
from collections.abc import Sequence
from functools import cache, lru_cache, partial

import numpy as np

from ..phonemes.alignment import WordSpan
from ..phonemes.hebrew import Hebrew
from ..phonemes.piper_models import hebrew_rules, tashkeel_files
from ..phonemes.signed import Signed
from ..phonemes.tashkeel import Tashkeel
from ..runtime.ort import open_session

ARABIC_BYTES = 35_000_000
HEBREW_BYTES = 80_000_000
"""About what each takes."""

# A sentence's phonemes and the times of its words are asked for one after the other.
_REMEMBERED = 64

_LOCK = threading.Lock()


@lru_cache(_REMEMBERED)
def arabic(text: str) -> Signed:
    """Return Arabic `text` with its vowel signs; see `Tashkeel.signed`.

    Takes milliseconds, the first time a tenth of a second. Blocking. Raises `VoiceError`.
    """
    with _LOCK:
        tashkeel = _tashkeel()
    return tashkeel.signed(text)


def warm_up_arabic() -> None:
    """Load what the first Arabic word needs. Blocking. Raises `VoiceError`."""
    arabic("مرحبا")


@lru_cache(_REMEMBERED)
def hebrew(text: str) -> tuple[Sequence[str], Sequence[WordSpan]]:
    """Return the phonemes of Hebrew `text`, and which are whose; see `Hebrew.spoken`.

    Takes a millisecond or two for each letter. Blocking. Raises `VoiceError`.
    """
    with _LOCK:
        reader = _hebrew()
    return reader.spoken(text)


def warm_up_hebrew() -> None:
    """Load what the first Hebrew word needs. Blocking. Raises `VoiceError`."""
    hebrew("שלום")


def check_hebrew() -> None:
    """Raise `VoiceError` where Hebrew can't be spoken."""
    hebrew_rules()


@cache
def _hebrew() -> Hebrew:
    rules = hebrew_rules()
    session = open_session(rules.model, frugal=True)
    return Hebrew(partial(rules.pointed, session), rules.ipa)


@cache
def _tashkeel() -> Tashkeel:
    files = tashkeel_files()
    session = open_session(files.model, frugal=True)

    def run(letters: Sequence[int], hints: Sequence[int]) -> Sequence[int]:
        feeds = {
            "char_inputs": np.array([letters], np.int64),
            "diac_inputs": np.array([hints], np.int64),
            "input_lengths": np.array([len(letters)], np.int64),
        }
        classes: list[int] = session.run(["predictions"], feeds)[0][0].tolist()
        return classes

    return Tashkeel(files, run)
