import json
import os
import subprocess
from pathlib import Path

import pytest

from script.bench_lib import cli, plans
from script.bench_lib.bridge import command
from script.bench_lib.bridge.report import PLOT, RAW_FIGURES
from script.bench_lib.document import NAME
from script.bench_lib.kokoro import command as kokoro_command
from script.bench_lib.kokoro.report import PLOT as KOKORO_PLOT
from script.bench_lib.kokoro.report import RAW_FIGURES as KOKORO_RAW
from script.bench_lib.memory import command as memory_command
from script.bench_lib.memory.report import PLOT as MEMORY_PLOT
from script.bench_lib.memory.report import RAW_FIGURES as MEMORY_RAW
from script.bench_lib.process import REPO
from script.bench_lib.texts import own_texts

from .bridge_results import full
from .kokoro_results import full as full_kokoro
from .memory_results import full as full_memory


@pytest.fixture(autouse=True)
def texts(monkeypatch: pytest.MonkeyPatch) -> None:
    # wyoming-bench is installed in the benchmark's own environment only.
    monkeypatch.setattr(plans, "bench_texts", lambda: own_texts()[:1])


def test_a_plain_run_goes_to_the_docs() -> None:
    options = plans.parse([])
    assert plans.output_dir(options) == REPO / "docs"
    plan = plans.plan(options)
    assert (plan.rounds, plan.word_rounds, plan.starts, plan.cli_rounds) == (6, 3, 3, 3)


@pytest.mark.parametrize("arguments", [["--quick"], ["--only", "ours"]])
def test_a_partial_run_is_kept_only_on_demand(arguments: list[str], tmp_path: Path) -> None:
    assert plans.output_dir(plans.parse(arguments)) is None
    assert plans.output_dir(plans.parse([*arguments, "--output", str(tmp_path)])) == tmp_path


def test_quick_is_one_round_of_everything() -> None:
    plan = plans.plan(plans.parse(["--quick"]))
    assert (plan.rounds, plan.word_rounds, plan.starts, plan.cli_rounds) == (1, 1, 1, 1)


def test_rounds_can_be_given() -> None:
    plan = plans.plan(plans.parse(["--rounds", "3"]))
    assert (plan.rounds, plan.word_rounds) == (3, 2)


def test_the_bridge_has_runs_of_its_own() -> None:
    options = plans.parse(["--bridge"])
    assert plans.output_dir(options) == REPO / "docs"
    assert (plans.bridge_plan(options).rounds, plans.bridge_plan(options).requests) == (6, 50)
    assert plans.output_dir(plans.parse(["--bridge", "--quick"])) is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["--only", "ours", "--bridge"],
        ["--bridge", "--kokoro"],
        ["--bridge", "--memory"],
        ["--bridge", "--text"],
        ["--rounds", "0"],
        ["--only", "both"],
        ["--sentences", "61"],
        ["--colour"],
    ],
)
def test_wrong_arguments_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        plans.parse(arguments)
    assert arguments[-1 if arguments[0] == "--bridge" else 0] in capsys.readouterr().err


def test_kokoro_has_runs_of_its_own() -> None:
    options = plans.parse(["--kokoro"])
    assert plans.output_dir(options) == REPO / "docs"
    plan = plans.kokoro_plan(options)
    assert (len(plan.texts), plan.rounds, len(plan.sentences)) == (4, 4, 60)
    quick = plans.kokoro_plan(plans.parse(["--kokoro", "--quick"]))
    assert (quick.rounds, len(quick.sentences)) == (1, 8)


@pytest.mark.parametrize("partial", [["--quick"], ["--no-judge"], ["--sentences", "59"]])
def test_only_a_whole_run_over_kokoro_goes_to_the_docs(partial: list[str]) -> None:
    assert plans.output_dir(plans.parse(["--kokoro", *partial])) is None


