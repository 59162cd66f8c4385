"""What this milestone promises, checked against a run."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .answer import Measures
from .client import Mode
from .results import Results
from .server import OURS, PEER
from .stats import pair_ratios, ratio
from .texts import BENCH, GROUPS, LONG

_WHOLE_TEXT = (Mode.PLAIN, Mode.STREAMING)


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that may be `limit` at most; `measured` is None if the run did not measure it."""

    name: str
    limit: float
    measured: float | None
    unit: str = ""

    @property
    def reached(self) -> bool:
        """Whether the figure was measured and is within the limit."""
        return self.measured is not None and self.measured <= self.limit


def mean_ratio(
    results: Results,
    mode: Mode,
    metric: Callable[[Measures], float | None],
    groups: Sequence[str] = GROUPS,
) -> float | None:
    """Return the mean over the pairs of ours / theirs, None without pairs."""
    ratios = pair_ratios(
        results.values(OURS, mode, metric, groups), results.values(PEER, mode, metric, groups)
    )
    return statistics.fmean(ratios) if ratios else None


def check(results: Results) -> list[Target]:
    """Return every target with what this run measured."""
    targets: list[Target] = []
    for mode in _WHOLE_TEXT:
        targets += [
            Target(f"First audio, {BENCH}'s texts, {mode}", 0.35, _first(results, mode, BENCH)),
            Target(f"First audio, {LONG}, {mode}", 0.25, _first(results, mode, LONG)),
            Target(
                f"Total time, all texts, {mode}",
                1.0,
                mean_ratio(results, mode, lambda measures: measures.total),
            ),
            Target(f"CPU per second of audio, {mode}", 1.0, cpu_ratio(results, mode)),
            Target(f"Underruns of our answers, {mode}", 0, underruns(results, mode)),
        ]
    targets.append(Target("Peak memory", 0.6, _peak_ratio(results)))
    targets.append(Target("Slowest describe, 20 requests at once", 50, _slowest(results), "ms"))
    return targets


def _first(results: Results, mode: Mode, group: str) -> float | None:
    return mean_ratio(results, mode, lambda measures: measures.first_audio, (group,))


def cpu_per_audio(results: Results, server: str, mode: Mode) -> float | None:
    """Return CPU seconds per second of audio over all answers of `server` in `mode`."""
    for usage in results.usage:
        if usage.server == server and usage.mode is mode:
            return ratio(usage.cpu, usage.audio)
    return None


def cpu_ratio(results: Results, mode: Mode) -> float | None:
    """Return ours / theirs of the CPU seconds per second of audio."""
    return ratio(cpu_per_audio(results, OURS, mode), cpu_per_audio(results, PEER, mode))


def underruns(results: Results, mode: Mode) -> float | None:
    """Return how often the player of our answers ran dry; None if there were no answers."""
    gaps = results.values(OURS, mode, lambda measures: measures.gaps)
    return sum(gaps.values()) if gaps else None


def _peak_ratio(results: Results) -> float | None:
    peaks = {use.server: float(use.peak) for use in results.memory}
    return ratio(peaks.get(OURS), peaks.get(PEER))


def _slowest(results: Results) -> float | None:
    for load in results.load:
        if load.server == OURS and load.describe:
            return max(load.describe) * 1000
    return None
