"""What the bridge promises, checked against a run."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..stats import pair_ratios, ratio
from ..targets import Target
from .arms import OF_FORMAT, Arm
from .received import Measures
from .results import AtOnce, BridgeResults

LIMITS = {"pcm": 0.5, "mp3": 1.2}


@dataclass(frozen=True, slots=True)
class Added:
    """What the bridge adds to a time: in seconds, and as a share of the time without it.

    Both are of medians; `of_pairs` is the median of that share of each single answer.
    """

    seconds: float
    share: float
    of_pairs: float


def added(
    results: BridgeResults,
    arm: Arm,
    metric: Callable[[Measures], float],
    text: str | None = None,
) -> Added | None:
    """Compare `arm` with what it is measured by; None without answers in both.

    Without a `text` it is the mean over all texts, so that each counts the same.
    """
    bridge = results.values(arm.name, metric, text)
    direct = results.values(arm.compared, metric, text) if arm.compared else {}
    pairs = pair_ratios(bridge, direct)
    if not pairs:
        return None
    medians = [
        (_median(bridge, name), _median(direct, name))
        for name in results.texts
        if any(key[0] == name and key in direct for key in bridge)
    ]
    return Added(
        seconds=statistics.fmean(ours - theirs for ours, theirs in medians),
        share=statistics.fmean(ours / theirs - 1 for ours, theirs in medians),
        of_pairs=statistics.median(pairs) - 1,
    )


def _median(values: Mapping[tuple[str, int], float], text: str) -> float:
    return statistics.median(value for key, value in values.items() if key[0] == text)


def first_audio_added(results: BridgeResults, name: str, text: str | None = None) -> float | None:
    """Return what the bridge adds to the first audio in the format `name`, as a share."""
    found = added(results, OF_FORMAT[name], lambda one: one.first_audio, text)
    return None if found is None else found.share


def check(results: BridgeResults) -> list[Target]:
    """Return every target with what this run measured."""
    targets: list[Target] = []
    for name, limit in LIMITS.items():
        shares = [first_audio_added(results, name, text) for text in results.texts]
        known = [share for share in shares if share is not None]
        targets += [
            Target(
                f"Added to first audio, {name}, all texts", limit, first_audio_added(results, name)
            ),
            Target(
                f"Added to first audio, {name}, the text with most", limit, max(known, default=None)
            ),
        ]
    for many in results.at_once:
        targets.append(
            Target(
                f"Not answered whole of {many.requests} at once, {many.name}", 0, not_whole(many)
            )
        )
    return targets


def not_whole(many: AtOnce) -> int:
    """Return how many of the requests failed, or were answered at an odd length."""
    return len(many.failures) + len(many.odd_lengths)


def cpu_per_audio(results: BridgeResults, arm: str) -> float | None:
    """Return the bridge's CPU seconds per second of audio that it was asked for in `arm`."""
    samples = [sample for sample in results.samples if sample.arm == arm]
    return ratio(
        sum(sample.cpu for sample in samples), sum(sample.measures.audio for sample in samples)
    )
