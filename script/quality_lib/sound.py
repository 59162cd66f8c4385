"""Sound as the models want it."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from .errors import QualityError

RATE = 16000

Samples = npt.NDArray[np.float32]


def read(path: Path) -> Samples:
    """Return a sound file's samples, mono at 16 kHz, between -1 and 1."""
    import soundfile  # type: ignore[import-untyped,unused-ignore]  # noqa: PLC0415
    import soxr  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    try:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise QualityError(f"{path} can't be read: {error}") from None
    if not len(samples):
        raise QualityError(f"{path} holds no sound")
    mono = soxr.resample(samples.mean(axis=1), rate, RATE, quality="VHQ")
    return np.clip(np.asarray(mono, np.float32), np.float32(-1), np.float32(1))
