"""What espeak-ng tells while it speaks: which word it is at, and with which phonemes.

Its phonemes alone don't tell: "of the" becomes one word of theirs, "3.50" four.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..common.errors import VoiceError
from .espeak_library import SYNTH_CALLBACK, synthesizer

# espeak-ng's header says espeak_EVENT_TYPE.
LIST_TERMINATED, WORD, PHONEME = 0, 1, 7

_RATE = 1  # a parameter, words a minute
_USUAL_RATE, _FASTEST_RATE = 175, 450
_BY_CHARACTER = 1
_UTF8 = 1
# Nobody hears the sound, but it has to be made. A sentence is a tenth of it.
_MOST_SAMPLES = 60 * 22_050


class Event(ctypes.Structure):
    """espeak-ng's `espeak_EVENT`.

    `text_position` counts characters from 1, `audio_position` milliseconds.
    """

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("string", ctypes.c_char * 8),
    )


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as espeak-ng took it: where in the text it begins, and its phonemes in IPA (NFD)."""

    start: int
    phonemes: str


def spoken_words(text: str, voice: str) -> list[SpokenWord]:
    """Return the words of `text` in their order, as espeak-ng speaks them in `voice` (`en-us`).

    A word can have several entries (numbers), or none: then it went into the one before. Of a
    text longer than a minute at a fast pace the end is missing. Takes some milliseconds.
    Blocking. Raises `VoiceError` for a voice that espeak-ng doesn't have, `RuntimeError` where
    the library `can_synthesize` not.
    """
    words: list[SpokenWord] = []
    had = 0

    def take(_samples: object, count: int, events: int | None) -> int:
        nonlocal had
        had += max(0, count)
        for event in read(events):
            if event.type == WORD:
                words.append(SpokenWord(_start(text, event.text_position - 1), ""))
            elif event.type == PHONEME and words:
                ipa = event.string.decode("utf-8", "ignore")
                words[-1] = SpokenWord(words[-1].start, words[-1].phonemes + ipa)
        return int(had >= _MOST_SAMPLES)

    encoded = text.encode("utf-8")
    with synthesizer() as espeak:
        status = espeak.espeak_SetVoiceByName(voice.encode())
        if status != 0:
            raise VoiceError(f"espeak-ng can't speak as {voice!r} (status {status:#x})")
        with _events(espeak, SYNTH_CALLBACK(take)):
            espeak.espeak_Synth(encoded, len(encoded) + 1, 0, _BY_CHARACTER, 0, _UTF8, None, None)
    return [SpokenWord(w.start, unicodedata.normalize("NFD", w.phonemes)) for w in words]


def read(events: int | None) -> Iterator[Event]:
    """Yield the events that a `SYNTH_CALLBACK` was given the address of."""
    if events is None:
        return
    address = events
    while (event := Event.from_address(address)).type != LIST_TERMINATED:
        yield event
        address += ctypes.sizeof(Event)


def _start(text: str, position: int) -> int:
    """Return `position`, or where the next word begins: espeak-ng may count the space to it."""
    start = min(max(position, 0), len(text) - 1)
    while start < len(text) - 1 and text[start].isspace():
        start += 1
    return start


@contextmanager
def _events(espeak: ctypes.CDLL, callback: object) -> Iterator[None]:
    espeak.espeak_SetParameter(_RATE, _FASTEST_RATE, 0)
    espeak.espeak_ng_SetPhonemeEvents(1, 1)
    espeak.espeak_SetSynthCallback(callback)
    try:
        yield
    finally:
        espeak.espeak_SetSynthCallback(SYNTH_CALLBACK())
        espeak.espeak_ng_SetPhonemeEvents(0, 0)
        espeak.espeak_SetParameter(_RATE, _USUAL_RATE, 0)
