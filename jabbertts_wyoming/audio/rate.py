"""Another sample rate for 16-bit mono PCM, as it comes."""

from collections.abc import Iterable

import av
import numpy as np


class RateConverter:
    """Converts PCM from `source` to `target` Hz, by FFmpeg's resampler. Blocking."""

    def __init__(self, source: int, target: int) -> None:
        self._source = source
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=target)
        self._position = 0

    def push(self, pcm: bytes) -> bytes:
        """Return what the next piece gives; a little is held back."""
        if not pcm:
            return b""
        samples = np.frombuffer(pcm, dtype="<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = self._source
        frame.pts = self._position
        self._position += samples.size
        return _joined(self._resampler.resample(frame))

    def finish(self) -> bytes:
        """Return what was held back."""
        return _joined(self._resampler.resample(None)) if self._position else b""


def _joined(frames: Iterable[av.AudioFrame]) -> bytes:
    return b"".join(frame.to_ndarray().astype("<i2").tobytes() for frame in frames)
