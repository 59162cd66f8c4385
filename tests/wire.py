"""Both ends of a Wyoming connection for the tests: a server, the stock client, a raw one."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.event import Event, async_read_event

from jabbertts_wyoming.common.address import TcpAddress
from jabbertts_wyoming.limits import ServerLimits
from jabbertts_wyoming.request import Speech
from jabbertts_wyoming.server import Server

TIMEOUT = 5.0


@asynccontextmanager
async def serving(speech: Speech, limits: ServerLimits | None = None) -> AsyncIterator[int]:
    """Serve `speech` on a free port of the loopback; yields the port."""
    server = Server(speech, limits or ServerLimits(grace_period=0.1))
    await server.start("tcp://127.0.0.1:0")
    try:
        yield port_of(server)
    finally:
        await server.drain()


def port_of(server: Server) -> int:
    (address,) = server.addresses
    assert isinstance(address, TcpAddress)
    return address.port


def stock_client(port: int) -> AsyncTcpClient:
    return AsyncTcpClient("127.0.0.1", port, connect_timeout=TIMEOUT, read_timeout=TIMEOUT)


class RawClient:
    """A client that sends what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def stop_reading(self) -> None:
        """Take nothing from the socket any more."""
        cast("asyncio.Transport", self.writer.transport).pause_reading()

    async def read(self) -> Event | None:
        async with asyncio.timeout(TIMEOUT):
            return await async_read_event(self.reader)

    def reset(self) -> None:
        """Drop the connection the hard way, with an RST instead of a FIN."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def rest(self) -> list[Event]:
        """All events until the server closes."""
        events = []
        while (event := await self.read()) is not None:
            events.append(event)
        return events


@asynccontextmanager
async def raw_client(port: int) -> AsyncIterator[RawClient]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield RawClient(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def line(event_type: str, **data: Any) -> bytes:
    """An event in the old form, its data in the header line."""
    return json.dumps({"type": event_type, "data": data}).encode() + b"\n"


def block(event_type: str, **data: Any) -> bytes:
    """An event in the new form, its data in a block of its own."""
    raw = json.dumps(data).encode()
    return json.dumps({"type": event_type, "data_length": len(raw)}).encode() + b"\n" + raw


def types(events: list[Event]) -> list[str]:
    """The types, each run of audio chunks as one."""
    found: list[str] = []
    for event in events:
        if event.type != "audio-chunk" or found[-1:] != ["audio-chunk"]:
            found.append(event.type)
    return found


def pcm(events: list[Event]) -> bytes:
    return b"".join(
        AudioChunk.from_event(event).audio for event in events if event.type == "audio-chunk"
    )


async def answer(client: AsyncTcpClient | RawClient, last: str = "audio-stop") -> list[Event]:
    """The events up to the first of type `last` (or an error)."""
    events: list[Event] = []
    while not events or events[-1].type not in {last, "error"}:
        event = await (client.read() if isinstance(client, RawClient) else client.read_event())
        assert event is not None, f"closed after {types(events)}"
        events.append(event)
    return events


async def until(condition: Callable[[], object]) -> None:
    """Wait until `condition()` holds."""
    async with asyncio.timeout(TIMEOUT):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.002)
