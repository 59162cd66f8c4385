from collections.abc import Sequence
from pathlib import Path

import pytest

from script.quality_lib import venv
from script.quality_lib.errors import QualityError


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("one==1\n", encoding="utf-8")
    monkeypatch.setattr(venv, "REQUIREMENTS", requirements)
    monkeypatch.setattr(venv, "_INSTALLED", (requirements,))
    monkeypatch.setattr(venv, "_VENV", tmp_path / "venv")
    run: list[Sequence[str]] = []

    def note(command: Sequence[str]) -> None:
        (tmp_path / "venv").mkdir(exist_ok=True)
        run.append(command)

    monkeypatch.setattr(venv, "_run", note)
    return run


def test_it_is_made_once(commands: list[Sequence[str]], tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    assert venv.quality_python() == python
    made, installed = commands
    assert made[1:] == ["-m", "venv", str(tmp_path / "venv")]
    assert installed[:4] == [str(python), "-m", "pip", "--quiet"]
    assert str(tmp_path / "requirements.txt") in installed
    assert venv.quality_python() == python
    assert len(commands) == 2


def test_other_requirements_are_installed(commands: list[Sequence[str]], tmp_path: Path) -> None:
    venv.quality_python()
    (tmp_path / "requirements.txt").write_text("one==2\n", encoding="utf-8")
    venv.quality_python()
    assert len(commands) == 4


def test_what_failed_is_tried_again(
    commands: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: Sequence[str]) -> None:
        raise QualityError(f"{command[0]} failed")

    with monkeypatch.context() as failing:
        failing.setattr(venv, "_run", fail)
        with pytest.raises(QualityError, match="failed"):
            venv.quality_python()
    venv.quality_python()
    assert len(commands) == 2


def test_a_command_that_fails_is_an_error() -> None:
    with pytest.raises(QualityError, match="failed with status 3"):
        venv._run(["sh", "-c", "exit 3"])


def test_requirements_are_pinned() -> None:
    lines = venv.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if not line.startswith("#")]
    assert len(names) > 8
    assert all("==" in name for name in names)
