"""The figures beside kokoro-onnx as one picture (PNG)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..stats import summarize
from .arms import ARMS, EXACT, OURS, PEER, STREAMING, TITLES
from .results import KokoroResults
from .targets import CPU, MEMORY, cpu_per_audio

_COLOURS = {PEER: "#D55E00", STREAMING: "#0072B2", EXACT: "#56B4E9"}
_LIMIT_COLOUR = "#222222"
_MIB = 1024**2


def draw(results: KokoroResults, path: Path) -> None:
    """Draw first audio by length, CPU and memory to `path`."""
    from matplotlib.figure import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        Figure,
    )

    figure = Figure(figsize=(13, 4.8), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=(2, 1, 1))
    _first_audio(left, results)
    _bars(middle, cpu(results), CPU, "%.2f")
    middle.set_title("CPU seconds per second of audio")
    _bars(right, memory(results), MEMORY, "%.0f")
    right.set_title("MiB resident after all texts")
    figure.suptitle(
        f"Kokoro: {results.machine.cpu}, {results.machine.cores} cores, {results.machine.date}"
    )
    figure.savefig(path, dpi=110, metadata={"Software": None})


def cpu(results: KokoroResults) -> dict[str, float]:
    """Return CPU seconds per second of audio over all that was spoken, by arm."""
    spoken = [*results.samples, *results.spoken]
    found = {arm: cpu_per_audio(spoken, arm) for arm in ARMS}
    return {arm: value for arm, value in found.items() if value is not None}


def memory(results: KokoroResults) -> dict[str, float]:
    """Return the MiB that each arm held in the end."""
    return {use.arm: use.last / _MIB for use in results.memory}


def _first_audio(axes: Any, results: KokoroResults) -> None:
    width = 0.85 / len(ARMS)
    for i, arm in enumerate(ARMS):
        heights = []
        for text in results.texts:
            values = results.values(arm, lambda sample: sample.first_audio, text)
            summary = summarize(values.values())
            heights.append(summary.median * 1000 if summary else 0.0)
        left = [place + (i - (len(ARMS) - 1) / 2) * width for place in range(len(heights))]
        bars = axes.bar(left, heights, width, label=TITLES[arm], color=_COLOURS[arm])
        axes.bar_label(bars, fmt="%.0f", fontsize=8, padding=2)
    axes.set_xticks(range(len(results.texts)), results.texts)
    axes.set_ylabel("milliseconds (median)")
    axes.set_title("Time to first audio, lower is better")
    axes.legend()


def _bars(axes: Any, values: Mapping[str, float], limit: float, shown: str) -> None:
    labels = [TITLES[arm].replace(", ", ",\n") for arm in values]
    bars = axes.bar(labels, list(values.values()), color=[_COLOURS[arm] for arm in values])
    axes.bar_label(bars, fmt=shown, label_type="center", color="white")
    axes.tick_params(axis="x", labelsize=8)
    ours = [place for place, arm in enumerate(values) if arm in OURS]
    if PEER in values and ours:
        axes.hlines(
            limit * values[PEER],
            min(ours) - 0.4,
            max(ours) + 0.4,
            color=_LIMIT_COLOUR,
            linewidth=2.5,
            label=f"target ({limit:g} of kokoro-onnx)",
        )
        axes.legend(fontsize=8)
