"""Encoded audio as it came over HTTP, and when a listener could have heard of it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import av

from ..errors import BenchError

_WAV_HEADER_BYTES = 44
_PCM_RATE = 24000
_PCM_SAMPLE_BYTES = 2
_DEMUXERS = {"mp3": "mp3", "aac": "aac", "opus": "ogg", "flac": "flac", "wav": "wav"}


@dataclass(frozen=True, slots=True)
class Part:
    """What one read gave, and when, in seconds since the request was sent."""

    arrived: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of one answer, in seconds; times since the request was sent."""

    first_audio: float
    total: float
    audio: float


class Heard(Protocol):
    """An answer that came in full; its figures wait until they take nobody's time."""

    def measures(self) -> Measures:
        """Return its figures; raises `BenchError` if it is no whole audio."""


@dataclass(frozen=True, slots=True)
class Received:
    """An answer over HTTP in `audio_format`, and when its end came."""

    audio_format: str
    parts: Sequence[Part]
    ended: float

    def measures(self) -> Measures:
        """Decode it and return its figures; raises `BenchError` if it is no whole audio."""
        data = b"".join(part.data for part in self.parts)
        began = first_audio(self.parts, self.audio_format)
        return Measures(began, self.ended, seconds(data, self.audio_format))


def first_audio(parts: Sequence[Part], audio_format: str) -> float:
    """Return when the bytes received so far were audio for the first time.

    For pcm that is the first byte, for wav the first one behind its header; for the others the
    moment from which on what is there decodes to a frame at least. Raises `BenchError` if that
    never came.
    """
    received = b""
    for part in parts:
        received += part.data
        if _holds_audio(received, audio_format):
            return part.arrived
    raise BenchError(f"{len(received)} bytes of {audio_format} hold no audio")


def _holds_audio(data: bytes, audio_format: str) -> bool:
    if audio_format == "pcm":
        return len(data) >= _PCM_SAMPLE_BYTES
    if audio_format == "wav":
        return len(data) >= _WAV_HEADER_BYTES + _PCM_SAMPLE_BYTES
    try:
        with _opened(data, audio_format) as container:
            return any(frame.samples for frame in container.decode(audio=0))
    except (av.FFmpegError, IndexError):  # not enough of it yet
        return False


def seconds(data: bytes, audio_format: str) -> float:
    """Decode all of `data` and return how long it sounds; raises `BenchError` if that fails."""
    if audio_format == "pcm":
        return len(data) / _PCM_SAMPLE_BYTES / _PCM_RATE
    try:
        with _opened(data, audio_format) as container:
            return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    except (av.FFmpegError, IndexError) as err:
        raise BenchError(f"{len(data)} bytes of {audio_format} do not decode: {err!r}") from err


def _opened(data: bytes, audio_format: str) -> av.container.InputContainer:
    return av.open(io.BytesIO(data), "r", format=_DEMUXERS[audio_format])
