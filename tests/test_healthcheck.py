import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from wyoming.event import Event, async_read_event, async_write_event

from jabbertts_wyoming import healthcheck

INFO = Event("info", data={"tts": []})
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """Serve on loopback and give the URI."""

    served: list[asyncio.Task[None] | None] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.current_task())
        try:
            await handler(reader, writer)
            writer.close()
            await writer.wait_closed()
        except ConnectionError:
            pass

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with asyncio.timeout(5):
            await asyncio.gather(*(task for task in served if task))


async def run(uri: str, *, timeout_s: str = "5") -> int:
    return await asyncio.to_thread(healthcheck.main, ["--uri", uri, "--timeout", timeout_s])


async def answer_describe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    event = await async_read_event(reader)
    assert event == Event("describe")
    await async_write_event(INFO, writer)


async def test_a_server_that_describes_itself_is_healthy() -> None:
    async with serving(answer_describe) as uri:
        assert await run(uri) == 0


async def test_an_info_with_its_data_inline_counts_too() -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'{"type": "info", "data": {"tts": ["' + b"x" * 100_000 + b'"]}}\n')

    async with serving(answer) as uri:
        assert await run(uri) == 0


async def test_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "s"
    closed = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer_describe(reader, writer)
        writer.close()
        await writer.wait_closed()
        closed.set()

    async with await asyncio.start_unix_server(handle, path):
        assert await run(f"unix://{path}") == 0
        await closed.wait()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"", "closed the connection without an answer"),
        (b"hello\n", "Expecting value"),
        (b"[]\n", "answered no Wyoming event"),
        (b"{}\n", "answered None instead of 'info'"),
        (b'{"type": "error"}\n', "answered 'error' instead of 'info'"),
        (b'{"type": "info", "data_length": 5}\n{}', "2 bytes read on a total of 5"),
    ],
)
async def test_any_other_answer_is_not(
    answer: bytes, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)

    async with serving(handler) as uri:
        assert await run(uri) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"unhealthy: {uri}: ")
    assert problem in line


async def test_a_server_that_drips_is_given_up(capsys: pytest.CaptureFixture[str]) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        while not reader.at_eof():
            writer.write(b" ")
            await asyncio.sleep(0.01)

    async with serving(handler) as uri:
        assert await run(uri, timeout_s="0.1") == 1
    assert "no answer within 0.1 seconds" in capsys.readouterr().err


@pytest.mark.parametrize("uri", ["tcp://127.0.0.1:1", "unix:///nonexistent", "nonsense"])
async def test_no_server(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(uri) == 1
    assert f"unhealthy: {uri}: " in capsys.readouterr().err


async def test_as_a_program_with_the_servers_variable() -> None:
    async with serving(answer_describe) as uri:
        wildcard = uri.replace("127.0.0.1", "0.0.0.0")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "jabbertts_wyoming.healthcheck"),
            env=os.environ | {"JABBERTTS_URI": wildcard},
            stderr=subprocess.PIPE,
        )
        _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")


def test_it_starts_without_the_engine() -> None:
    program = (
        "import sys, jabbertts_wyoming.healthcheck;"
        "sys.exit(str({'numpy', 'onnxruntime', 'pydantic', 'wyoming'} & set(sys.modules) or ''))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""


async def test_the_request_is_one_that_the_stock_reader_takes() -> None:
    events: list[Event | None] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        events.append(await async_read_event(reader))
        await async_write_event(INFO, writer)
        events.append(await async_read_event(reader))

    async with serving(handler) as uri:
        assert await run(uri) == 0
    assert events == [Event("describe"), None]
