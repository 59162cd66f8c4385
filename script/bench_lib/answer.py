"""One spoken answer as it came over the socket, and what a listener would make of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .errors import BenchError

AUDIBLE_OF_PEAK = 0.02
AUDIBLE_OF_FULL_SCALE = 0.01
_FULL_SCALE = 32768.0
_JITTER_S = 1e-6


@dataclass(frozen=True, slots=True)
class Chunk:
    """PCM (16-bit mono) and when it came, in seconds since the request was sent."""

    arrived: float
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """All chunks in order, their `rate` in Hz, and when the last audio-stop came (seconds)."""

    rate: int
    chunks: Sequence[Chunk]
    ended: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The player ran dry at `position` seconds of audio and waited `seconds`."""

    position: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Playback:
    """A player that starts on the first chunk: when it `started`, and where it ran dry."""

    started: float
    gaps: Sequence[Gap]

    def heard_at(self, position: float) -> float:
        """Return when `position` (seconds of audio) is heard, in seconds since the request."""
        waited = sum(gap.seconds for gap in self.gaps if gap.position <= position + _JITTER_S)
        return self.started + position + waited


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of one answer; times in seconds since the request was sent.

    `first_audible` takes 2% of the answer's own peak as the threshold, `first_audible_fs` 1% of
    full scale; both are None if no sample reaches it.
    """

    first_audio: float
    first_audible: float | None
    first_audible_fs: float | None
    total: float
    audio: float
    gaps: int
    gap_seconds: float
    longest_gap: float


def play(chunks: Sequence[tuple[float, float]]) -> Playback:
    """Play chunks of (arrival, duration), both in seconds, in real time without any buffer.

    Playback starts when the first chunk arrives; whenever a chunk is not there at the moment
    its first sample is due, the player waits for it, which is a gap. Raises `BenchError`
    without chunks.
    """
    if not chunks:
        raise BenchError("an answer without audio cannot be played")
    started = chunks[0][0]
    due = started
    position = 0.0
    gaps: list[Gap] = []
    for arrived, seconds in chunks:
        if arrived > due + _JITTER_S:
            gaps.append(Gap(position, arrived - due))
            due = arrived
        due += seconds
        position += seconds
    return Playback(started, gaps)


def timeline(answer: Answer) -> list[tuple[float, float]]:
    """Return (arrival, duration) of every chunk that holds audio, in seconds."""
    return [
        (chunk.arrived, len(chunk.pcm) / 2 / answer.rate) for chunk in answer.chunks if chunk.pcm
    ]


def first_above(samples: npt.NDArray[np.int16], threshold: float) -> int | None:
    """Return the index of the first sample whose magnitude exceeds `threshold` (in samples)."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > threshold)
    return int(loud[0]) if loud.size else None


def measure(answer: Answer) -> Measures:
    """Return the figures of `answer`; raises `BenchError` if it holds no audio."""
    pieces = timeline(answer)
    playback = play(pieces)
    samples = np.frombuffer(b"".join(chunk.pcm for chunk in answer.chunks), dtype="<i2")
    peak = int(np.abs(samples.astype(np.int32)).max())

    def heard(threshold: float) -> float | None:
        index = first_above(samples, threshold)
        return None if index is None else playback.heard_at(index / answer.rate)

    waits = [gap.seconds for gap in playback.gaps]
    return Measures(
        first_audio=playback.started,
        first_audible=heard(AUDIBLE_OF_PEAK * peak),
        first_audible_fs=heard(AUDIBLE_OF_FULL_SCALE * _FULL_SCALE),
        total=answer.ended,
        audio=sum(seconds for _, seconds in pieces),
        gaps=len(waits),
        gap_seconds=sum(waits),
        longest_gap=max(waits, default=0.0),
    )
