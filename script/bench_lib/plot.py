"""The results as one picture (PNG)."""

from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from typing import Any

from .answer import play
from .client import Mode
from .results import Results, Timeline
from .server import OURS, PEER, TITLES
from .stats import summarize
from .targets import check
from .texts import GROUPS, LONG

_COLOURS = {OURS: "#0072B2", PEER: "#D55E00"}
_LIMIT_COLOUR = "#222222"
_SHOWN_MODES = (Mode.PLAIN, Mode.STREAMING)


def draw(results: Results, path: Path) -> None:
    """Draw first audio, ratios and the long sentence's arrival to `path`."""
    from matplotlib.figure import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        Figure,
    )

    figure = Figure(figsize=(13, 9.5), layout="constrained")
    upper, lower = figure.subfigures(2, 1)
    left, right = upper.subplots(1, 2)
    _first_audio(left, results)
    _ratios(right, results)
    left, right = lower.subplots(1, 2)
    _arrival(left, results)
    _arrival_start(right, results)
    figure.suptitle(
        f"JabberTTS beside wyoming-piper: {results.machine.cpu}, {results.machine.cores} cores, "
        f"{results.machine.date}"
    )
    figure.savefig(path, dpi=110, metadata={"Software": None})


def staircase(line: Timeline) -> tuple[list[float], list[float]]:
    """Return the x (arrival) and y (audio received) of a step plot, both in seconds."""
    arrivals = [arrived for arrived, _ in line]
    received = list(accumulate(seconds for _, seconds in line))
    return [0.0, *arrivals], [0.0, *received]


def heard(line: Timeline) -> tuple[list[float], list[float]]:
    """Return the corners (wall time, audio played) of a player's line, both in seconds."""
    playback = play(line)
    times, positions = [playback.started], [0.0]
    waited = 0.0
    for gap in playback.gaps:
        dry = playback.started + gap.position + waited
        waited += gap.seconds
        times += [dry, dry + gap.seconds]
        positions += [gap.position, gap.position]
    length = sum(seconds for _, seconds in line)
    return [*times, playback.started + length + waited], [*positions, length]


def _first_audio(axes: Any, results: Results) -> None:
    places = [(mode, group) for mode in _SHOWN_MODES for group in GROUPS]
    width = 0.8 / len(results.servers)
    for i, name in enumerate(results.servers):
        heights = [
            _mean_milliseconds(
                results.values(name, mode, lambda m: m.first_audio, (group,)).values()
            )
            for mode, group in places
        ]
        left = [
            place + (i - (len(results.servers) - 1) / 2) * width for place in range(len(places))
        ]
        bars = axes.bar(left, heights, width, label=TITLES[name], color=_COLOURS[name])
        axes.bar_label(bars, fmt="%.0f", fontsize=8, padding=2)
    axes.set_xticks(
        range(len(places)),
        [f"{group}\n{mode}".replace("-", "-\n") for mode, group in places],
        fontsize=8,
    )
    axes.set_ylabel("milliseconds (mean)")
    axes.set_title("Time to first audio, lower is better")
    axes.legend()


def _mean_milliseconds(values: Iterable[float]) -> float:
    summary = summarize(values)
    return summary.mean * 1000 if summary else 0.0


def _ratios(axes: Any, results: Results) -> None:
    targets = [
        (target.name, target.limit, target.measured)
        for target in check(results)
        if not target.unit and target.limit and target.measured is not None
    ]
    if not targets:
        axes.set_axis_off()
        return
    axes.set_title("JabberTTS / wyoming-piper, lower is better")
    names, limits, measured = zip(*targets, strict=True)
    places = range(len(names))
    widest = max(*measured, *limits)
    axes.barh(places, measured, color=_COLOURS[OURS], label="measured")
    for place, limit, value in zip(places, limits, measured, strict=True):
        axes.text(max(limit, value) + 0.02 * widest, place, f"{value:.2f}", fontsize=8, va="center")
    axes.vlines(
        limits,
        [place - 0.42 for place in places],
        [place + 0.42 for place in places],
        color=_LIMIT_COLOUR,
        linewidth=2.5,
        label="target (at most)",
    )
    axes.set_yticks(places, names, fontsize=8)
    axes.set_ylim(len(names) + 0.4, -0.6)  # downwards, with room for the legend
    axes.set_xlabel("ratio")
    axes.set_xlim(0, widest * 1.15)
    axes.legend(loc="lower right", ncols=2)


def _arrival(axes: Any, results: Results) -> None:
    _lines(axes, results)
    axes.set_title(f"Sentence of {LONG}, plain mode: how the audio arrives")


def _arrival_start(axes: Any, results: Results) -> None:
    firsts = [line[0][0] for line in results.timelines.values() if line]
    _lines(axes, results)
    end = min(max(firsts, default=1.0) * 1.4, min(firsts, default=1.0) * 6)
    axes.set_xlim(0, end)
    axes.set_ylim(0, 3 * end)
    axes.set_title("The same, its beginning")


def _lines(axes: Any, results: Results) -> None:
    ends: list[float] = []
    for name, line in results.timelines.items():
        times, received = staircase(line)
        ends.append(times[-1])
        colour = _COLOURS[name]
        axes.step(times, received, where="post", color=colour, label=f"{TITLES[name]}: received")
        played_times, played = heard(line)
        axes.plot(
            played_times, played, color=colour, linestyle="--", label=f"{TITLES[name]}: played"
        )
    axes.set_xlim(0, max(ends, default=1.0) * 1.15)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("seconds since the request")
    axes.set_ylabel("seconds of audio")
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left", fontsize=8)
