"""Ranges for activations in 8 bits, from samples of what a layer's convolution reads."""

from dataclasses import dataclass

import numpy as np

from ..graph import Array

# What the extremes are multiplied by: a few clipped values can be worth finer steps for all.
_SHRINKS = (1, 0.85, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15)
_VALUES = 40_000
_LEVELS = 255
_PERCENTILE = 99.9
# How many times smaller the error must get for channels to have gains, which cost a little time.
_WORTH = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class ActivationRange:
    """Values from `low` to `high` in 256 levels; `outside` is the value beyond the signal's edges.

    With `gain` it is of `(u + 1) * gain`, a factor for each channel, else of `u` itself.
    """

    low: float
    high: float
    outside: float
    gain: Array | None = None

    @property
    def scale(self) -> float:
        """How far one level is from the next."""
        return float(np.float32((self.high - self._low) / _LEVELS))

    @property
    def zero(self) -> int:
        """The level of zero."""
        return int(np.clip(round(-self._low / self.scale), 0, _LEVELS))

    @property
    def edge(self) -> np.uint8:
        """The level of `outside`."""
        return np.uint8(np.clip(round(self.outside / self.scale) + self.zero, 0, _LEVELS))

    @property
    def _low(self) -> float:
        return min(self.low, self.outside)

    def error(self, values: Array) -> Array:
        """Return the mean squared error of each channel of `values` (rows by channels)."""
        levels = np.clip(np.round(values / self.scale) + self.zero, 0, _LEVELS)
        squares = np.square((levels - self.zero) * self.scale - values)
        return np.asarray(squares.mean(axis=0))


def choose_range(values: Array, weight: Array) -> ActivationRange:
    """Return the range for a layer, with gains where they make a real difference.

    `values` are rows by channels of `u`, `weight` is the convolution's, out by in by taps.
    """
    plain = _best(values, -1.0, None)
    power = np.square(weight).sum(axis=(0, 2))
    gain = _gains(values, power)
    scaled = (values + 1) * gain
    gained = _best(scaled, 0.0, gain)
    without = float((plain.error(values) * power).sum())
    with_gains = float((gained.error(scaled) / np.square(gain) * power).sum())
    return gained if without > _WORTH * with_gains else plain


def _gains(values: Array, power: Array) -> Array:
    """Return gains between what makes channels alike and what makes their weights alike."""
    reach = np.percentile(np.abs(values + 1), _PERCENTILE, axis=0) + 1e-6
    gain = np.sqrt((np.sqrt(power) + 1e-9) / reach)
    return np.asarray(gain / np.median(gain), np.float32)


def _best(values: Array, outside: float, gain: Array | None) -> ActivationRange:
    sample = values.reshape(-1)
    sample = sample[:: max(1, sample.size // _VALUES), None]
    low, high = float(values.min()), max(float(values.max()), outside + 1e-3)
    tried = [ActivationRange(low * f, high * f, outside, gain) for f in _SHRINKS]
    return min((r for r in tried if r.high > r.outside), key=lambda r: float(r.error(sample)[0]))
