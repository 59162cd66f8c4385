"""The library espeak-ng, as carried by the package piper-tts (GPL-3.0-or-later).

All of its state is global, its voice too: phonemes and sound take turns, one sentence each.
"""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from piper import espeakbridge
from piper.phonemize_espeak import ESPEAK_DATA_DIR, EspeakPhonemizer

DATA = Path(ESPEAK_DATA_DIR)
"""The folder with the library's languages."""

SYNTH_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)
"""Gets samples (None at the end), their number, and events; what is not 0 stops the synthesis."""

_LOCK = threading.Lock()
_NOTHING = b","
_NUMBER = ctypes.c_int
_SIZE = ctypes.c_size_t
_UNSIGNED = ctypes.c_uint
_SYNTHESIS = {
    "espeak_SetParameter": (_NUMBER, _NUMBER, _NUMBER),
    "espeak_SetSynthCallback": (SYNTH_CALLBACK,),
    "espeak_SetVoiceByName": (ctypes.c_char_p,),
    "espeak_Synth": (
        ctypes.c_char_p,  # text
        _SIZE,  # its bytes, the closing zero with them
        _UNSIGNED,  # position to begin at
        _NUMBER,  # what that counts
        _UNSIGNED,  # position to end at
        _UNSIGNED,  # flags
        ctypes.c_void_p,
        ctypes.c_void_p,
    ),
    "espeak_ng_GetSampleRate": (),
    "espeak_ng_SetPhonemeEvents": (_NUMBER, _NUMBER),  # whether, and whether in IPA
    "espeak_ng_SetVoiceByFile": (ctypes.c_char_p,),
}


@contextmanager
def phonemizer() -> Iterator[EspeakPhonemizer]:
    """Lend out the phonemizer; nobody else has the library meanwhile."""
    library = _library()
    with _LOCK:
        espeak = _phonemizer()
        if library is not None:
            _empty_queue(library)
        yield espeak


@contextmanager
def synthesizer() -> Iterator[ctypes.CDLL]:
    """Lend out the library's own interface; nobody else has it meanwhile.

    Raises `RuntimeError` where the library `can_synthesize` not.
    """
    library = _library()
    if library is None:
        raise RuntimeError("this build of piper-tts has no synthesis by espeak-ng")
    with _LOCK:
        _phonemizer()  # initialises the library
        _empty_queue(library)
        yield library


def _empty_queue(library: ctypes.CDLL) -> None:
    """Say nothing.

    Each choice of a voice is queued for the next sound, of which a queue that is nearly full would
    lose the beginning; and from a full one the memory never comes back, 1.3 kB for each sentence.
    """
    library.espeak_Synth(_NOTHING, len(_NOTHING) + 1, 0, 1, 0, 1, None, None)


def can_synthesize() -> bool:
    """Say whether the library can make sound; another build of piper-tts may not show how."""
    return _library() is not None


@cache
def stamp() -> tuple[int, int]:
    """Return something that is another after the library was replaced. Blocking."""
    file = Path(espeakbridge.__file__).stat()
    return file.st_size, file.st_mtime_ns


@cache
def _phonemizer() -> EspeakPhonemizer:
    return EspeakPhonemizer()


@cache
def _library() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL(espeakbridge.__file__)
        for name, arguments in _SYNTHESIS.items():
            getattr(library, name).argtypes = arguments
    except (OSError, AttributeError):
        return None
    return library
