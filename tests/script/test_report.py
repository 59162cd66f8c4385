import dataclasses
import json

import pytest

from script.bench_lib.client import Mode
from script.bench_lib.markdown import milliseconds, number, table
from script.bench_lib.report import render
from script.bench_lib.results import CliRow, Results, Starts, Usage
from script.bench_lib.server import OURS, PEER, StartUp
from script.bench_lib.texts import BENCH, LONG, SHORT

from .made_up import results, sample
from .test_targets import load, memory


@pytest.fixture
def full() -> Results:
    got = results(
        *(sample(OURS, group, 0.03) for group in (BENCH, SHORT, LONG)),
        *(sample(PEER, group, 0.12) for group in (BENCH, SHORT, LONG)),
    )
    got.usage = [Usage(name, mode, 1.0, 10.0) for name in (OURS, PEER) for mode in Mode]
    got.memory = [memory(OURS, 100 * 2**20), memory(PEER, 400 * 2**20)]
    got.load = [load(OURS, [0.004]), load(PEER, [6.2])]
    got.starts = [
        Starts(name, StartUp(9.0, 9.5), [StartUp(0.5, 0.75), StartUp(0.6, 0.8)])
        for name in (OURS, PEER)
    ]
    got.cli = [
        CliRow(OURS, "streaming", 12, 0.05, 0.06, 0.3),
        CliRow(PEER, "streaming", 12, 0.2, 0.3, 0.4),
    ]
    return got


def rows(report: str, section: str) -> dict[str, list[str]]:
    _, _, rest = report.partition(f"## {section}\n")
    body, _, _ = rest.partition("\n## ")
    lines = [line for line in body.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    found: dict[str, list[str]] = {}
    for first, *others in cells:
        found.setdefault(first, others)
    return found


def test_targets_are_reached_or_not(full: Results) -> None:
    targets = rows(render(full), "Targets")
    assert targets["First audio, wyoming-bench's texts, plain"] == ["≤ 0.35", "0.25", "reached"]
    assert targets["Total time, all texts, plain"] == ["≤ 1", "1.00", "reached"]
    assert targets["First audio, 60 words, streaming"] == ["≤ 0.25", "–", "**not reached**"]
    assert targets["Slowest describe, 20 requests at once"] == ["≤ 50 ms", "4.00 ms", "reached"]
    assert targets["Peak memory"] == ["≤ 0.6", "0.25", "reached"]


def test_times_and_pair_ratios(full: Results) -> None:
    times = rows(render(full), "Time to first audio")
    assert times["60 words"] == [
        *("30.0", "30.0", "30.0"),
        *("120.0", "120.0", "120.0"),
        *("1", "0.25", "0.25", "0.25"),
    ]
    assert times["all"][6] == "3"
    audible = rows(render(full), "Time to first audible sample, fixed threshold")
    assert audible["60 words"] == ["–"] * 10


def test_the_other_sections(full: Results) -> None:
    report = render(full)
    assert rows(report, "What a long sentence costs")["Plain"] == ["1.00", "1.00"]
    assert rows(report, "Underruns")["Plain, JabberTTS"][:3] == ["3", "0", "0"]
    assert rows(report, "Work per second of audio")["Words"][:3] == ["0.1000", "0.1000", "1.00"]
    assert rows(report, "Memory")["Peak of the whole run"] == ["100.0", "400.0", "0.25"]
    at_once = rows(report, "20 requests at once")
    assert at_once["`describe`, slowest (ms)"] == ["4.0", "6200.0", "0.00"]
    assert rows(report, "Start-up")["JabberTTS"] == ["9.00", "9.50", "0.55", "0.78", "2"]
    cli = rows(report, "wyoming-bench's own command")
    assert cli["streaming, first audio, mean"] == ["50.0", "200.0", "0.25"]


def test_the_head_says_how_the_run_was_made(full: Results) -> None:
    head = render(full).partition("## ")[0]
    for part in ("Test CPU, 2 cores, 4 GiB", "2026-01-01", "`script/bench --rounds 1`", "1.10.2"):
        assert part in head


@pytest.mark.parametrize("name", [OURS, PEER])
def test_one_server_alone_has_no_targets_and_no_ratios(full: Results, name: str) -> None:
    alone = dataclasses.replace(
        full,
        servers=(name,),
        samples=[one for one in full.samples if one.server == name],
        usage=[one for one in full.usage if one.server == name],
        memory=[one for one in full.memory if one.server == name],
        load=[one for one in full.load if one.server == name],
        starts=full.starts[:1],
        cli=[one for one in full.cli if one.server == name],
    )
    report = render(alone)
    assert "## Targets" not in report
    assert rows(report, "Time to first audio")["5 words"][3:] == ["–"] * 4


def test_every_table_is_rectangular(full: Results) -> None:
    widths: set[int] = set()
    for line in [*render(full).splitlines(), ""]:
        if line.startswith("|"):
            widths.add(line.count("|"))
        else:
            assert len(widths) <= 1
            widths.clear()


def test_results_go_to_json(full: Results) -> None:
    raw = json.loads(json.dumps(dataclasses.asdict(full)))
    assert raw["samples"][0]["mode"] == "plain"
    assert raw["samples"][0]["measures"]["first_audio"] == 0.03


def test_cells() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | ---: |\n| 1 | 2 |"
    assert (number(None), number(1.234), number(2, 0, "ms")) == ("–", "1.23", "2 ms")
    assert (milliseconds(None), milliseconds(0.0125)) == ("–", "12.5")
