"""The add-on's s6 services: laid out rightly, and their scripts run with stand-ins around them."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from .paths import ADDON, DISCOVERY, FINISH, RUN, SERVICES

SCRIPTS = [RUN, FINISH, DISCOVERY]
BUNDLED = {"base"}  # what s6-overlay has itself


def services() -> list[Path]:
    return [path for path in SERVICES.iterdir() if path.name != "user"]


def test_each_service_has_the_files_of_its_type() -> None:
    types = {path.name: (path / "type").read_text().strip() for path in services()}
    assert types == {"jabbertts": "longrun", "discovery": "oneshot"}
    assert RUN.is_file()
    assert FINISH.is_file()


def test_a_oneshot_calls_its_script_by_one_command_line() -> None:
    (line,) = (SERVICES / "discovery" / "up").read_text().splitlines()
    assert ADDON / "rootfs" / line.removeprefix("/") == DISCOVERY


def test_dependencies_exist_and_all_services_are_started() -> None:
    names = {path.name for path in services()}
    for service in services():
        dependencies = {path.name for path in (service / "dependencies.d").iterdir()}
        assert dependencies
        assert dependencies <= names | BUNDLED
    assert (SERVICES / "discovery/dependencies.d/jabbertts").exists()
    assert {path.name for path in (SERVICES / "user/contents.d").iterdir()} == names


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_scripts_are_executable_bash(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!")
    assert "bash" in script.read_text().splitlines()[0]
    subprocess.run(["bash", "-n", script], check=True)


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
def test_shellcheck_finds_nothing() -> None:
    done = subprocess.run(
        ["shellcheck", "--shell=bash", *SCRIPTS], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


class Container:
    """Runs a script with its absolute paths moved to a folder and with stand-in programs."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._bin = root / "bin"
        self.result = root / "run/s6-linux-init-container-results/exitcode"
        self.result.parent.mkdir(parents=True)
        self.result.write_text("0\n")
        self.log = root / "log"
        self.log.touch()
        self._bin.mkdir()
        (root / "run/s6/basedir/bin").mkdir(parents=True)
        self._program(root / "run/s6/basedir/bin/halt", 'echo halt >> "${LOG}"')

    def program(self, name: str, body: str) -> None:
        self._program(self._bin / name, body)

    def run(self, script: Path, *arguments: str, functions: str = "") -> int:
        moved = self._root / "script"
        moved.write_text(script.read_text().replace("/run/s6", f"{self._root}/run/s6"))
        library = self._root / "library"
        library.write_text(functions)
        environment = {
            "PATH": f"{self._bin}:{os.environ['PATH']}",
            "LOG": str(self.log),
            "RESULT": str(self.result),
            "BASH_ENV": str(library),
        }
        done = subprocess.run(["bash", moved, *arguments], env=environment, check=False, timeout=30)
        return done.returncode

    def lines(self) -> list[str]:
        return self.log.read_text().splitlines()

    def _program(self, path: Path, body: str) -> None:
        path.write_text(f"#!/bin/bash\n{body}\n")
        path.chmod(0o755)


@pytest.fixture
def container(tmp_path: Path) -> Container:
    return Container(tmp_path)


def test_run_becomes_the_server(container: Container) -> None:
    container.program("python3", 'printf "%s\\n" "$@" >> "${LOG}"; exit 2')
    assert container.run(RUN) == 2
    assert container.lines()[:4] == ["-m", "jabbertts_wyoming", "--config", "/data/options.json"]


@pytest.mark.parametrize(
    ("code", "signal", "before", "after", "halted"),
    [
        ("0", "0", "0", "0", False),  # told to stop
        ("256", "15", "0", "0", False),  # told to stop while it started
        ("2", "0", "0", "2", True),  # a wrong option
        ("256", "9", "0", "137", True),  # out of memory
        ("2", "0", "1", "1", True),  # the first failure counts
    ],
)
def test_finish_stops_the_addon_after_a_failure(
    container: Container, code: str, signal: str, before: str, after: str, halted: bool
) -> None:
    container.result.write_text(f"{before}\n")
    assert container.run(FINISH, code, signal) == 0
    assert container.result.read_text().strip() == after
    assert container.lines() == (["halt"] if halted else [])


BASHIO = """
bashio::log.info() { echo "info: $*" >> "${LOG}"; }
bashio::log.error() { echo "error: $*" >> "${LOG}"; }
bashio::var.json() { echo "{\\"$1\\":\\"$2\\"}"; }
"""
ACCEPTED = BASHIO + 'bashio::discovery() { echo "$1 $2" >> "${LOG}"; }'
REFUSED = BASHIO + "bashio::discovery() { return 1; }"


def healthchecks(container: Container, outcomes: Iterable[str]) -> None:
    """Let the health checks come out one after another; the last one stays."""
    cases = list(outcomes)
    count = container.log.with_name("count")
    container.program(
        "python3",
        f'[[ "$*" == "-m jabbertts_wyoming.healthcheck --uri tcp://127.0.0.1:10200" ]] || exit 9\n'
        f"echo >> {count}; n=$(wc -l < {count}); cases=({' '.join(map(repr, cases))})\n"
        f'eval "${{cases[$((n > {len(cases)} ? {len(cases)} : n)) - 1]}}"',
    )
    container.program("sleep", "exit 0")
    container.program("hostname", "echo local-jabbertts")


def test_discovery_waits_for_the_server_and_says_where_it_is(container: Container) -> None:
    healthchecks(container, ["exit 1", "exit 1", "exit 0"])
    assert container.run(DISCOVERY, functions=ACCEPTED) == 0
    told, logged = container.lines()
    assert told == 'wyoming {"uri":"tcp://local-jabbertts:10200"}'
    assert logged.startswith("info: ")


def test_a_refused_discovery_does_not_stop_the_addon(container: Container) -> None:
    healthchecks(container, ["exit 0"])
    assert container.run(DISCOVERY, functions=REFUSED) == 0
    (line,) = container.lines()
    assert line.startswith("error: ")


def test_discovery_gives_up_when_the_server_failed(container: Container) -> None:
    healthchecks(container, ["exit 1", "echo 2 > ${RESULT}; exit 1"])
    assert container.run(DISCOVERY, functions=ACCEPTED) == 0
    (line,) = container.lines()
    assert line.startswith("error: JabberTTS did not start")
