import shlex
import sys
from pathlib import Path

import pytest

from script.openwebui_lib import cli, programs

PYTHON = shlex.quote(sys.executable)


def test_help_says_what_it_installs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        cli.parse(["--help"])
    assert done.value.code == 0
    text = capsys.readouterr().out
    assert ".venv-openwebui" in text
    assert "--stay" in text


def test_a_program_that_does_not_start_ends_the_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_SERVER", f"{PYTHON} -c 'raise SystemExit(\"no voice\")'")
    assert cli.main([]) == 1
    told = capsys.readouterr()
    assert "FAIL" in told.out
    assert "no voice" in told.out
    assert told.err == "openwebui: server does not start\n"


def test_requirements_are_pinned() -> None:
    path = Path(cli.__file__).with_name("requirements.txt")
    names = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(names) > 30
    assert sorted(names) == names
