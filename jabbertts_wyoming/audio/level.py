"""Fixed gain and a soft limiter: the same curve for every sample, so no chunk edge can click."""

import numpy as np
import numpy.typing as npt

FULL_SCALE = 32767.0
# Below the knee the limiter is the identity; above it the curve bends towards full scale.
KNEE = 0.85

Samples = npt.NDArray[np.float32]


def to_pcm(samples: Samples, gain: float) -> bytes:
    """Return `samples` (full scale 1.0) times `gain` as 16-bit little-endian PCM, never clipped.

    Samples that are not numbers become silence.
    """
    scaled = limit(np.nan_to_num(samples * np.float32(gain), posinf=1.0, neginf=-1.0))
    pcm: bytes = np.rint(scaled * np.float32(FULL_SCALE)).astype("<i2").tobytes()
    return pcm


def limit(samples: Samples) -> Samples:
    """Bend what is beyond the knee so that the magnitude stays below 1; slope 1 at the knee."""
    magnitude = np.abs(samples)
    if not samples.size or float(magnitude.max()) <= KNEE:
        return samples
    room = np.float32(1 - KNEE)
    bent = KNEE + room * np.tanh((magnitude - np.float32(KNEE)) / room)
    return np.asarray(np.where(magnitude > KNEE, np.copysign(bent, samples), samples), np.float32)


def silence(seconds: float, rate: int) -> bytes:
    """Return 16-bit silence of `seconds` at `rate` Hz."""
    return bytes(2 * max(0, round(seconds * rate)))
