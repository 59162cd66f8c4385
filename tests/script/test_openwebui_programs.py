import socket
import sys
from pathlib import Path

import pytest

from script.openwebui_lib import programs
from script.openwebui_lib.errors import StartError
from script.openwebui_lib.openwebui import settings
from script.openwebui_lib.programs import BRIDGE, OPENWEBUI, Ports, Program, Running

PORTS = Ports(1, 2, 3)


def python(code: str, folder: Path) -> Program:
    return Program("the thing", (sys.executable, "-c", code), {}, folder, folder / "log")


async def at_once() -> bool:
    return True


async def never() -> bool:
    return False


def test_free_ports_are_free_and_differ() -> None:
    ports = programs.free_ports()
    numbers = {ports.server, ports.bridge, ports.openwebui}
    assert len(numbers) == 3
    for number in numbers:
        with socket.socket() as probe:
            probe.bind((programs.HOST, number))


def test_the_bridge_is_told_its_port_its_server_and_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JABBERTTS_BRIDGE_STRICT", "true")
    program = programs.bridge(PORTS, tmp_path, "secret", BRIDGE)
    assert program.argv[1:3] == ("-m", "bridge")
    assert program.argv[-4:] == ("--port", "2", "--wyoming-uri", "tcp://127.0.0.1:1")
    assert "secret" not in " ".join(program.argv)
    own = {k: v for k, v in program.environment.items() if k.startswith("JABBERTTS_")}
    assert own == {"JABBERTTS_BRIDGE_API_KEY": "secret"}


def test_the_server_speaks_where_the_bridge_looks(tmp_path: Path) -> None:
    argv = programs.server(PORTS, tmp_path).argv
    assert argv[1:5] == ("-m", "jabbertts_wyoming", "--uri", PORTS.uri)


def test_openwebui_keeps_its_files_in_the_folder(tmp_path: Path) -> None:
    program = programs.openwebui(PORTS, tmp_path, "secret", OPENWEBUI)
    assert program.argv[-2:] == ("--port", "3")
    assert program.folder.is_dir()
    places = [program.environment[name] for name in ("HOME", "DATA_DIR", "STATIC_DIR")]
    assert all(Path(place).is_relative_to(tmp_path) for place in places)


def test_openwebui_is_set_to_the_bridge_and_to_nothing_of_the_users(tmp_path: Path) -> None:
    users = {
        "PATH": "/bin",
        "HTTP_PROXY": "http://proxy",
        "DATABASE_URL": "postgres://precious",
        "DATA_DIR": "/precious",
    }
    got = settings(tmp_path, "http://here", "http://bridge/v1/", "secret", users)
    assert got["AUDIO_TTS_OPENAI_API_BASE_URL"] == "http://bridge/v1/"
    assert got["AUDIO_TTS_OPENAI_API_KEY"] == "secret"
    assert got["CORS_ALLOW_ORIGIN"] == "http://here"
    assert got["PATH"] == "/bin"
    assert not {"HTTP_PROXY", "DATABASE_URL"} & set(got)
    assert got["DATA_DIR"] == str(tmp_path / "data")


async def test_a_program_is_started_stopped_and_started_again(tmp_path: Path) -> None:
    port = programs.free_ports().bridge
    code = f"import socket, time; s = socket.create_server(('127.0.0.1', {port})); time.sleep(60)"
    running = Running(python(code, tmp_path), lambda: programs.listens(port))
    for _ in range(2):
        await running.start()
        assert await programs.listens(port)
        await running.stop()
        assert not await programs.listens(port)
    await running.stop()


async def test_a_program_that_dies_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    code = "raise SystemExit('line\\n' * 30 + 'no voice here')"
    with pytest.raises(StartError, match=r"(?s)the thing: exited with status 1.*no voice") as told:
        await Running(python(code, tmp_path), never).start()
    assert str(told.value).count("line") < 20


async def test_a_program_that_never_serves_is_told_and_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_START_TIMEOUT_S", 0.2)
    running = Running(python("import time; time.sleep(60)", tmp_path), never)
    with pytest.raises(StartError, match=r"not ready after 0\.2 s"):
        await running.start()
    await running.stop()


async def test_a_program_that_does_not_listen_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_STOP_TIMEOUT_S", 0.2)
    code = (
        "import signal, time, pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        " pathlib.Path('deaf').touch(); time.sleep(60)"
    )

    async def deaf() -> bool:
        return (tmp_path / "deaf").exists()

    running = Running(python(code, tmp_path), deaf)
    await running.start()
    await running.stop()


async def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    program = Program("x", ("./no/such/program",), {}, tmp_path, tmp_path / "log")
    with pytest.raises(StartError, match="cannot be started"):
        await Running(program, at_once).start()
