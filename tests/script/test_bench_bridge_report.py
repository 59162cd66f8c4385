import dataclasses
import json

import pytest

from script.bench_lib.bridge.arms import OF_FORMAT, RAW
from script.bench_lib.bridge.report import render
from script.bench_lib.bridge.results import BridgeResults
from script.bench_lib.texts import LONG

from .bridge_results import full, results


@pytest.fixture
def rendered() -> str:
    return render(full())


def rows(report: str, section: str) -> dict[str, list[str]]:
    _, found, rest = report.partition(f"### {section}\n")
    assert found
    lines = [line for line in rest.partition("\n### ")[0].splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first: others for first, *others in cells}


def test_targets_are_reached_or_not(rendered: str) -> None:
    targets = rows(rendered, "Targets of the bridge")
    assert targets["Added to first audio, mp3, all texts"] == ["≤ 1.2", "1.00", "reached"]
    assert targets["Not answered whole of 50 at once, mp3"] == ["≤ 0", "1", "**not reached**"]


def test_times_and_what_is_added(rendered: str) -> None:
    first = rows(rendered, "First audio through the bridge")
    assert first[RAW.name] == ["4", "65.0", "65.0", "100.0", "", "", ""]
    assert first["mp3"] == ["4", "130.0", "130.0", "200.0", "65.0", "1.00", "1.00"]
    total = rows(rendered, "Total time through the bridge")
    assert total["pcm"][-3:] == ["325.0", "0.50", "0.50"]
    texts = rows(rendered, "What is added to each text's first audio")
    assert list(texts) == ["Text", "---", "wyoming-bench 1", LONG]
    assert texts["wyoming-bench 1"] == ["30.0", "0.50", "0.50", "1.00", "0.50", "0.50", "0.50"]
    assert texts["Text"] == [RAW.name, *OF_FORMAT]


def test_cost_memory_and_many_at_once(rendered: str) -> None:
    assert rows(rendered, "The bridge's own work")["flac"] == ["0.0100", "8.0"]
    memory = rows(rendered, "The bridge's memory")
    assert (memory["Ready, before any request"], memory["Peak"]) == (["80.0"], ["120.0"])
    at_once = rows(rendered, "50 requests at once through the bridge")
    assert at_once["First audio, mean (ms)"] == ["500.0"] * 3
    assert at_once["Answered whole"] == ["50", "49", "48"]
    assert at_once["Failed"] == ["0", "1", "0"]


def test_the_head_says_how_the_run_was_made(rendered: str) -> None:
    head = rendered.partition("### ")[0]
    for part in ("Test CPU, 2 cores", "`script/bench --bridge --rounds 1`", "Rounds: 2", "3.54.0"):
        assert part in head
    assert "- The bridge: `bridge --port PORT`; aiohttp 3.14.5\n" in head


def test_a_run_that_measured_nothing_can_be_shown() -> None:
    empty = render(results())
    assert "at once through" not in empty
    assert rows(empty, "First audio through the bridge").keys() == {"Asked", "---"}


def test_every_table_is_rectangular(rendered: str) -> None:
    widths: set[int] = set()
    for line in [*rendered.splitlines(), ""]:
        if line.startswith("|"):
            widths.add(line.count("|"))
        else:
            assert len(widths) <= 1
            widths.clear()


def test_results_go_to_json() -> None:
    got: BridgeResults = full()
    raw = json.loads(json.dumps(dataclasses.asdict(got)))
    assert raw["samples"][0]["measures"] == {"first_audio": 0.03, "total": 0.3, "audio": 2.0}
