import json
import subprocess
from pathlib import Path

import pytest

from script.bench_lib import cli
from script.bench_lib.errors import BenchError
from script.bench_lib.results import Machine
from script.bench_lib.text import command, front
from script.bench_lib.text.report import RAW_FIGURES, render
from script.bench_lib.text.results import LanguageTimes, TextResults
from script.bench_lib.text.targets import check

MACHINE = Machine("CPU", 2, 4.0, "Linux", 0.1, "2026-01-01", "script/bench --text", {"ours": {}})
FAST = LanguageTimes("de_DE", 0.0002, 0.05, 0.2, 0.7)
SLOW = LanguageTimes("zh_CN", 0.0012, 0.10, 0.6, 0.9)


def results(*languages: LanguageTimes) -> TextResults:
    return TextResults(MACHINE, 3, {"en_US": "It is 3 °C."}, languages)


def test_the_slowest_language_counts() -> None:
    sentence, whole, dense, growth = check(results(FAST, SLOW))
    assert sentence.measured == pytest.approx(1.2)
    assert not sentence.reached
    assert (whole.measured, whole.reached) == (0.6, True)
    assert (dense.measured, dense.reached) == (0.9, True)
    assert growth.measured == pytest.approx(6)
    assert not growth.reached
    assert not any(target.reached for target in check(results()))


def test_the_report_has_every_language_and_the_median() -> None:
    report = render(results(FAST, SLOW))
    assert "| de_DE | 0.20 | 0.05 | 0.20 | 4.0 | 0.70 |" in report
    assert "| median | 0.70 |" in report
    assert "| A typical sentence | ≤ 1 ms | 1.20 ms | **not reached** |" in report
    assert "It is 3 °C." in report


def test_a_run_writes_its_section(tmp_path: Path) -> None:
    command.write(results(FAST), render(results(FAST)), tmp_path)
    assert "<!-- text: written by script/bench --text -->" in (
        tmp_path / "BENCHMARKS.md"
    ).read_text(encoding="utf-8")
    raw = json.loads((tmp_path / RAW_FIGURES).read_text(encoding="utf-8"))
    assert raw["languages"][0]["language"] == "de_DE"


def test_a_failure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_PROGRAM", "script.bench_lib.text.none")
    with pytest.raises(BenchError, match=r"script\.bench_lib\.text\.none failed: .*No module"):
        command.measure(1, [], print)


def test_the_command_measures_all_languages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {"sentences": {"de_DE": "Es ist 3 °C."}, "languages": [vars_of(FAST)]}
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda argv, **_: subprocess.CompletedProcess(argv, 0, json.dumps(told), ""),
    )
    assert cli.main(["--text", "--quick", "--output", str(tmp_path)]) == 0
    assert "| de_DE |" in capsys.readouterr().out
    assert (tmp_path / RAW_FIGURES).exists()


def vars_of(times: LanguageTimes) -> dict[str, object]:
    return {name: getattr(times, name) for name in LanguageTimes.__slots__}


def test_every_language_has_a_sentence_and_a_table() -> None:
    spoken = front.sentences()
    assert {tag[:2] for tag in spoken} == {
        path.stem[:2] for path in front.TABLES.glob("*.yaml")
    } - {"no"} | {"nb"}
    assert all(len(front.rows(tag)) > 20 for tag in spoken)


def test_times_are_of_so_many_bytes() -> None:
    assert len(front.repeated(["one", "two."])) == front.LENGTH
    assert front.LENGTH - 2 <= len(front.repeated(["你好。"]).encode()) <= front.LENGTH
    assert front.repeated(["one", "two."]).startswith("one. two. one.")


def test_a_language_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "LENGTH", 12_000)
    found = front.timed("sw_KE", front.sentences()["sw_KE"], 1)
    assert 0 < found.sentence < found.quarter < found.whole
    assert found.growth > 1
