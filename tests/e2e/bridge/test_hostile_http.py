"""Clients that break every rule: the bridge answers the others, and nothing of them is left."""

import asyncio
import random
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.bridge.fake_wyoming import Answer, FakeWyoming, tone
from tests.bridge.running import Running, running
from tests.bridge.web.raw import connect, exchange, head
from tests.wire import until

SHORT = 0.3  # seconds that a client has
FILES = Path("/proc/self/fd")
BODY = b'{"input": "Hi.", "response_format": "pcm"}'
SPEECH = head(f"Content-Length: {len(BODY)}") + BODY
WAV = BODY.replace(b"pcm", b"wav")
RESET = struct.pack("ii", 1, 0)
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]

pytestmark = pytest.mark.skipif(not FILES.exists(), reason="needs Linux's /proc")


@dataclass(frozen=True)
class Footprint:
    """What this process holds for the bridge and its clients."""

    tasks: int
    files: int


def footprint(wyoming: FakeWyoming) -> Footprint:
    """Count, without the connections to the server: of those some may stay."""
    names = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
    return Footprint(
        tasks=sum(not name.startswith("FakeWyoming") for name in names),
        files=len(list(FILES.iterdir())) - 2 * wyoming.open,
    )


@asynccontextmanager
async def unharmed(**options: Any) -> AsyncIterator[Running]:
    """Run a bridge; afterwards it must serve as before, and hold no more than before."""
    async with FakeWyoming() as wyoming, running(wyoming, **options) as bridge:
        await bridge.audio(response_format="mp3")
        before = footprint(wyoming)
        yield bridge
        wyoming.gate.set()
        wyoming.answer = Answer()
        await until(lambda: footprint(wyoming) == before)
        status, health = await bridge.get("/health")
        assert (status, health["speaking"], health["waiting"]) == (200, 0, 0)
        assert wyoming.speaking == 0
        assert await bridge.audio(response_format="mp3")


async def dropped(bridge: Running, reason: str) -> int:
    _, figures = await bridge.get("/metrics")
    line = f'jabbertts_bridge_dropped_connections{{reason="{reason}"}} '
    (value,) = [found[len(line) :] for found in figures.decode().splitlines() if line in found]
    return int(float(value))


@asynccontextmanager
async def many(bridge: Running, count: int) -> AsyncIterator[list[Stream]]:
    streams = [await connect(bridge.url) for _ in range(count)]
    try:
        yield streams
    finally:
        for _, writer in streams:
            writer.close()
        for _, writer in streams:
            with suppress(ConnectionError):
                await writer.wait_closed()


async def rest(stream: Stream) -> bytes:
    """Read until the bridge closes or resets the connection."""
    found = b""
    async with asyncio.timeout(5):
        with suppress(ConnectionError):
            while piece := await stream[0].read(65536):
                found += piece
    return found


# --- too slow


async def test_heads_that_never_end() -> None:
    async with unharmed(request_timeout=SHORT) as bridge, many(bridge, 40) as streams:
        for number, (_, writer) in enumerate(streams):
            writer.write(SPEECH[: number % 40])
        assert await asyncio.gather(*map(rest, streams)) == [b""] * 40
        assert await dropped(bridge, "too_slow") == 40


async def test_bodies_that_never_end() -> None:
    heads = [
        head("Transfer-Encoding: chunked") + b'5\r\n{"inp\r\n',
        head("Content-Length: 500") + BODY,
        head("Content-Length: 500"),
    ]
    async with unharmed(request_timeout=SHORT) as bridge, many(bridge, 30) as streams:
        for number, (_, writer) in enumerate(streams):
            writer.write(heads[number % 3])
        for reader, _ in streams:
            assert b" 408 " in await reader.readline()
    assert len(bridge.wyoming.requests) == 2  # one before and one after all this


async def test_answers_that_nobody_takes() -> None:
    async with unharmed(write_timeout=SHORT) as bridge:
        bridge.wyoming.answer = Answer(tone(0.5, chunk_ms=500) * 2000)
        async with many(bridge, 5) as streams:
            for _, writer in streams:
                writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_RCVBUF, 4096
                )
                writer.transport.pause_reading()  # type: ignore[attr-defined]
                writer.write(head(f"Content-Length: {len(WAV)}") + WAV)
            await until(lambda: bridge.wyoming.cut_offs == 5)
        assert await dropped(bridge, "stalled") == 5


