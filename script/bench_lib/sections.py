"""The report's sections on everything but the times of single answers."""

from collections.abc import Callable, Mapping, Sequence

from .client import Mode
from .markdown import in_ms, median, milliseconds, number, pair, table
from .results import CliRow, Load, Results
from .server import TITLES
from .stats import ratio
from .targets import cpu_per_audio
from .texts import BENCH, SHORT

_MIB = 1024**2


def underruns(results: Results) -> str:
    """Return the section on gaps in playback."""
    rows = []
    for mode in Mode:
        for name in results.servers:
            measures = [
                sample.measures
                for sample in results.samples
                if sample.server == name and sample.mode is mode
            ]
            rows.append(
                (
                    f"{mode.capitalize()}, {TITLES[name]}",
                    str(len(measures)),
                    str(sum(1 for one in measures if one.gaps)),
                    str(sum(one.gaps for one in measures)),
                    milliseconds(sum(one.gap_seconds for one in measures)),
                    milliseconds(max((one.longest_gap for one in measures), default=None)),
                )
            )
    return (
        "## Underruns\n\nA player without any buffer starts on the first chunk; a gap is a moment "
        "when it has played all that came. With words every 50 ms the gaps between sentences, "
        "where the text itself is not there yet, count too. Durations in milliseconds.\n\n"
        + table(
            ("Mode, server", "Answers", "With gaps", "Gaps", "Total", "Longest"),
            rows,
        )
    )


def cost(results: Results) -> str:
    """Return the section on CPU and real-time factor."""
    rows = []
    for mode in Mode:
        costs = [cpu_per_audio(results, name, mode) for name in results.servers]
        speeds = [_real_time_factor(results, name, mode) for name in results.servers]
        audio = [_audio(results, name, mode) for name in results.servers]
        rows.append(
            [
                mode.capitalize(),
                *(number(cost, 4) for cost in costs),
                pair(costs),
                *(number(speed, 4) for speed in speeds),
                *(number(seconds, 1) for seconds in audio),
            ]
        )
    titles = [TITLES[name] for name in results.servers]
    return (
        "## Work per second of audio\n\nCPU: user + system seconds of the server and its children "
        "over a whole mode, by the seconds of audio they made. RTF: total time by audio. Audio: "
        "seconds made in all (each server draws its own durations, and pauses differ).\n\n"
        + table(
            [
                "Mode",
                *(f"CPU {title}" for title in titles),
                "Ratio",
                *(f"RTF {title}" for title in titles),
                *(f"Audio {title}" for title in titles),
            ],
            rows,
        )
    )


def _audio(results: Results, server: str, mode: Mode) -> float:
    return sum(results.values(server, mode, lambda measures: measures.audio).values())


def _real_time_factor(results: Results, server: str, mode: Mode) -> float | None:
    total = sum(results.values(server, mode, lambda measures: measures.total).values())
    return ratio(total, _audio(results, server, mode))


def memory(results: Results) -> str:
    """Return the section on memory."""
    uses = {use.server: use for use in results.memory}
    kinds = {
        "Ready, before any request (wyoming-piper has not loaded its voice yet)": "ready",
        "At rest after the warm-up": "warm",
        "At rest at the end": "rest",
        "Peak before the requests at once": "peak_before_load",
        "Peak of the whole run": "peak",
    }
    rows = []
    for label, kind in kinds.items():
        sizes = [float(getattr(uses[name], kind)) for name in results.servers if name in uses]
        rows.append([label, *(number(size / _MIB, 1) for size in sizes), pair(sizes)])
    return (
        "## Memory\n\nMiB of the server process and its children (VmRSS, and VmHWM for the "
        "peaks).\n\n" + table(["", *(TITLES[name] for name in results.servers), "Ratio"], rows)
    )


_LOAD_FIGURES: Sequence[tuple[str, int, Callable[[Load], float | None]]] = (
    ("First audio, mean (ms)", 1, lambda load: in_ms(load.first_audio, "mean")),
    ("First audio, p95 (ms)", 1, lambda load: in_ms(load.first_audio, "p95")),
    ("First audio, slowest (ms)", 1, lambda load: in_ms(load.first_audio, "maximum")),
    ("All answered after (s)", 2, lambda load: load.wall),
    ("Seconds of audio per second", 1, lambda load: ratio(load.audio, load.wall)),
    ("Answers with underruns", 0, lambda load: load.answers_with_gaps),
    ("Requests that failed", 0, lambda load: len(load.failures)),
    ("`describe`, median (ms)", 1, lambda load: in_ms(load.describe, "median")),
    ("`describe`, slowest (ms)", 1, lambda load: in_ms(load.describe, "maximum")),
    ("`describe`, probes", 0, lambda load: len(load.describe)),
    (
        "`describe` on a quiet server, median (ms)",
        1,
        lambda load: in_ms(load.describe_idle, "median"),
    ),
)


def load(results: Results) -> str:
    """Return the section on concurrent requests, nothing if there were none."""
    if not results.load:
        return ""
    rows = []
    for label, digits, figure in _LOAD_FIGURES:
        values = [figure(load) for load in results.load]
        rows.append([label, *(number(value, digits) for value in values), pair(values)])
    requests = results.load[0].requests
    return (
        f"## {requests} requests at once\n\n{requests} plain requests of {BENCH}'s texts sent at "
        "the same moment, and a `describe` on a new connection every 100 ms while they run.\n\n"
        + table(["", *(TITLES[load.server] for load in results.load), "Ratio"], rows)
    )


def starts(results: Results) -> str:
    """Return the section on start-up."""
    rows = [
        [
            TITLES[starts.server],
            number(starts.first.ready),
            number(starts.first.speaking),
            number(median(start.ready for start in starts.later)),
            number(median(start.speaking for start in starts.later)),
            str(len(starts.later)),
        ]
        for starts in results.starts
    ]
    return (
        "## Start-up\n\nSeconds from starting the process until `describe` is answered (ready), "
        f"and until the first audio of the {SHORT} asked for at once (speaking). On its first "
        "start with a fresh data directory ours prepares the voice; the later starts (median) are "
        "what users see.\n\n"
        + table(
            ["", "First ready", "First speaking", "Later ready", "Later speaking", "Later starts"],
            rows,
        )
    )


def cli(results: Results) -> str:
    """Return the section on wyoming-bench's figures, nothing if it did not run."""
    if not results.cli:
        return ""
    kinds: Mapping[str, Callable[[CliRow], float]] = {
        "first audio, mean": lambda row: row.first_audio_mean,
        "first audio, p95": lambda row: row.first_audio_p95,
        "total, mean": lambda row: row.total_mean,
    }
    rows = []
    for mode in dict.fromkeys(row.mode for row in results.cli):
        by_server = {row.server: row for row in results.cli if row.mode == mode}
        for label, kind in kinds.items():
            values = [
                kind(by_server[name]) if name in by_server else None for name in results.servers
            ]
            rows.append(
                [f"{mode}, {label}", *(milliseconds(value) for value in values), pair(values)]
            )
    return (
        "## wyoming-bench's own command\n\n`wyoming-bench tts` over the servers, one after the "
        "other (not interleaved, so more exposed to noise), in milliseconds, as it prints them. "
        "It adds a random word to each text.\n\n"
        + table(["", *(TITLES[name] for name in results.servers), "Ratio"], rows)
    )
