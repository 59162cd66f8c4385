"""A real aiohttp application behind the guard, and clients that behave badly."""

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bridge.guard import connections
from bridge.guard.connections import ConnectionGuard, GuardedSite

SHORT = 0.3  # seconds a client has
LONG = 30.0
GET = b"GET /quick HTTP/1.1\r\nHost: x\r\n\r\n"
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Served:
    """A guarded server, and what happened in its handlers."""

    guard: ConnectionGuard
    port: int = 0
    runner: web.AppRunner | None = None
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    broken: asyncio.Event = field(default_factory=asyncio.Event)
    entered: asyncio.Event = field(default_factory=asyncio.Event)

    async def connect(self) -> Stream:
        return await asyncio.open_connection("127.0.0.1", self.port)


async def quick(_request: web.Request) -> web.Response:
    return web.Response(text="quick")


async def body(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


async def refuse(_request: web.Request) -> web.Response:
    return web.Response(status=401)


async def limits(request: web.Request) -> web.Response:
    assert request.transport is not None
    return web.Response(text=str(request.transport.get_write_buffer_limits()))


async def big(_request: web.Request) -> web.Response:
    return web.Response(body=bytes(20_000_000))


def make_app(served: Served) -> web.Application:
    async def slow(request: web.Request) -> web.Response:
        served.entered.set()
        try:
            await asyncio.sleep(float(request.query["seconds"]))
        except asyncio.CancelledError:
            served.cancelled.set()
            raise
        return web.Response(text="slow")

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(int(request.query["chunks"])):
                await response.write(bytes(65536))
        except (ConnectionError, asyncio.CancelledError):
            served.broken.set()
            raise
        return response

    app = web.Application(middlewares=[served.guard.middleware])
    app.add_routes([web.get(f"/{h.__name__}", h) for h in (quick, slow, stream, big, limits)])
    app.add_routes([web.post("/body", body), web.post("/refuse", refuse)])
    return app


@asynccontextmanager
async def serving(
    max_clients: int = 100, request_timeout: float = LONG, write_timeout: float = LONG
) -> AsyncIterator[Served]:
    served = Served(ConnectionGuard(max_clients, request_timeout, write_timeout))
    runner = web.AppRunner(make_app(served), handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    served.runner = runner
    site = GuardedSite(runner, "127.0.0.1", 0, served.guard)
    await site.start()
    served.port = site.addresses[0][1]
    try:
        yield served
    finally:
        await runner.cleanup()
        served.guard.abort()
        await eventually(lambda: served.guard.open == 0)


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - nothing tells us
            await asyncio.sleep(0.005)


async def close(stream: Stream) -> None:
    stream[1].close()
    with suppress(ConnectionError):
        await stream[1].wait_closed()


async def answer(stream: Stream) -> str:
    """Read one answer with a Content-Length; return its status and body."""
    head = (await stream[0].readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.partition("content-length: ")[2].split("\r\n")[0])
    return head.split()[1] + " " + (await stream[0].readexactly(length)).decode()


async def dropped(stream: Stream) -> bytes:
    """Wait for the end of the connection; return what came before it."""
    try:
        async with asyncio.timeout(5):
            return await stream[0].read()
    except ConnectionError:
        return b""
    finally:
        await close(stream)


async def drip(stream: Stream, data: bytes, pause: float) -> None:
    with suppress(ConnectionError):
        for byte in data:
            stream[1].write(bytes([byte]))
            await stream[1].drain()
            await asyncio.sleep(pause)


async def test_requests_on_a_kept_connection() -> None:
    async with serving() as served:
        stream = await served.connect()
        for _ in range(3):
            stream[1].write(GET)
            assert await answer(stream) == "200 quick"
        assert served.guard.open == 1
        await close(stream)
        await eventually(lambda: served.guard.open == 0)


async def test_a_silent_client_is_dropped() -> None:
    async with serving(request_timeout=SHORT) as served:
        assert await dropped(await served.connect()) == b""
        assert served.guard.too_slow == 1
        await eventually(lambda: served.guard.open == 0)


@pytest.mark.parametrize("requests_before", [0, 1, 2])
async def test_a_head_that_drips_is_dropped(requests_before: int) -> None:
    async with serving(request_timeout=SHORT) as served:
        stream = await served.connect()
        for _ in range(requests_before):
            stream[1].write(GET)
            await answer(stream)
        dripping = asyncio.create_task(drip(stream, GET, 0.02))  # takes twice as long
        assert await dropped(stream) == b""
        assert served.guard.too_slow == 1
        await dripping


async def test_an_idle_kept_connection_is_left_alone() -> None:
    async with serving(request_timeout=SHORT) as served:
        stream = await served.connect()
        for _ in range(2):
            stream[1].write(GET)
            assert await answer(stream) == "200 quick"
            await asyncio.sleep(2 * SHORT)
        assert served.guard.too_slow == 0
        await close(stream)


async def test_a_handler_may_take_its_time() -> None:
    async with serving(request_timeout=SHORT) as served:
        stream = await served.connect()
        stream[1].write(GET.replace(b"quick", b"slow?seconds=0.5"))
        assert await answer(stream) == "200 slow"
        await close(stream)


async def test_a_body_is_up_to_the_handler() -> None:
    async with serving(request_timeout=SHORT) as served:
        stream = await served.connect()
        stream[1].write(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        await drip(stream, b"0123456789", 0.05)  # longer than the head may take
        assert await answer(stream) == "200 10"
        await close(stream)


async def test_the_rest_of_a_refused_body_is_no_new_request() -> None:
    async with serving(request_timeout=SHORT) as served:
        stream = await served.connect()
        stream[1].write(b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01234")
        assert await answer(stream) == "401 "
        await drip(stream, b"56789", 0.01)
        await asyncio.sleep(2 * SHORT)
        stream[1].write(GET)
        assert await answer(stream) == "200 quick"
        assert served.guard.too_slow == 0
        await close(stream)


async def test_pipelined_requests() -> None:
    async with serving() as served:
        stream = await served.connect()
        stream[1].write(GET * 3)
        assert [await answer(stream) for _ in range(3)] == ["200 quick"] * 3
        await close(stream)


async def test_what_is_no_http_gets_a_400_and_leaves_nothing() -> None:
    async with serving() as served:
        stream = await served.connect()
        stream[1].write(b"\x16\x03\x01 hello\r\n\r\n")
        assert (await dropped(stream)).startswith(b"HTTP/1.0 400")
        await eventually(lambda: served.guard.open == 0)
        assert served.guard.too_slow == 0


async def test_one_client_too_many_is_told_so(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(max_clients=2) as served:
        inside = [await served.connect() for _ in range(2)]
        await eventually(lambda: served.guard.open == 2)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{served.port}") as session:
            for _ in range(2):
                # Its request is on the way when it is refused, and yet it reads the answer.
                async with session.post("/body", data=bytes(100_000)) as response:
                    assert response.status == 503
                    assert response.headers["Retry-After"] == "1"
            assert served.guard.refused == 2
            assert [r.levelname for r in caplog.records] == ["WARNING"]
            await close(inside.pop())
            await eventually(lambda: served.guard.open == 1)
            async with session.get("/quick") as response:
                assert response.status == 200
        await close(inside.pop())


async def test_a_flood_of_clients_too_many_is_just_closed() -> None:
    async with serving(max_clients=1) as served:
        inside = await served.connect()
        await eventually(lambda: served.guard.open == 1)
        flood = [await served.connect() for _ in range(60)]
        ends = await asyncio.gather(*(dropped(stream) for stream in flood))
        told = [end for end in ends if end]
        assert all(end.startswith(b"HTTP/1.1 503 ") for end in told)
        assert 0 < len(told) < len(flood)
        assert (served.guard.open, served.guard.refused) == (1, 60)
        inside[1].write(GET)
        assert await answer(inside) == "200 quick"
        await close(inside)


async def test_a_refused_client_that_stays_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_REFUSAL_SECONDS", 0.1)
    async with serving(max_clients=1) as served:
        inside = await served.connect()
        await eventually(lambda: served.guard.open == 1)
        with socket.create_connection(("127.0.0.1", served.port)) as late:

            def is_cut() -> bool:
                try:
                    late.send(b"x")
                except ConnectionError:
                    return True
                return False

            await eventually(is_cut)
        await close(inside)


@pytest.mark.parametrize("path", ["stream?chunks=1000", "big"])
async def test_a_client_that_takes_nothing_is_dropped(path: str) -> None:
    async with serving(write_timeout=SHORT) as served:
        # A socket of its own: asyncio would read ahead.
        with socket.create_connection(("127.0.0.1", served.port)) as deaf:
            deaf.sendall(GET.replace(b"quick", path.encode()))
            await eventually(lambda: served.guard.stalled == 1)
            await eventually(lambda: served.guard.open == 0)
        if path != "big":
            await served.broken.wait()


async def test_whatever_waits_to_be_taken_counts() -> None:
    async with serving() as served:
        stream = await served.connect()
        stream[1].write(GET.replace(b"quick", b"limits"))
        assert await answer(stream) == "200 (0, 0)"
        await close(stream)


async def test_a_client_that_takes_it_slowly_is_not_dropped() -> None:
    async with serving(write_timeout=SHORT) as served:
        stream = await served.connect()
        stream[1].write(b"GET /stream?chunks=120 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        size, began = 0, time.monotonic()
        while data := await stream[0].read(100_000):
            size += len(data)
            await asyncio.sleep(0.01)
        assert size > 120 * 65536
        assert time.monotonic() - began > 2 * SHORT
        assert served.guard.stalled == 0
        await close(stream)


async def test_a_client_that_goes_away_cancels_the_handler() -> None:
    async with serving() as served:
        stream = await served.connect()
        stream[1].write(GET.replace(b"quick", b"slow?seconds=60"))
        await served.entered.wait()
        await close(stream)
        async with asyncio.timeout(5):
            await served.cancelled.wait()


async def test_cleanup_ends_every_kind_of_connection() -> None:
    async with serving(max_clients=4) as served:
        idle, half, busy, deaf, refused = [await served.connect() for _ in range(5)]
        idle[1].write(GET)
        await answer(idle)
        half[1].write(GET[:20])
        deaf[1].write(GET.replace(b"quick", b"big"))
        deaf[1].transport.pause_reading()  # type: ignore[attr-defined]
        busy[1].write(GET.replace(b"quick", b"slow?seconds=60"))
        await served.entered.wait()
        assert served.guard.open == 4
    for stream in (idle, half, busy, refused):
        await dropped(stream)
    await close(deaf)
    assert served.cancelled.is_set()


async def test_a_running_answer_is_finished_at_cleanup() -> None:
    async with serving() as served:
        assert served.runner is not None
        stream = await served.connect()
        stream[1].write(GET.replace(b"quick", b"slow?seconds=0.05"))
        await served.entered.wait()
        cleanup = asyncio.create_task(served.runner.cleanup())
        assert await answer(stream) == "200 slow"
        await close(stream)
        await cleanup


async def test_where_it_listens() -> None:
    guard = ConnectionGuard(1, 1, 1)
    runner = web.AppRunner(web.Application())
    await runner.setup()
    site = GuardedSite(runner, "127.0.0.1", 0, guard)
    assert site.addresses == []
    assert site.name == "http://127.0.0.1:0"
    await site.start()
    [(host, port)] = site.addresses
    assert (host, site.name) == ("127.0.0.1", f"http://127.0.0.1:{port}")
    assert runner.addresses == [(host, port)]
    with pytest.raises(OSError, match="in use"):
        await GuardedSite(runner, "127.0.0.1", port, guard).start()
    assert GuardedSite(runner, "::1", 80, guard).name == "http://[::1]:80"
    await runner.cleanup()
    assert site.addresses == []


async def test_the_middleware_works_without_a_guarded_site(
    caplog: pytest.LogCaptureFixture,
) -> None:
    served = Served(ConnectionGuard(1, 1, 1))
    async with TestClient(TestServer(make_app(served))) as client:
        response = await client.get("/quick")
        assert await response.text() == "quick"
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []
