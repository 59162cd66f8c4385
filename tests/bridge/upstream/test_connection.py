import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

import pytest
from wyoming.event import Event

from bridge.errors import UpstreamBrokenError, UpstreamDownError
from bridge.upstream.connection import Connection, ConnectionLostError, NoAnswerError, connect
from jabbertts_wyoming.common.address import TcpAddress, UnixAddress
from tests.bridge.fake_wyoming import FakeWyoming
from tests.bridge.upstream.calls import closed_port, until

PONG = b'{"type": "pong", "data": {"text": "x"}}\n'


@asynccontextmanager
async def receiving(data: bytes, *, close: bool = False) -> AsyncIterator[Connection]:
    """A connection whose server sends `data` and no more."""
    over, closed = asyncio.Event(), asyncio.Event()

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        if not close:
            await over.wait()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        closed.set()

    address = await closed_port()
    async with await asyncio.start_server(serve, address.host, address.port):
        connection = await connect(address, 1)
        try:
            yield connection
        finally:
            over.set()
            connection.abort()
            await connection.wait_closed()
            await closed.wait()


def anything(_event: Event) -> bool:
    return True


async def test_skips_what_is_not_wanted() -> None:
    async with receiving(PONG + PONG + b'{"type": "info", "data": {"a": 1}}\n') as connection:
        event = await connection.receive(lambda e: e.type == "info", 1)
        assert event.data == {"a": 1}
        assert connection.usable


@pytest.mark.parametrize(
    "line",
    [
        b"hello\n",
        b"[]\n",
        b"3\n",
        b"{}\n",
        b'{"type": "pong", "data": [1]}\n',
        b'{"type": "pong", "data": "x"}\n',
        b'{"type": "pong", "data_length": "3"}\nabc',
        b'{"type": "pong", "data_length": 3}\nabc',
        b'{"type": "pong", "data_length": 3}\n[1]',
        b'{"type": "pong", "data": null, "data_length": 2}\n{}',
        b'{"type": "pong", "payload_length": 2.5}\nabc',
        b'{"type": "pong", "payload_length": 99999999999}\n',
        b"\xff\xfe\n",
        b"[" * 5000 + b"\n",
        b"x" * 300_000 + b"\n",
    ],
)
async def test_what_is_no_event_is_an_error(line: bytes) -> None:
    async with receiving(line) as connection:
        with pytest.raises(UpstreamBrokenError, match="sent something that is no Wyoming event"):
            await connection.receive(anything, 1)
        assert not connection.usable


@pytest.mark.parametrize("data", ["", '"data": null, '])
async def test_data_may_be_missing(data: str) -> None:
    async with receiving(f'{{{data}"type": "audio-stop"}}\n'.encode()) as connection:
        assert (await connection.receive(anything, 1)).data == {}


@pytest.mark.parametrize("cut", [0, 10, len(PONG) - 2])
async def test_an_end_in_any_place_is_a_loss(cut: int) -> None:
    async with receiving(PONG[:cut], close=True) as connection:
        with pytest.raises(ConnectionLostError, match="the server closed the connection"):
            await connection.receive(anything, 1)


async def test_an_end_in_the_payload_is_a_loss() -> None:
    header = json.dumps({"type": "audio-chunk", "payload_length": 10}).encode()
    async with receiving(header + b"\nabc", close=True) as connection:
        with pytest.raises(ConnectionLostError):
            await connection.receive(anything, 1)


async def test_silence_ends_in_time() -> None:
    async with receiving(b'{"type"') as connection:
        with pytest.raises(NoAnswerError, match=r"no answer for 0\.02 s"):
            await connection.receive(anything, 0.02)
        assert not connection.usable


async def test_unwanted_events_do_not_prolong_it() -> None:
    async with receiving(PONG * 1000) as connection:
        with pytest.raises(NoAnswerError):
            await connection.receive(lambda _event: False, 0.02)


async def test_after_an_interruption_nothing_more_is_read() -> None:
    async with receiving(b"") as connection:
        reading = asyncio.create_task(connection.receive(anything, 1))
        await asyncio.sleep(0)
        reading.cancel()
        await asyncio.wait([reading])
        assert not connection.usable
        with pytest.raises(UpstreamBrokenError, match="interrupted"):
            await connection.receive(anything, 1)


async def test_a_server_that_reads_nothing_is_silent() -> None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await over.wait()
        writer.transport.abort()
        await writer.wait_closed()
        closed.set()

    over, closed = asyncio.Event(), asyncio.Event()
    address = await closed_port()
    async with await asyncio.start_server(serve, address.host, address.port):
        connection = await connect(address, 1)
        with pytest.raises(NoAnswerError, match="takes no request"):
            await connection.send(Event("synthesize", {"text": "x" * 30_000_000}), 0.1)
        connection.abort()
        over.set()
        await closed.wait()


async def test_sending_to_the_dead_is_a_loss() -> None:
    async with FakeWyoming() as server:
        connection = await connect(server.address, 1)
        await until(lambda: server.open)
        await server.drop_all()

        async def keep_sending() -> None:
            while True:  # the first ones may still find room
                await connection.send(Event("describe"), 1)
                await asyncio.sleep(0.005)

        with pytest.raises(ConnectionLostError):
            await keep_sending()
        connection.abort()


async def test_a_closed_one_is_seen_unusable_without_reading() -> None:
    async with FakeWyoming() as server:
        connection = await connect(server.address, 1)
        assert connection.usable
        await until(lambda: server.open)
        await server.close_all()
        await until(lambda: not connection.usable)
        connection.abort()


async def test_over_a_unix_socket(tmp_path: Path) -> None:
    async with FakeWyoming(unix_path=tmp_path / "s") as server:
        connection = await connect(server.address, 1)
        await connection.send(Event("describe"), 1)
        assert (await connection.receive(anything, 1)).type == "info"
        assert connection.name == f"unix://{tmp_path}/s"
        connection.abort()


@pytest.mark.parametrize(
    "address",
    [
        UnixAddress(Path("/nowhere/at/all")),
        TcpAddress("a" * 80 + ".example", 1),
        TcpAddress("no..host", 1),
    ],
)
async def test_impossible_addresses_are_down(address: UnixAddress | TcpAddress) -> None:
    with pytest.raises(UpstreamDownError, match=f"^{address}: "):
        await connect(address, 1)


async def test_connecting_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def forever(*_args: object, **_kwargs: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio, "open_connection", forever)
    with pytest.raises(UpstreamDownError, match=r"no connection within 0\.02 s"):
        await connect(TcpAddress("127.0.0.1", 1), 0.02)


async def test_cancelled_at_the_last_moment_leaves_nothing_open() -> None:
    async with FakeWyoming() as server:
        for turns in range(12):
            connecting = asyncio.create_task(connect(server.address, 1))
            for _ in range(turns):
                await asyncio.sleep(0.0005)
            connecting.cancel()
            await asyncio.wait([connecting])
            if not connecting.cancelled():
                connecting.result().abort()
        await until(lambda: server.open == 0)
        await asyncio.sleep(0.01)
        assert server.open == 0


async def test_knows_nothing_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    request_id = ContextVar("request_id", default="none")
    seen = []
    stock = asyncio.open_connection

    async def spy(
        host: str, port: int, *, limit: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        seen.append(request_id.get())
        return await stock(host, port, limit=limit)

    monkeypatch.setattr(asyncio, "open_connection", spy)
    request_id.set("mine")
    async with FakeWyoming() as server:
        (await connect(server.address, 1)).abort()
    assert seen == ["none"]
