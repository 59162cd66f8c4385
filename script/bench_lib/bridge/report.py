"""What the bridge adds, as a section of the Markdown report."""

from collections.abc import Callable, Sequence

from ..heading import heading, packages, targets_table
from ..machine import BRIDGE, CLIENTS
from ..markdown import in_ms, milliseconds, number, table
from ..results import Machine
from ..server import OURS, TITLES
from ..stats import ratio, summarize
from ..texts import BENCH
from .arms import ARMS, OF_FORMAT, RAW, Arm
from .received import Measures
from .results import AtOnce, BridgeResults
from .targets import added, check, cpu_per_audio, first_audio_added, not_whole

PLOT = "benchmarks-bridge.png"
RAW_FIGURES = "benchmarks-bridge.json"
_MIB = 1024**2
_TITLES = {OURS: TITLES[OURS], BRIDGE: "The bridge", CLIENTS: "The clients that measure"}
_BRIDGED = [arm for arm in ARMS if arm.compared]


def render(results: BridgeResults) -> str:
    """Return the whole section."""
    parts = [
        _head(results),
        _targets(results),
        f"![First audio with and without the bridge]({PLOT})",
        _first_audio(results),
        _each_text(results),
        _total(results),
        _cost(results),
        _memory(results),
        _at_once(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(results: BridgeResults) -> str:
    machine = results.machine
    return f"""{heading("## The bridge", machine)}
{_programs(machine, results)}
- One and the same server is asked directly over Wyoming (`synthesize`, the stock client) and
  through the bridge, by aiohttp's client, whose own time counts as the bridge's. Both clients keep
  their connections, as the bridge keeps its own to the server, except where a new connection is
  named: then connecting counts.
- One run, after a warm-up. Rounds: {results.rounds}, each over all texts; each text is asked for in
  every way in turn, in an order that changes from round to round.
- First audio: directly the first `audio-chunk`, for pcm the first byte, for wav the first byte
  behind the header, for the others the moment from which on the bytes received decode to a frame
  (mp3, aac and opus begin with the few milliseconds of silence that their encoders put first).
- "Added" is (bridge - direct) / direct of a text's medians, and for all texts the mean over them;
  "of pairs" is the median of the same taken of each text in each round.
- All raw figures: `{RAW_FIGURES}`."""


def _programs(machine: Machine, results: BridgeResults) -> str:
    lines = []
    for name, versions in machine.versions.items():
        command = f"`{results.commands[name]}`; " if name in results.commands else ""
        lines.append(f"- {_TITLES[name]}: {command}{packages(versions)}")
    return "\n".join(lines)


def _targets(results: BridgeResults) -> str:
    return "### Targets of the bridge\n\n" + targets_table(check(results))


def _first_audio(results: BridgeResults) -> str:
    return "### First audio through the bridge\n\nMilliseconds, all texts.\n\n" + _comparison(
        results, lambda measures: measures.first_audio
    )


def _total(results: BridgeResults) -> str:
    return (
        "### Total time through the bridge\n\nMilliseconds, all texts, until the answer's end.\n\n"
        + _comparison(results, lambda measures: measures.total)
    )


def _comparison(results: BridgeResults, metric: Callable[[Measures], float]) -> str:
    rows = []
    for arm in ARMS:
        values = results.values(arm.name, metric).values()
        summary = summarize(values)
        if summary is None:
            continue
        times = (summary.median, summary.mean, summary.p95)
        row = [arm.name, str(summary.count), *(milliseconds(time) for time in times)]
        more = added(results, arm, metric)
        if more is None:
            rows.append([*row, "", "", ""])
        else:
            shares = (number(more.share), number(more.of_pairs))
            rows.append([*row, milliseconds(more.seconds), *shares])
    header = ("Asked", "Answers", "Median", "mean", "p95", "Added ms", "Added", "of pairs")
    return table(header, rows)


def _each_text(results: BridgeResults) -> str:
    rows = []
    for text in results.texts:
        direct = summarize(results.values(RAW.name, lambda one: one.first_audio, text).values())
        row = [text, milliseconds(direct.median if direct else None)]
        row += [number(first_audio_added(results, name, text)) for name in OF_FORMAT]
        rows.append(row)
    return (
        "### What is added to each text's first audio\n\nThe median without the bridge in "
        "milliseconds, and what each format adds to it as a share.\n\n"
        + table(("Text", RAW.name, *OF_FORMAT), rows)
    )


def _cost(results: BridgeResults) -> str:
    rows = [
        (arm.name, number(cpu_per_audio(results, arm.name), 4), number(_audio(results, arm), 1))
        for arm in ARMS
        if _audio(results, arm)
    ]
    return (
        "### The bridge's own work\n\nUser + system seconds of the bridge's process per second of "
        "audio that it was asked for (directly asked, what it used meanwhile), and the seconds of "
        "audio in all.\n\n" + table(("Asked", "CPU", "Audio"), rows)
    )


def _audio(results: BridgeResults, arm: Arm) -> float:
    return sum(results.values(arm.name, lambda measures: measures.audio).values())


def _memory(results: BridgeResults) -> str:
    memory = results.memory
    if memory is None:
        return ""
    sizes = {
        "Ready, before any request": memory.ready,
        "After the single requests": memory.after,
        "At the end": memory.last,
        "Peak": memory.peak,
    }
    rows = [(label, number(size / _MIB, 1)) for label, size in sizes.items()]
    return (
        "### The bridge's memory\n\nMiB of its process (VmRSS, and VmHWM for the peak).\n\n"
        + table(("", "MiB"), rows)
    )


_FIGURES: Sequence[tuple[str, int, Callable[[AtOnce], float | None]]] = (
    ("First audio, mean (ms)", 1, lambda many: in_ms(many.first_audio, "mean")),
    ("First audio, p95 (ms)", 1, lambda many: in_ms(many.first_audio, "p95")),
    ("First audio, slowest (ms)", 1, lambda many: in_ms(many.first_audio, "maximum")),
    ("All answered after (s)", 2, lambda many: many.wall),
    ("Seconds of audio per second", 1, lambda many: ratio(many.audio, many.wall)),
    ("Answered whole", 0, lambda many: many.requests - not_whole(many)),
    ("Failed", 0, lambda many: len(many.failures)),
    ("Of an odd length", 0, lambda many: len(many.odd_lengths)),
)


def _at_once(results: BridgeResults) -> str:
    if not results.at_once:
        return ""
    rows = [
        [label, *(number(figure(many), digits) for many in results.at_once)]
        for label, digits, figure in _FIGURES
    ]
    requests = results.at_once[0].requests
    return (
        f"### {requests} requests at once through the bridge\n\n{BENCH}'s texts, each request on "
        "a new connection, connecting included. Whole is an answer that decodes and is about as "
        "long as the same text spoken alone.\n\n"
        + table(["", *(many.name for many in results.at_once)], rows)
    )
