import os
import subprocess
from pathlib import Path

import pytest

from script.bench_lib import cli
from script.bench_lib.server import REPO
from script.bench_lib.texts import own_texts


@pytest.fixture(autouse=True)
def texts(monkeypatch: pytest.MonkeyPatch) -> None:
    # wyoming-bench is installed in the benchmark's own environment only.
    monkeypatch.setattr(cli, "bench_texts", lambda: own_texts()[:1])


def test_a_plain_run_goes_to_the_docs() -> None:
    options = cli.parse([])
    assert cli.output_dir(options) == REPO / "docs"
    plan = cli.plan(options)
    assert (plan.rounds, plan.word_rounds, plan.starts, plan.cli_rounds) == (6, 3, 3, 3)


@pytest.mark.parametrize("arguments", [["--quick"], ["--only", "ours"]])
def test_a_partial_run_is_kept_only_on_demand(arguments: list[str], tmp_path: Path) -> None:
    assert cli.output_dir(cli.parse(arguments)) is None
    assert cli.output_dir(cli.parse([*arguments, "--output", str(tmp_path)])) == tmp_path


def test_quick_is_one_round_of_everything() -> None:
    plan = cli.plan(cli.parse(["--quick"]))
    assert (plan.rounds, plan.word_rounds, plan.starts, plan.cli_rounds) == (1, 1, 1, 1)


def test_rounds_can_be_given() -> None:
    plan = cli.plan(cli.parse(["--rounds", "3"]))
    assert (plan.rounds, plan.word_rounds) == (3, 2)


@pytest.mark.parametrize("arguments", [["--rounds", "0"], ["--only", "both"], ["--colour"]])
def test_wrong_arguments_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.parse(arguments)
    assert arguments[0] in capsys.readouterr().err


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
