"""Memory over time as one picture (PNG)."""

from pathlib import Path
from typing import Any

from .results import MemoryResults, Turns
from .targets import MEGABYTE

_COLOURS = ("#0072B2", "#D55E00")
_LIMIT_COLOUR = "#222222"


def draw(results: MemoryResults, path: Path) -> None:
    """Draw the memory under each limit over time, and over the many requests, to `path`."""
    from matplotlib.figure import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        Figure,
    )

    figure = Figure(figsize=(13, 4.8), layout="constrained")
    axes = figure.subplots(1, len(results.turns) + 1)
    for one, turns in zip(axes, results.turns, strict=False):
        _over_time(one, turns)
    _over_requests(axes[-1], results)
    figure.suptitle(
        f"Memory: {results.machine.cpu}, {results.machine.cores} cores, {results.machine.date}"
    )
    figure.savefig(path, dpi=110, metadata={"Software": None})


def _over_time(axes: Any, turns: Turns) -> None:
    times = [seconds for seconds, _ in turns.curve]
    sizes = [resident / MEGABYTE for _, resident in turns.curve]
    axes.plot(times, sizes, color=_COLOURS[0], linewidth=1, label="resident")
    limit = turns.limit / MEGABYTE
    axes.axhline(limit, color=_LIMIT_COLOUR, linewidth=2.5, label=f"limit ({limit:.0f} MB)")
    axes.set_ylim(0, limit * 1.25)
    axes.set_xlabel("seconds")
    axes.set_ylabel("MB")
    axes.set_title(f"{turns.voices} voices in turn, {turns.arm}")
    axes.grid(alpha=0.3)
    axes.legend(loc="upper right", fontsize=8)


def _over_requests(axes: Any, results: MemoryResults) -> None:
    for growth, colour in zip(results.growth, _COLOURS, strict=False):
        sizes = [resident / MEGABYTE for resident in growth.resident]
        axes.plot(sizes, color=colour, linewidth=1, label=growth.name)
    for warm_up in {growth.warm_up for growth in results.growth}:
        axes.axvline(warm_up, color=_LIMIT_COLOUR, linestyle=":", label="end of the warm-up")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("requests")
    axes.set_ylabel("MB")
    axes.set_title("One voice, request after request")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right", fontsize=8)
