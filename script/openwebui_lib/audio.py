"""Is it speech of that text? Decodes what came and looks at its length and loudness."""

import io
import math
from dataclasses import dataclass

import av
import numpy as np

from .errors import CheckError

_SILENCE_DB = -45.0
_SLOWEST, _FASTEST = 7.0, 28.0  # characters that are spoken in a second, at speed 1
_PAUSES_S = 0.6  # at the ends; they tell in a short text


@dataclass(frozen=True, slots=True)
class Clip:
    """Decoded audio: its duration, and its loudness (RMS) in dB below full scale."""

    seconds: float
    level: float


def decode(body: bytes) -> Clip:
    """Decode a file of any format; raises `CheckError` if it is not audio."""
    try:
        with av.open(io.BytesIO(body), mode="r") as container:
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(format="flt", layout="mono")
            frames = [f for frame in container.decode(stream) for f in resampler.resample(frame)]
            frames += resampler.resample(None)
    except (av.FFmpegError, IndexError) as err:
        raise CheckError(f"{len(body)} bytes that are not audio: {err}") from err
    if not frames:
        raise CheckError(f"{len(body)} bytes without audio in them")
    samples = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    power = float(np.mean(np.square(samples, dtype=np.float64)))
    return Clip(len(samples) / frames[0].sample_rate, 10 * math.log10(power + 1e-12))


def check(text: str, clip: Clip, speed: float = 1.0) -> None:
    """Raise `CheckError` if `clip` can't be `text` spoken at `speed`."""
    low = len(text) / _FASTEST / speed
    high = len(text) / _SLOWEST / speed + _PAUSES_S
    if not low <= clip.seconds <= high:
        raise CheckError(
            f"{clip.seconds:.2f} s of audio for {len(text)} characters;"
            f" {low:.1f} to {high:.1f} s are plausible"
        )
    if clip.level < _SILENCE_DB:
        raise CheckError(f"silence: {clip.level:.0f} dB")
