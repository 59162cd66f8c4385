"""The results as Markdown."""

from collections.abc import Callable
from dataclasses import dataclass

from . import sections
from .answer import Measures
from .client import Mode
from .heading import heading, packages, targets_table
from .markdown import NONE, cells, mean, milliseconds, number, table
from .results import Results
from .server import OURS, PEER, TITLES
from .stats import pair_ratios, ratio, summarize
from .targets import check
from .texts import GROUPS, LONG, SHORT

PLOT = "benchmarks.png"

_MODES = {
    Mode.PLAIN: "the whole text in one `synthesize`",
    Mode.STREAMING: (
        "the whole text at once, the way Home Assistant streams it (`synthesize-start`, "
        "`synthesize-chunk`, the full-text `synthesize`, `synthesize-stop`)"
    ),
    Mode.WORDS: (
        "a stream whose words come every 50 ms; the times include waiting for the text, and "
        "run from `synthesize-start`"
    ),
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A time that each answer has, in seconds, and what it means."""

    title: str
    meaning: str
    of: Callable[[Measures], float | None]


METRICS = (
    Metric(
        "Time to first audio",
        "from sending the request until the first `audio-chunk` is here",
        lambda measures: measures.first_audio,
    ),
    Metric(
        "Time to first audible sample",
        "from sending the request until a player that starts on the first chunk plays the first "
        "sample louder than 2% of the answer's own peak (wyoming-piper levels every sentence to "
        "full scale, so a fixed threshold would not be the same for both)",
        lambda measures: measures.first_audible,
    ),
    Metric(
        "Time to first audible sample, fixed threshold",
        "the same for the first sample louder than 1% of full scale (-40 dBFS)",
        lambda measures: measures.first_audible_fs,
    ),
    Metric(
        "Total time",
        "from sending the request until the last `audio-stop`",
        lambda measures: measures.total,
    ),
)


def render(results: Results) -> str:
    """Return the whole report."""
    parts = [
        _head(results),
        _targets(results),
        f"![First audio, ratios, and how the audio of the {LONG} arrives]({PLOT})",
        *(_metric(results, metric) for metric in METRICS),
        _growth(results),
        sections.underruns(results),
        sections.cost(results),
        sections.memory(results),
        sections.load(results),
        sections.starts(results),
        sections.cli(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(results: Results) -> str:
    machine = results.machine
    servers = "\n".join(
        f"  - {TITLES[name]}: `{results.commands[name]}`; " + packages(machine.versions[name])
        for name in results.servers
    )
    return f"""{heading("# Benchmarks", machine)}
- The same voice on both servers, each with its default settings, but ours without its cache of
  finished audio:
{servers}
- One run, after a warm-up. Rounds: {results.rounds}, each over wyoming-bench's own texts, a 5-word
  and a 60-word sentence; each text goes to one server and then to the other, the order swapped
  each round. "Ratio" is ours / theirs: below 1 we are faster, or use less. For times it is taken
  of each pair, and then the mean, median and p95 of the pairs.
- All raw figures: `benchmarks.json`."""


def _targets(results: Results) -> str:
    if set(results.servers) != {OURS, PEER}:
        return ""
    return (
        "## Targets\n\nTimes are means of the ratios of the pairs, CPU and memory ratios of the "
        "sums.\n\n" + targets_table(check(results))
    )


def _metric(results: Results, metric: Metric) -> str:
    parts = [f"## {metric.title}", f"Milliseconds, {metric.meaning}."]
    for mode, meaning in _MODES.items():
        parts.append(f"**{mode.capitalize()}**: {meaning}.")
        parts.append(_metric_table(results, mode, metric))
    return "\n\n".join(parts)


def _metric_table(results: Results, mode: Mode, metric: Metric) -> str:
    header = ["Text"]
    for name in results.servers:
        header += [f"{TITLES[name]} mean", "median", "p95"]
    header += ["Pairs", "Ratio mean", "median", "p95"]
    rows = []
    for label, groups in [*((group, (group,)) for group in GROUPS), ("all", GROUPS)]:
        by_server = {
            name: results.values(name, mode, metric.of, groups) for name in results.servers
        }
        row = [label]
        for values in by_server.values():
            row += cells(summarize(values.values()), milliseconds)
        ratios = summarize(pair_ratios(by_server.get(OURS, {}), by_server.get(PEER, {})))
        row.append(str(ratios.count) if ratios else NONE)
        rows.append(row + cells(ratios, number))
    return table(header, rows)


def _growth(results: Results) -> str:
    rows = []
    for mode in (Mode.PLAIN, Mode.STREAMING):
        row = [mode.capitalize()]
        for name in results.servers:
            short, long = (
                mean(results.values(name, mode, lambda m: m.first_audio, (group,)).values())
                for group in (SHORT, LONG)
            )
            row.append(number(ratio(long, short)))
        rows.append(row)
    return (
        f"## What a long sentence costs\n\nMean time to first audio of the {LONG} divided by that "
        f"of the {SHORT}: 1 would mean that the length does not matter.\n\n"
        + table(["Mode", *(TITLES[name] for name in results.servers)], rows)
    )
