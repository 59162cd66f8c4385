import pytest

from script.bench_lib.memory.report import render

from .memory_results import full


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
    targets = rows(rendered, "Targets of memory")
    assert targets["Most memory, 10 voices, --max-memory 1GB"] == [
        "≤ 1000 MB",
        "800.0 MB",
        "reached",
    ]
    assert targets["Most memory, 9 voices, --preset low"][1:] == ["610.0 MB", "**not reached**"]
    assert targets["Growth over 20 requests, with the cache"] == [
        "≤ 5 MB",
        "18.0 MB",
        "**not reached**",
    ]
    assert targets["Requests that failed"] == ["≤ 0", "1", "**not reached**"]


def test_limits(rendered: str) -> None:
    found = rows(rendered, "Voices in turn under a limit")
    assert found["Most ever, MB"] == ["800.0", "610.0"]
    assert found["Of them with a load"] == ["3", "0"]
    assert found["Rounds"] == ["2", "2"]
    assert found["Voices unloaded"] == ["2", "2"]
    assert found["Requests"] == ["5", "1"]


def test_first_audio_is_apart_by_what_had_to_be_loaded(rendered: str) -> None:
    found = rows(rendered, "First audio with and without a load")
    assert found["--max-memory 1GB, Piper, 5 words"] == [
        *("1", "500.0", "500.0"),
        *("1", "100.0", "100.0"),
        *("1", "700.0", "700.0"),
    ]
    assert found["--max-memory 1GB, Kokoro, 15 words"][:4] == ["1", "2000.0", "2000.0", "0"]
    assert found["--max-memory 1GB, Kokoro, 5 words"][-3:] == ["0", "–", "–"]
    assert "--preset low, Kokoro, 5 words" not in found


def test_growth(rendered: str) -> None:
    found = rows(rendered, "Memory over many requests")
    assert found["without the cache"] == [
        *("20", "20", "10", "12", "200.0", "200.0", "0.0", "0.00", "300.0", "0"),
    ]
    assert found["with the cache"][6:8] == ["18.0", "1000.00"]


def test_the_head_says_what_the_voices_are_and_what_preparing_took(rendered: str) -> None:
    assert "one published voice" in rendered
    assert "in 90 s, by processes of their own" in rendered
    assert "the largest took 900 MB" in rendered
    got = full()
    got.preparation, got.growth = None, []
    assert "- All voices were prepared before.\n" in render(got)
    assert "over many requests\n" not in render(got)
