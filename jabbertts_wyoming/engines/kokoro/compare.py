"""How different two signals sound, roughly."""

import numpy as np
import numpy.typing as npt

from .base import SAMPLE_RATE

Signal = npt.NDArray[np.float32]

_WINDOW, _HOP = 1024, 256
_BANDS, _LOWEST, _HIGHEST = 80, 40.0, 11_000.0
# Power below which nothing is heard.
_FLOOR = 1e-4


def spectral_distance(one: Signal, other: Signal) -> float:
    """Return the mean difference of two signals' log-mel spectra in dB; they are equally long.

    Rounding makes about 0.5, wrong statistics of the generator 3 and more.
    """
    return float(np.abs(_log_mel(one) - _log_mel(other)).mean())


def _log_mel(signal: Signal) -> npt.NDArray[np.floating]:
    padded = np.pad(signal, _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), axis=1)))
    return np.asarray(10 * np.log10(power @ _filters().T + _FLOOR))


def _filters() -> npt.NDArray[np.floating]:
    frequencies = np.linspace(0, SAMPLE_RATE / 2, _WINDOW // 2 + 1)
    ends = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), _BANDS + 2)
    points = 700 * (10 ** (ends / 2595) - 1)
    low, middle, high = points[:-2, None], points[1:-1, None], points[2:, None]
    rising = (frequencies - low) / (middle - low)
    falling = (high - frequencies) / (high - middle)
    return np.asarray(np.maximum(0, np.minimum(rising, falling)))


def _mel(frequency: float) -> float:
    return float(2595 * np.log10(1 + frequency / 700))