def test_a_run_over_kokoro_writes_its_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kokoro_command, "draw", lambda _results, path: path.touch())
    (tmp_path / NAME).write_text("# Benchmarks\n\nthe servers\n", encoding="utf-8")
    kokoro_command.write(full_kokoro(), "## Kokoro\n", tmp_path)
    report = (tmp_path / NAME).read_text(encoding="utf-8")
    assert report.startswith("# Benchmarks\n\nthe servers\n\n<!-- kokoro")
    assert json.loads((tmp_path / KOKORO_RAW).read_text(encoding="utf-8"))["rounds"] == 2
    assert (tmp_path / KOKORO_PLOT).exists()


def test_memory_has_runs_of_its_own() -> None:
    options = plans.parse(["--memory"])
    assert plans.output_dir(options) == REPO / "docs"
    plan = plans.memory_plan(options)
    assert list(plan.rounds.values()) == [len(plan.texts), 2]
    without, cached = plan.loads
    assert (without.requests, without.warm_up, len(set(without.texts))) == (2000, 200, 2000)
    assert (cached.requests, cached.warm_up) == (1000, 200)
    assert 2 * len(cached.texts) <= cached.warm_up, "all of them are kept when it counts"
    quick = plans.memory_plan(plans.parse(["--memory", "--quick"]))
    assert (set(quick.rounds.values()), quick.loads[0].requests) == ({1}, 100)
    assert plans.output_dir(plans.parse(["--memory", "--quick"])) is None


def test_a_run_over_memory_writes_its_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_command, "draw", lambda _results, path: path.touch())
    memory_command.write(full_memory(), "## Memory\n", tmp_path)
    report = (tmp_path / NAME).read_text(encoding="utf-8")
    assert report.startswith("# Benchmarks\n\n<!-- memory")
    raw = json.loads((tmp_path / MEMORY_RAW).read_text(encoding="utf-8"))
    assert raw["turns"][0]["curve"][0] == [0.0, 200_000_000]
    assert (tmp_path / MEMORY_PLOT).exists()


def test_text_has_rounds_of_its_own() -> None:
    assert plans.output_dir(plans.parse(["--text"])) == REPO / "docs"
    assert plans.text_rounds(plans.parse(["--text"])) == 7
    assert plans.text_rounds(plans.parse(["--text", "--quick"])) == 1
    assert plans.text_rounds(plans.parse(["--text", "--rounds", "3"])) == 3


def test_the_entry_is_executable_and_parses() -> None:
    entry = REPO / "script" / "bench"
    assert os.access(entry, os.X_OK)
    assert subprocess.run(["bash", "-n", str(entry)], check=False).returncode == 0


def test_a_server_that_does_not_start_is_one_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = "python3 -c 'raise SystemExit(\"no voice\")'"
    assert cli.main(["--quick", "--only", "ours", "--ours-command", command]) == 1
    error = capsys.readouterr().err
    assert "bench: JabberTTS: exited with status 1" in error
    assert "no voice" in error


def test_a_bridge_that_does_not_start_is_one_message(
    capsys: pytest.CaptureFixture[str], fake_command: str
) -> None:
    command = "python3 -c 'raise SystemExit(\"no port\")'"
    arguments = ["--bridge", "--quick", "--ours-command", fake_command, "--bridge-command", command]
    assert cli.main(arguments) == 1
    assert "bench: the bridge: exited with status 1" in capsys.readouterr().err


def test_a_run_over_the_bridge_writes_its_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "draw", lambda _results, path: path.touch())
    (tmp_path / NAME).write_text("# Benchmarks\n\nthe servers\n", encoding="utf-8")
    command.write(full(), "## The bridge\n", tmp_path)
    report = (tmp_path / NAME).read_text(encoding="utf-8")
    assert report.startswith("# Benchmarks\n\nthe servers\n\n<!--")
    assert "## The bridge" in report
    assert json.loads((tmp_path / RAW_FIGURES).read_text(encoding="utf-8"))["rounds"] == 2
    assert (tmp_path / PLOT).exists()
