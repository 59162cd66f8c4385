"""The bridge as a program."""

import asyncio
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bridge import __main__ as program
from bridge.options import Options
from tests.e2e.program import run
from tests.wire import until

from .fake_wyoming import Answer, FakeWyoming, tone
from .program import BridgeProcess, bridge_process

SPEECH = {"input": "Good morning.", "response_format": "pcm"}


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The logging set-up is for a process of its own."""
    monkeypatch.setattr("bridge.__main__.setup_logging", lambda *_, **_more: None)


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["bridge", *map(str, arguments)])
    return program.main()


@asynccontextmanager
async def speaking(
    bridge: BridgeProcess, wyoming: FakeWyoming
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Have an answer begin, and yield it while its server still speaks."""
    wyoming.answer = Answer(tone(1.0), hold_after=20)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{bridge.url}/v1/audio/speech", json=SPEECH) as response,
    ):
        assert response.status == 200
        yield response


def clean(errors: str) -> bool:
    return "Traceback" not in errors and "Warning" not in errors and "never" not in errors


# --- starting


async def test_the_ready_line_says_where_it_is_and_what_is_behind_it(wyoming: FakeWyoming) -> None:
    with bridge_process("--wyoming-uri", wyoming.uri) as bridge:
        assert len(bridge.line.splitlines()) == 1
        assert f"in front of {wyoming.uri}" in bridge.line
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{bridge.url}/health") as response,
        ):
            assert response.status == 200
        bridge.signal(signal.SIGINT)
        status, errors = await bridge.ended()
    assert (status, clean(errors)) == (0, True)


def test_the_ready_line_names_all_servers() -> None:
    options = Options(wyoming_uri=("tcp://a:1", "tcp://b:2"))
    line = program.ready_line("http://127.0.0.1:8000", options)
    assert line.startswith("The bridge is ready on http://127.0.0.1:8000/v1 in front of")
    assert "tcp://a:1, tcp://b:2" in line


def test_help_names_every_option() -> None:
    done = run("bridge", "--help")
    assert (done.returncode, done.stderr) == (0, b"")
    for name in Options.model_fields:
        assert f"--{name.replace('_', '-')} ".encode() in done.stdout
        assert f"JABBERTTS_BRIDGE_{name.upper()}".encode() in done.stdout


def test_version(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call(monkeypatch, "--version")
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("python -m bridge ")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--nonsense"], "nonsense"),
        (["--port", "http"], "--port"),
        (["--wyoming-uri", "nonsense"], "--wyoming-uri"),
        (["--config", "/does/not/exist.yaml"], "exist.yaml"),
        (["--api-key-file", "/does/not/exist"], "--api-key-file"),
        (["--voice-names", "/does/not/exist.yaml"], "exist.yaml"),
        (["--rate-limit", "often"], "--rate-limit"),
        (["--rate-limit", "1/hour", "--redis", "host"], "--redis"),
    ],
)
def test_a_wrong_option_is_status_two(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    named: str,
) -> None:
    assert call(monkeypatch, *arguments) == 2
    captured = capsys.readouterr()
    assert named in captured.err
    assert (len(captured.err.splitlines()), captured.out) == (1, "")


def test_a_port_in_use_is_status_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert call(monkeypatch, "--port", str(port)) == 1
    message = caplog.records[-1].getMessage()
    assert message.startswith(f"can't listen on 127.0.0.1 port {port}: ")
    assert "in use" in message


@pytest.mark.parametrize("host", ["192.0.2.1", "ö..x"])
def test_an_address_that_is_not_here_is_status_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    assert call(monkeypatch, "--host", host, "--port", "0") == 1
    assert f"can't listen on {host}" in caplog.records[-1].getMessage()


def test_an_interrupt_at_the_start_is_a_clean_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def interrupted(_options: Options) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "serve", interrupted)
    assert call(monkeypatch) == 0


# --- ending


async def test_an_answer_that_runs_may_end(wyoming: FakeWyoming) -> None:
    with bridge_process("--wyoming-uri", wyoming.uri, "--grace", "10") as bridge:
        async with speaking(bridge, wyoming) as response:
            bridge.signal()
            await until_deaf(bridge)
            wyoming.gate.set()
            assert len(await response.read()) == 48000
        status, errors = await bridge.ended()
    assert (status, clean(errors)) == (0, True)


async def test_but_it_is_cut_after_the_grace(wyoming: FakeWyoming) -> None:
    with bridge_process("--wyoming-uri", wyoming.uri, "--grace", "0.2") as bridge:
        async with speaking(bridge, wyoming) as response:
            began = time.monotonic()
            bridge.signal()
            with pytest.raises(aiohttp.ClientPayloadError):
                await response.read()
        status, errors = await bridge.ended()
    assert (status, clean(errors)) == (0, True)
    assert 0.2 <= time.monotonic() - began < 4
    await until(lambda: wyoming.cut_offs)


async def until_deaf(bridge: BridgeProcess) -> None:
    """Wait until it takes no more connections."""
    host, port = bridge.url.removeprefix("http://").split(":")
    async with asyncio.timeout(5):
        while True:
            try:
                _, writer = await asyncio.open_connection(host, int(port))
            except ConnectionRefusedError:
                return
            writer.close()
            await asyncio.sleep(0.01)
