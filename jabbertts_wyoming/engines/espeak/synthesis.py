"""Text into samples by espeak-ng: the same text gives the same samples."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...common.errors import SynthesisError, VoiceError
from ...phonemes.espeak_events import PHONEME, WORD, Event, read
from ...phonemes.espeak_library import DATA, SYNTH_CALLBACK, synthesizer

SAMPLE_RATE = 22_050

# Words a minute: espeak-ng's own usual ones, and what it clips others to.
NORMAL_RATE, SLOWEST_RATE, FASTEST_RATE = 175, 80, 450
# No piece of text is as long at the normal rate, unless it is of signs with long names.
LONGEST_SECONDS = 60.0

_RATE, _VOLUME = 1, 2  # parameters
_USUAL_VOLUME = 100
# At the usual volume espeak-ng clips, and takes the gain back over the sentences that follow.
_VOLUME_WITHOUT_CLIPPING = 60
_BY_CHARACTER = 1
_UTF8 = 1
# Flutter and roughness count on from sentence to sentence, and nothing can set them back. Both are
# slight. The library's table of roughness ends at 7: from there on it is none.
_STEADY = b"\nflutter 0\nroughness 8\n"

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Samples (full scale 1.0), and which of them begin what.

    `marks` are places in the text (0 is its first character) with the sample at which the word
    or the pause begins that stands there. Both ascend.
    """

    samples: Samples
    marks: tuple[tuple[int, int], ...] = ()


def synthesize(text: str, language: str, rate: int = NORMAL_RATE) -> Spoken:
    """Return `text` spoken, at `SAMPLE_RATE`. Blocking.

    `language` is one of espeak-ng's files (`gmw/de`), `rate` is in words a minute. What would be
    longer than `LONGEST_SECONDS` at the normal rate is cut off. Raises `VoiceError` if espeak-ng
    hasn't the language, `SynthesisError` if it fails.
    """
    longest = round(LONGEST_SECONDS * NORMAL_RATE / rate * SAMPLE_RATE)
    chunks: list[bytes] = []
    marks = [(0, 0)]
    had = 0

    def take(
        samples: "ctypes._Pointer[ctypes.c_short] | None", count: int, events: int | None
    ) -> int:
        nonlocal had
        if samples and count > 0:
            chunks.append(ctypes.string_at(samples, 2 * count))
            had += count
        for event in read(events):
            place = _place(event, text)
            if place is not None and place > marks[-1][0]:
                begin = round(event.audio_position / 1000 * SAMPLE_RATE)
                marks.append((place, max(begin, marks[-1][1])))
        return int(had >= longest)

    encoded = text.encode("utf-8")
    with synthesizer() as espeak:
        _choose_voice(espeak, language)
        with _parameters(espeak, rate), _callback(espeak, SYNTH_CALLBACK(take)):
            status = espeak.espeak_Synth(
                encoded, len(encoded) + 1, 0, _BY_CHARACTER, 0, _UTF8, None, None
            )
    if status != 0 and had < longest:
        raise SynthesisError(f"espeak-ng failed while it spoke {language} (status {status})")
    samples = np.frombuffer(b"".join(chunks), np.int16)[:longest].astype(np.float32)
    return Spoken(samples / np.float32(32768), tuple(marks))


def has_language(language: str) -> bool:
    """Say whether the library carries the file `language`. Blocking."""
    return (DATA / "lang" / language).is_file()


def _place(event: Event, text: str) -> int | None:
    """Return where in `text` the word or pause of an event stands; None for other events."""
    place: int = event.text_position - 1
    if event.type == WORD:
        return place
    if event.type != PHONEME or event.string:
        return None
    # What stands there may be the next word already; a pause is the mark before it.
    end = len(text[:place].rstrip())
    return end if text[end - 1 : end].isalnum() else max(0, end - 1)


def _choose_voice(espeak: ctypes.CDLL, language: str) -> None:
    """Set the language's voice, without what makes it vary."""
    try:
        settings = (DATA / "lang" / language).read_bytes()
    except OSError as error:
        raise VoiceError(f"this espeak-ng has no language {language!r}") from error
    # The name of a file in memory is short: the library takes no more than 59 bytes.
    file = os.memfd_create("espeak-voice")
    try:
        os.write(file, settings + _STEADY)
        status = espeak.espeak_ng_SetVoiceByFile(f"/proc/self/fd/{file}".encode())
    finally:
        os.close(file)
    if status != 0:  # without /proc it speaks nevertheless, but each time a little differently
        name = language.rpartition("/")[2].lower()
        status = espeak.espeak_SetVoiceByName(name.encode())
    if status != 0:
        raise VoiceError(f"espeak-ng can't speak {language!r} (status {status:#x})")


@contextmanager
def _parameters(espeak: ctypes.CDLL, rate: int) -> Iterator[None]:
    espeak.espeak_SetParameter(_RATE, rate, 0)
    espeak.espeak_SetParameter(_VOLUME, _VOLUME_WITHOUT_CLIPPING, 0)
    try:
        yield
    finally:
        espeak.espeak_SetParameter(_RATE, NORMAL_RATE, 0)
        espeak.espeak_SetParameter(_VOLUME, _USUAL_VOLUME, 0)


@contextmanager
def _callback(espeak: ctypes.CDLL, callback: object) -> Iterator[None]:
    espeak.espeak_SetSynthCallback(callback)
    espeak.espeak_ng_SetPhonemeEvents(1, 1)
    try:
        yield
    finally:
        espeak.espeak_ng_SetPhonemeEvents(0, 0)
        espeak.espeak_SetSynthCallback(SYNTH_CALLBACK())
