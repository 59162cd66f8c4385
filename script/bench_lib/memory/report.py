"""What the server keeps in memory, as a section of the Markdown report."""

from collections.abc import Callable, Sequence

from ..heading import heading, packages, targets_table
from ..markdown import milliseconds, number, table
from ..stats import summarize
from .arms import KOKORO, PIPER
from .growth import AT_ONCE
from .results import Growth, MemoryResults, Spoken, Turns
from .targets import MEGABYTE, check, ends, growth_mb, most, slope
from .watch import EVERY_S

PLOT = "benchmarks-memory.png"
RAW_FIGURES = "benchmarks-memory.json"


def render(results: MemoryResults) -> str:
    """Return the whole section."""
    parts = [
        _head(results),
        _targets(results),
        f"![Memory under the limits, and over many requests]({PLOT})",
        _limits(results),
        _first_audio(results),
        _growth(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(results: MemoryResults) -> str:
    machine = results.machine
    listed = ", ".join(map(packages, machine.versions.values()))
    commands = "\n".join(f"  - {name}: `{command}`" for name, command in results.commands.items())
    return f"""{heading("## Memory of many voices", machine)}
- {listed}
{commands}
- MB are millions of bytes, as in `--max-memory`. What counts is the server's own process: VmRSS,
  read every {EVERY_S * 1000:.0f} ms, and the kernel's own peak, VmHWM.
- The voices: Kokoro's {KOKORO}, and {len(PIPER)} Piper voices, which are one published voice (the
  embedded one) under {len(PIPER)} names. Their weights are the same, but the server does not know
  that: each is prepared, loaded and unloaded by itself.
- Each round asks each voice alone, twice for the same text, then all of them in pairs of two that
  speak at the same time. The lengths of the texts change from voice to voice and round to round.
{_preparation(results)}- All raw figures: `{RAW_FIGURES}`."""


def _preparation(results: MemoryResults) -> str:
    taken = results.preparation
    if taken is None:
        return "- All voices were prepared before.\n"
    return (
        f"- All voices were prepared before, in {taken.seconds:.0f} s, by processes of their own,\n"
        f"  one after the other, of which the largest took {taken.peak / MEGABYTE:.0f} MB. That "
        "is not part of the limit.\n"
    )


def _targets(results: MemoryResults) -> str:
    return "### Targets of memory\n\n" + targets_table(check(results), digits=1)


def _limits(results: MemoryResults) -> str:
    figures: Sequence[tuple[str, Callable[[Turns], str]]] = (
        ("Voices", lambda turns: str(turns.voices)),
        ("Rounds", lambda turns: str(turns.rounds)),
        ("Limit, MB", lambda turns: _megabytes(turns.limit)),
        ("Most ever, MB", lambda turns: _megabytes(most(turns))),
        ("Most that was read, MB", lambda turns: _megabytes(turns.highest)),
        ("Readings", lambda turns: str(turns.readings)),
        ("With the default voice alone, MB", lambda turns: _megabytes(turns.ready)),
        ("At the end, MB", lambda turns: _megabytes(turns.last)),
        ("Requests", lambda turns: str(len(turns.spoken))),
        ("Of them with a load", lambda turns: str(sum(one.loaded for one in turns.spoken))),
        ("Voices unloaded", lambda turns: str(len(turns.unloads))),
    )
    rows = [[name, *(figure(turns) for turns in results.turns)] for name, figure in figures]
    return "### Voices in turn under a limit\n\n" + table(
        ("", *(turns.arm for turns in results.turns)), rows
    )


def _first_audio(results: MemoryResults) -> str:
    rows = []
    for turns in results.turns:
        for kind, of_kind in (("Piper", PIPER), ("Kokoro", (KOKORO,))):
            spoken = [one for one in turns.spoken if one.voice in of_kind]
            for text in dict.fromkeys(one.text for one in spoken):
                taken = [one for one in spoken if one.text == text]
                rows.append([f"{turns.arm}, {kind}, {text}", *_of_text(taken)])
    header = [
        "",
        "Loads",
        "Median",
        "p95",
        "In memory",
        "Median",
        "p95",
        "At once",
        "Median",
        "p95",
    ]
    return (
        "### First audio with and without a load\n\nMilliseconds from sending the request. Alone: "
        "its voice had to be loaded first, or was in memory. At once: two voices at the same time, "
        "where a voice that finds no memory waits until the other one has spoken.\n\n"
        + table(header, rows)
    )


def _of_text(spoken: Sequence[Spoken]) -> list[str]:
    alone = [one for one in spoken if not one.at_once]
    return [
        *_times([one for one in alone if one.loaded]),
        *_times([one for one in alone if not one.loaded]),
        *_times([one for one in spoken if one.at_once]),
    ]


def _times(spoken: Sequence[Spoken]) -> list[str]:
    summary = summarize(one.first_audio for one in spoken if one.first_audio is not None)
    return [
        str(summary.count if summary else 0),
        milliseconds(summary.median if summary else None),
        milliseconds(summary.p95 if summary else None),
    ]


def _growth(results: MemoryResults) -> str:
    if not results.growth:
        return ""
    rows = [_growth_row(growth) for growth in results.growth]
    header = (
        "Requests",
        "Texts",
        "Warm-up",
        "Seconds",
        "Behind it, MB",
        "At the end, MB",
        "Growth, MB",
        "Slope, MB per 1000",
        "Peak, MB",
        "Failed",
    )
    return (
        "### Memory over many requests\n\nThe embedded voice alone is used, by "
        f"{AT_ONCE} connections at a time, for texts of 1 to 12 words and every twentieth of 30; "
        "without the cache no text comes twice, with it all of them are kept behind the warm-up. "
        "Memory is read after each answer; given are the medians of the first and of the last "
        "tenth behind the warm-up, and the slope of the straight line through all of it.\n\n"
        + table(("", *header), rows)
    )


def _growth_row(growth: Growth) -> list[str]:
    first, last = ends(growth) or (None, None)
    return [
        growth.name,
        str(len(growth.resident)),
        str(growth.distinct),
        str(growth.warm_up),
        number(growth.seconds, 0),
        _megabytes(first),
        _megabytes(last),
        number(growth_mb(growth), 1),
        number(slope(growth), 2),
        _megabytes(growth.peak),
        str(len(growth.failures)),
    ]


def _megabytes(size: float | None) -> str:
    return number(None if size is None else size / MEGABYTE, 1)