# --- too many


async def test_more_connections_than_there_is_room_for() -> None:
    async with unharmed(request_timeout=SHORT, max_clients=50) as bridge:
        async with many(bridge, 200) as streams:
            # The first hold their places until they are too slow; the others are told at once.
            ends = await asyncio.gather(*map(rest, streams))
        assert await dropped(bridge, "full") >= 150
        assert await dropped(bridge, "too_slow") <= 50
        told = [end for end in ends if end]
        assert told
        assert all(end.startswith(b"HTTP/1.1 503 ") for end in told)


async def test_clients_that_leave_at_once() -> None:
    async with unharmed(max_parallel=4, max_queue=20) as bridge:
        bridge.wyoming.answer = Answer(tone(0.2), hold_after=1)
        for number in range(100):
            _, writer = await connect(bridge.url)
            writer.write(SPEECH[: len(SPEECH) - number % 3])
            if number % 2:
                sock = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            await asyncio.sleep(0)
            writer.close()


async def test_requests_in_a_row_without_a_pause() -> None:
    count = 300
    async with unharmed() as bridge:
        last = b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        requests = b"GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n" * count + SPEECH + last
        answered = await exchange(bridge.url, requests)
        assert answered.statuses == [200] * (count + 1) + [404]


# --- too large


async def test_a_body_of_ten_megabytes() -> None:
    async with unharmed(max_body=10_000) as bridge:
        for line in ("Content-Length: 10000000", "Transfer-Encoding: chunked"):
            reader, writer = await connect(bridge.url)
            writer.write(head(line, "Connection: close"))
            sending = asyncio.create_task(send(writer, 10_000_000, chunked="chunked" in line))
            assert b" 413 " in await reader.readline()
            sending.cancel()
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def send(writer: asyncio.StreamWriter, count: int, *, chunked: bool) -> None:
    piece = b"2710\r\n" + b"x" * 10_000 + b"\r\n" if chunked else b"x" * 10_000
    with suppress(ConnectionError):
        for _ in range(count // 10_000):
            writer.write(piece)
            await writer.drain()


# --- nonsense

NONSENSE = [
    b'{"input": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"input": "Hi.", "x": ' + b'{"x":' * 40_000 + b"1" + b"}" * 40_000 + b"}",
    b'{"input": "\\ud83d"}',
    b'{"input": "\xff\xfe"}',
    b'{"input": "Hi.", "seed": ' + b"9" * 100_000 + b"}",
    b'{"input": "Hi.", "voice": "' + b"a:" * 100_000 + b'"}',
    b'{"input": "Hi.", "language": "\\u0000"}',
    b'{"input": "Hi.", "model": "\\r\\nX-Evil: 1"}',
    b"\x00" * 1000,
]


async def test_bodies_that_make_no_sense() -> None:
    async with unharmed() as bridge:
        for body in NONSENSE:
            request = head(f"Content-Length: {len(body)}", "Connection: close") + body
            answered = await exchange(bridge.url, request)
            assert answered.status in (400, 404), body[:50]
            assert b"\r\nX-Evil" not in answered.raw
            assert set(answered.json["error"]) == {"message", "type", "param", "code"}


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "\ufffe", "🤦🏽‍♂️", "\u202edrow", "a\r\nb", "\x1b[2J"]
)
async def test_texts_that_are_odd_reach_the_server_as_they_are(text: str) -> None:
    async with unharmed() as bridge:
        assert await bridge.audio(input=text)
        assert bridge.wyoming.requests[-1]["text"] == text


async def test_noise(caplog: pytest.LogCaptureFixture) -> None:
    noise = random.Random(7)
    async with unharmed(request_timeout=SHORT) as bridge:
        for _ in range(60):
            start = noise.choice(
                [b"", b"GET / HTTP/1.1\r\n", SPEECH[: noise.randrange(len(SPEECH))]]
            )
            data = start + noise.randbytes(noise.randrange(1, 3000)) + b"\r\n\r\n"
            answered = await exchange(bridge.url, data)
            assert set(answered.statuses) <= {400, 408}
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
