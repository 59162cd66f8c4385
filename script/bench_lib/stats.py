"""Means, percentiles and paired ratios."""

import math
import statistics
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a set of values comes to, in their own unit."""

    count: int
    mean: float
    median: float
    p95: float
    maximum: float


def percentile(values: Iterable[float], percent: float) -> float:
    """Return the `percent` (0 to 100) percentile, linear between ranks.

    Raises `ValueError` without values.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("percentile of no values")
    rank = (len(ordered) - 1) * percent / 100
    low = math.floor(rank)
    high = math.ceil(rank)
    return ordered[low] + (ordered[high] - ordered[low]) * (rank - low)


def summarize(values: Iterable[float]) -> Summary | None:
    """Return the summary of `values`, None when there are none."""
    taken = list(values)
    if not taken:
        return None
    return Summary(
        count=len(taken),
        mean=statistics.fmean(taken),
        median=statistics.median(taken),
        p95=percentile(taken, 95),
        maximum=max(taken),
    )


def pair_ratios(ours: Mapping[Key, float], theirs: Mapping[Key, float]) -> list[float]:
    """Divide what stands under the same key in both; keys of one side only are left out."""
    return [value / theirs[key] for key, value in ours.items() if theirs.get(key)]


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Divide, or return None where a side is missing or the divisor is zero."""
    if ours is None or not theirs:
        return None
    return ours / theirs
