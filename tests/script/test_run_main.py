"""`script/run` as a whole, with stand-ins for what it starts."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .started import ROOT, started

DRIVER = "run_stand_ins"
KEY = "sk-not-to-be-seen"


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def test_both_are_started_and_know_of_each_other() -> None:
    with started(DRIVER, "--uri=tcp://0.0.0.0:4711", "--bridge-port", "80") as run:
        run.hear(2)
        server, bridge = run.told["server"], run.told["bridge"]
        assert server["arguments"] == ["--uri=tcp://0.0.0.0:4711"]
        assert bridge["arguments"] == ["--port=80"]
        assert bridge["variables"] == {"JABBERTTS_BRIDGE_WYOMING_URI": "tcp://127.0.0.1:4711"}
        run.signal(signal.SIGTERM)
        assert run.end() == (0, "")


def test_the_environment_goes_to_both() -> None:
    given = {
        "JABBERTTS_VOICE": "v",
        "JABBERTTS_BRIDGE_WYOMING_URI": "tcp://elsewhere:1",
        "JABBERTTS_BRIDGE_API_KEY": "k",
    }
    with started(DRIVER, **given) as run:
        run.hear(2)
        assert [said["variables"] for said in run.told.values()] == [given, given]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_keys_are_in_no_command_line() -> None:
    arguments = ("--api-key", KEY, "--grace=1", f"--api-key={KEY}2", "--bridge-host", "::1")
    with started(DRIVER, *arguments, JABBERTTS_BRIDGE_API_KEY="old") as run:
        run.hear(2)
        bridge, server = run.told["bridge"], run.told["server"]
        assert bridge["variables"]["JABBERTTS_BRIDGE_API_KEY"] == f"{KEY},{KEY}2"
        assert bridge["arguments"] == ["--host=::1"]
        assert server["arguments"] == ["--grace=1"]
        lines = [command_line(pid) for pid in (run.process.pid, bridge["pid"], server["pid"])]
        assert DRIVER in lines[0]
        assert [line for line in lines if KEY in line] == []


def test_without_the_bridge_it_becomes_the_server() -> None:
    arguments = ("--no-bridge", "--api-key", KEY, "--wrong", "x")
    with started(DRIVER, *arguments) as run:
        run.hear(1)
        server = run.told["server"]
        assert server["pid"] == run.process.pid
        assert server["arguments"] == ["--wrong", "x"]
        run.signal(signal.SIGTERM)
        assert run.end() == (0, "")


@pytest.mark.parametrize(
    ("argument", "problem"),
    [
        ("--bridge-port=x", "--bridge-port: must be a valid integer (given: 'x')"),
        ("--voize=x", "--voize: unknown option; did you mean --voice?"),
        ("--api-key=", "--api-key: must not be empty"),
    ],
)
def test_wrong_options_start_nothing(argument: str, problem: str) -> None:
    with started(DRIVER, argument) as run:
        assert run.end() == (2, problem + "\n")
        assert not run.told


def test_help_starts_nothing() -> None:
    with started(DRIVER, "--help") as run:
        out, errors = run.process.communicate(timeout=20)
        assert (run.process.returncode, errors) == (0, "")
        assert out.startswith("usage: script/run ")


def test_the_programs_do_not_wait_for_heavy_imports() -> None:
    program = """
import sys
import script.run_lib.main
heavy = {"aiohttp", "av", "numpy", "onnxruntime", "zeroconf"} & set(sys.modules)
sys.exit(str(heavy) if heavy else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which the set-up and the interpreter only say that they were called."""
    (tmp_path / "script").mkdir()
    (tmp_path / ".venv/bin").mkdir(parents=True)
    shutil.copy(ROOT / "script/run", tmp_path / "script/run")
    for name in ("script/setup", ".venv/bin/python"):
        (tmp_path / name).write_text(f'#!/bin/bash\nprintf "%s\\n" {name} "$$" "$@"\n')
        (tmp_path / name).chmod(0o755)
    return tmp_path


def test_the_script_sets_up_and_becomes_the_supervisor(checkout: Path) -> None:
    elsewhere = checkout / "elsewhere"
    elsewhere.mkdir()
    with subprocess.Popen(
        ["../script/run", "--voice", "two words", "--no-bridge"],
        cwd=elsewhere,
        stdout=subprocess.PIPE,
        text=True,
    ) as script:
        out, _ = script.communicate(timeout=20)
    setup, _, python, pid, *arguments = out.splitlines()
    assert (setup, python, int(pid)) == ("script/setup", ".venv/bin/python", script.pid)
    assert arguments == [f"{checkout}/script/run_lib", "--voice", "two words", "--no-bridge"]


def test_the_script_ends_where_the_setup_fails(checkout: Path) -> None:
    (checkout / "script/setup").write_text("#!/bin/bash\nexit 3\n")
    done = subprocess.run(
        [checkout / "script/run"], capture_output=True, text=True, check=False, timeout=20
    )
    assert (done.returncode, done.stdout) == (3, "")


def test_it_runs_by_its_path_from_anywhere(tmp_path: Path) -> None:
    """Even where something else is called as a package of ours."""
    for name in ("bridge", "script", "jabbertts_wyoming"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('wrong one')\n")
    done = subprocess.run(
        [sys.executable, ROOT / "script/run_lib", "--no-bridge", "--version"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=20,
        env={k: v for k, v in os.environ.items() if not k.startswith("JABBERTTS_")},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("python -m jabbertts_wyoming ")
