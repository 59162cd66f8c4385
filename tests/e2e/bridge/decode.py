"""Any of the six formats as samples, and what of two of them can be compared."""

import io

import av
import numpy as np
from numpy.typing import NDArray

RATE = 24_000
PIECE = RATE // 100  # 10 ms
Samples = NDArray[np.float64]


def samples_of(name: str, audio: bytes) -> Samples:
    """Return mono samples of -1 to 1 at `RATE`; raises for what is no whole file."""
    if name == "pcm":
        return np.frombuffer(audio, "<i2").astype(np.float64) / 32768
    resampler = av.AudioResampler("flt", "mono", RATE)
    parts = []
    with av.open(io.BytesIO(audio), "r") as container:
        assert container.format.name.split(",")[0] == CONTAINERS[name]
        for frame in container.decode(audio=0):
            parts += resampler.resample(frame)
    parts += resampler.resample(None)
    return np.concatenate([part.to_ndarray()[0] for part in parts]).astype(np.float64)


CONTAINERS = {"mp3": "mp3", "opus": "ogg", "aac": "aac", "flac": "flac", "wav": "wav"}


def likeness(one: Samples, other: Samples) -> float:
    """Return how alike two recordings of one sound are, 1 being the same, up to a short shift."""
    a, b = _loudness(one), _loudness(other)
    length = min(len(a), len(b))
    a, b = a[:length], b[:length]
    shifted = [np.corrcoef(a[shift:], b[: length - shift])[0, 1] for shift in range(12)]
    shifted += [np.corrcoef(b[shift:], a[: length - shift])[0, 1] for shift in range(12)]
    return float(max(shifted))


def _loudness(samples: Samples) -> Samples:
    pieces = samples[: len(samples) // PIECE * PIECE].reshape(-1, PIECE)
    return np.asarray(np.sqrt((pieces**2).mean(axis=1)))
