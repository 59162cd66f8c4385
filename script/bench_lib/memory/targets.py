"""What is promised of memory, checked against a run."""

import statistics
from collections.abc import Sequence

from ..targets import Target
from .results import Growth, MemoryResults, Turns

MEGABYTE = 1_000_000
GROWTH_MB = 5.0
# So much of what counts is looked at on either end, for the median of it.
_END_SHARE = 0.1


def check(results: MemoryResults) -> list[Target]:
    """Return every target with what this run measured."""
    return [
        *(
            Target(
                f"Most memory, {turns.voices} voices, {turns.arm}",
                turns.limit / MEGABYTE,
                most(turns) / MEGABYTE,
                "MB",
            )
            for turns in results.turns
        ),
        *(
            Target(
                f"Growth over {len(growth.resident)} requests, {growth.name}",
                GROWTH_MB,
                growth_mb(growth),
                "MB",
            )
            for growth in results.growth
        ),
        Target("Requests that failed", 0, failed(results)),
    ]


def most(turns: Turns) -> int:
    """Return the most that the server ever held, in bytes: as read, and as the kernel says."""
    return max(turns.peak, turns.highest)


def failed(results: MemoryResults) -> int | None:
    """Return how many requests of all failed; None without any."""
    asked = sum(len(turns.spoken) for turns in results.turns)
    asked += sum(len(growth.resident) + len(growth.failures) for growth in results.growth)
    wrong = sum(bool(one.failure) for turns in results.turns for one in turns.spoken)
    wrong += sum(len(growth.failures) for growth in results.growth)
    return wrong if asked else None


def counted(growth: Growth) -> Sequence[int]:
    """Return the memory after each answer behind the warm-up, in bytes."""
    return growth.resident[growth.warm_up :]


def ends(growth: Growth) -> tuple[float, float] | None:
    """Return the medians (bytes) of the first and of the last tenth of what counts."""
    sizes = counted(growth)
    if not sizes:
        return None
    length = max(1, round(len(sizes) * _END_SHARE))
    return statistics.median(sizes[:length]), statistics.median(sizes[-length:])


def growth_mb(growth: Growth) -> float | None:
    """Return by how much it grew behind the warm-up, in MB; below 0 it has shrunk."""
    found = ends(growth)
    return None if found is None else (found[1] - found[0]) / MEGABYTE


def slope(growth: Growth) -> float | None:
    """Return the slope of the straight line through all that counts, in MB per 1000 requests."""
    sizes = counted(growth)
    if len(sizes) < 2:
        return None
    line = statistics.linear_regression(range(len(sizes)), sizes)
    return line.slope * 1000 / MEGABYTE
