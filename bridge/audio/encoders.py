"""From 16-bit mono PCM to the bytes of a format: what each encoder has in common, and wav."""

import struct
from typing import Protocol

from .convert import SAMPLE_BYTES

_UNKNOWN = 0xFFFFFFFF
_PCM_TAG = 1
_RATE_AT = 24  # where the rate stands in the header
_AROUND_DATA = 36  # bytes of the file before the data, less the 8 that RIFF does not count


class Encoder(Protocol):
    """Takes s16le mono PCM in chunks of whole samples and gives bytes as soon as it can."""

    def encode(self, pcm: bytes) -> bytes:
        """Return what this chunk makes ready, maybe nothing."""

    def finish(self) -> bytes:
        """Return the rest."""

    def close(self) -> None:
        """Free what it holds, also in the middle; may be called again."""


class RawEncoder:
    """Gives the PCM itself."""

    def encode(self, pcm: bytes) -> bytes:
        """Return it."""
        return pcm

    def finish(self) -> bytes:
        """Return nothing."""
        return b""

    def close(self) -> None:
        """Do nothing."""


class WavEncoder:
    """Puts a RIFF header before the PCM; `samples` is how many there will be, if that is known."""

    def __init__(self, rate: int, samples: int | None = None) -> None:
        self._header = wav_header(rate, samples)

    def encode(self, pcm: bytes) -> bytes:
        """Return it, after the header if it is the first."""
        header, self._header = self._header, b""
        return header + pcm

    def finish(self) -> bytes:
        """Return the header if nothing was heard."""
        return self.encode(b"")

    def close(self) -> None:
        """Do nothing."""


def write_length(wav: bytearray) -> None:
    """Put the true sizes into a whole file of a `WavEncoder` that did not know them."""
    data = len(wav) - len(wav_header(1, 0))
    rate = int.from_bytes(wav[_RATE_AT : _RATE_AT + 4], "little")
    header = wav_header(rate, data // SAMPLE_BYTES)
    wav[: len(header)] = header


def wav_header(rate: int, samples: int | None) -> bytes:
    """Return the 44 bytes before s16le mono PCM; sizes that are not known are 0xFFFFFFFF."""
    form = struct.pack(
        "<HHIIHH", _PCM_TAG, 1, rate, rate * SAMPLE_BYTES, SAMPLE_BYTES, 8 * SAMPLE_BYTES
    )
    data_bytes = riff_bytes = _UNKNOWN
    if samples is not None and samples * SAMPLE_BYTES + _AROUND_DATA < _UNKNOWN:
        data_bytes = samples * SAMPLE_BYTES
        riff_bytes = data_bytes + _AROUND_DATA
    return (
        struct.pack("<4sI4s4sI", b"RIFF", riff_bytes, b"WAVE", b"fmt ", len(form))
        + form
        + struct.pack("<4sI", b"data", data_bytes)
    )
