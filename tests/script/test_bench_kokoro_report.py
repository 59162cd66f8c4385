import dataclasses
import json

import pytest

from script.bench_lib.kokoro.report import render

from .kokoro_results import full, results


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
    targets = rows(rendered, "Targets of Kokoro")
    assert targets["First audio, 60 words, streaming"] == ["≤ 0.2", "0.10", "reached"]
    assert targets["CPU per second of audio, all texts, exact"] == [
        "≤ 0.5",
        "0.60",
        "**not reached**",
    ]
    assert targets["More word errors, tiny.en, exact"] == ["≤ 1 points", "0.00 points", "reached"]
    assert targets["DNSMOS p808 lost, streaming"] == ["≤ 0.1", "-0.05", "reached"]
    assert targets["Underruns of our answers, streaming"] == ["≤ 0", "1", "**not reached**"]


def test_times(rendered: str) -> None:
    first = rows(rendered, "First audio of a Kokoro voice")
    assert first["60 words"] == [
        *("2", "8000.0", "8000.0", "800.0", "800.0", "4000.0", "4000.0"),
        *("0.10", "0.50"),
    ]
    assert rows(rendered, "Total time of a Kokoro voice")["5 words"][1] == "2000.0"


def test_cost_and_memory(rendered: str) -> None:
    cost = rows(rendered, "CPU of a Kokoro voice")
    assert cost["5 words"] == ["0.500", "0.050", "0.250", "0.10", "0.50"]
    assert cost["sentences spoken once"] == ["0.250", "0.250", "0.250", "1.00", "1.00"]
    assert cost["all"] == ["0.417", "0.117", "0.250", "0.28", "0.60"]
    memory = rows(rendered, "Memory of a Kokoro voice")
    assert memory["After the sentences spoken once"] == ["1000.0", "550.0", "600.0", "0.55", "0.60"]
    assert "ran dry 1 times in 6 answers, of which 1 came in several chunks" in rendered


def test_quality(rendered: str) -> None:
    errors = rows(rendered, "Word errors of a Kokoro voice")
    assert errors["Whisper tiny.en, all"] == [
        *("2", "100", "1.00", "3.00", "1.00"),
        *("2.00", "0.00"),
    ]
    assert errors["Whisper base, those that stream"][:2] == ["1", "50"]
    scores = rows(rendered, "DNSMOS of a Kokoro voice")
    assert scores["ovrl, streaming, all"] == [
        *("2", "3.500", "3.450"),
        *("-0.050", "0.050", "-0.100", "0.000"),
    ]
    assert scores["p808, exact, those that stream"][-3:] == ["–", "-0.100", "-0.100"]


def test_the_head_says_how_the_run_was_made(rendered: str) -> None:
    head = rendered.partition("### ")[0]
    for part in ("Test CPU, 2 cores", "`script/bench --kokoro`", "2 sentences of 1 to 3 words"):
        assert part in head
    assert "- kokoro-onnx: `peer MODEL VOICES`; kokoro-onnx 0.6.1\n" in head
    assert "heard by Whisper tiny.en and base" in head
    assert "once: 31.2 s" in rendered


def test_a_run_that_measured_nothing_can_be_shown() -> None:
    empty = render(results())
    assert "DNSMOS" not in empty
    assert rows(empty, "First audio of a Kokoro voice").keys() == {"Text", "---"}


def test_every_table_is_rectangular(rendered: str) -> None:
    widths: set[int] = set()
    for line in [*rendered.splitlines(), ""]:
        if line.startswith("|"):
            widths.add(line.count("|"))
        else:
            assert len(widths) <= 1
            widths.clear()


def test_results_go_to_json() -> None:
    raw = json.loads(json.dumps(dataclasses.asdict(full())))
    assert raw["samples"][0]["first_audio"] == 1.0
    assert raw["judgements"][0]["p808"] == 4.0
