"""What is promised of the text front end, checked against a run."""

from collections.abc import Callable

from ..targets import Target
from .results import LanguageTimes, TextResults

# Four is linear; the rest is the noise of a shared machine.
_GROWTH = 5.0


def check(results: TextResults) -> list[Target]:
    """Return every target with what this run measured, in its slowest language."""
    return [
        Target("A typical sentence", 1, _most(results, lambda one: one.sentence * 1000), "ms"),
        Target("100 kB of such", 1, _most(results, lambda one: one.whole), "s"),
        Target("100 kB of the tables", 1, _most(results, lambda one: one.dense), "s"),
        Target("Growth from 25 kB", _GROWTH, _most(results, lambda one: one.growth)),
    ]


def _most(results: TextResults, figure: Callable[[LanguageTimes], float]) -> float | None:
    return max(map(figure, results.languages), default=None)
