"""The bridge's figures as one picture (PNG)."""

from pathlib import Path
from typing import Any

from ..stats import summarize
from .arms import OF_FORMAT, RAW
from .results import BridgeResults
from .targets import LIMITS, first_audio_added

_COLOURS = ("#0072B2", "#009E73", "#D55E00", "#CC79A7", "#E69F00", "#56B4E9", "#999999")
_LIMIT_COLOUR = "#222222"


def draw(results: BridgeResults, path: Path) -> None:
    """Draw first audio by text, and what each format adds, to `path`."""
    from matplotlib.figure import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        Figure,
    )

    figure = Figure(figsize=(13, 4.8), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(2, 1))
    _first_audio(left, results)
    _added(right, results)
    figure.suptitle(
        f"The bridge: {results.machine.cpu}, {results.machine.cores} cores, {results.machine.date}"
    )
    figure.savefig(path, dpi=110, metadata={"Software": None})


def _first_audio(axes: Any, results: BridgeResults) -> None:
    arms = (RAW, *OF_FORMAT.values())
    width = 0.85 / len(arms)
    for i, (arm, colour) in enumerate(zip(arms, _COLOURS, strict=True)):
        heights = []
        for text in results.texts:
            values = results.values(arm.name, lambda one: one.first_audio, text)
            summary = summarize(values.values())
            heights.append(summary.median * 1000 if summary else 0.0)
        left = [place + (i - (len(arms) - 1) / 2) * width for place in range(len(heights))]
        axes.bar(left, heights, width, label=arm.name, color=colour)
    axes.set_xticks(range(len(results.texts)), results.texts, fontsize=8)
    axes.set_ylabel("milliseconds (median)")
    axes.set_title("Time to first audio, lower is better")
    axes.legend(fontsize=8)


def _added(axes: Any, results: BridgeResults) -> None:
    found = {
        name: share for name in OF_FORMAT if (share := first_audio_added(results, name)) is not None
    }
    colours = dict(zip(OF_FORMAT, _COLOURS[1:], strict=True))
    bars = axes.bar(list(found), list(found.values()), color=[colours[name] for name in found])
    axes.bar_label(bars, fmt="%.2f", fontsize=8, padding=2)
    limits = {name: limit for name, limit in LIMITS.items() if name in found}
    places = [list(found).index(name) for name in limits]
    axes.hlines(
        list(limits.values()),
        [place - 0.4 for place in places],
        [place + 0.4 for place in places],
        color=_LIMIT_COLOUR,
        linewidth=2.5,
        label="target (at most)",
    )
    axes.set_title("Added to first audio, as a share of it")
    axes.legend(fontsize=8)
