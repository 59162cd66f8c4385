"""The server's life: start, drain, and what a slow or absent reader costs."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from wyoming.client import AsyncClient
from wyoming.event import Event
from wyoming.info import Describe

from jabbertts_wyoming.common.errors import ConfigError
from jabbertts_wyoming.limits import ServerLimits
from jabbertts_wyoming.request import SpeechRequest
from jabbertts_wyoming.server import Server

from .fakes import FakeSpeech, FakeUtterance, text_pcm
from .wire import TIMEOUT, answer, line, pcm, port_of, raw_client, serving, types, until


async def started(speech: FakeSpeech, limits: ServerLimits | None = None) -> Server:
    server = Server(speech, limits)
    await server.start("tcp://127.0.0.1:0")
    return server


async def test_run_until(caplog: pytest.LogCaptureFixture) -> None:
    server = await started(FakeSpeech())
    stop = asyncio.Event()
    running = asyncio.create_task(server.run_until(stop))
    port = port_of(server)
    async with raw_client(port) as client:
        await client.send(line("describe"))
        assert types(await answer(client, "info")) == ["info"]
        stop.set()
        async with asyncio.timeout(1):  # an idle connection holds nothing up
            await running
        assert await client.rest() == []
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    assert not caplog.records
    await server.drain()


async def test_drain_without_start() -> None:
    await Server(FakeSpeech()).drain()


async def test_start_refuses_a_wrong_uri() -> None:
    with pytest.raises(ConfigError, match="uri 'http://x' is wrong: use tcp://"):
        await Server(FakeSpeech()).start("http://x")


async def test_start_refuses_a_port_in_use() -> None:
    server = await started(FakeSpeech())
    with pytest.raises(ConfigError, match="in use"):
        await Server(FakeSpeech()).start(f"tcp://127.0.0.1:{port_of(server)}")
    await server.drain()


async def test_ipv6() -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    server = Server(FakeSpeech())
    try:
        await server.start("tcp://[::1]:0")
    except ConfigError:
        pytest.skip("no IPv6 loopback here")
    (address,) = server.addresses
    assert str(address).startswith("tcp://[::1]:")
    await server.drain()


async def test_more_connections_than_files_are_refused(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("jabbertts_wyoming.server.connection_capacity", lambda: 2)
    server = await started(FakeSpeech())
    port = port_of(server)
    async with raw_client(port) as first:
        async with raw_client(port) as second:
            for client in (first, second):
                await client.send(line("describe"))
                await answer(client, "info")
            async with raw_client(port) as third:
                (event,) = await third.rest()
                assert event.data["code"] == "busy"
                assert "too many connections" in event.data["text"]
        assert len(caplog.records) == 1
        served: list[str] = []
        async with asyncio.timeout(TIMEOUT):
            while served != ["info"]:  # until the server has seen the second go
                async with raw_client(port) as fourth:
                    with suppress(ConnectionError):
                        await fourth.send(line("describe"))
                        served = types(await answer(fourth, "info"))
    await server.drain()


async def test_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "sock"
    server = Server(FakeSpeech())
    await server.start(f"unix://{path}")
    async with AsyncClient.from_uri(f"unix://{path}") as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event is not None
        assert event.type == "info"
    await server.drain()
    assert not path.exists()


async def test_drain_lets_what_runs_finish() -> None:
    speech = FakeSpeech()
    server = await started(speech)
    speech.gate.clear()
    async with raw_client(port_of(server)) as plain, raw_client(port_of(server)) as stream:
        await plain.send(line("synthesize", text="one two") + line("synthesize", text="three"))
        await stream.send(line("synthesize-start") + line("synthesize-chunk", text="one "))
        await answer(plain, "audio-start")
        await answer(stream, "audio-start")
        draining = asyncio.create_task(server.drain())
        await asyncio.sleep(0.01)
        speech.gate.set()
        events = await plain.rest()
        assert types(events) == [
            "audio-chunk",
            "audio-stop",
            "audio-start",
            "audio-chunk",
            "audio-stop",
        ]
        assert pcm(events) == text_pcm("one two three")
        # A stream may still bring the rest of its text, but no second request.
        await stream.send(
            line("synthesize-chunk", text="two")
            + line("synthesize-stop")
            + line("synthesize", text="late")
        )
        events = await stream.rest()
        assert types(events) == ["audio-chunk", "audio-stop", "synthesize-stopped"]
        assert pcm(events) == text_pcm("one two")
        await draining


@pytest.mark.parametrize("request_", ["plain", "stream", "waiting"])
async def test_drain_cuts_what_does_not_finish(
    request_: str, caplog: pytest.LogCaptureFixture
) -> None:
    speech = FakeSpeech()
    server = await started(speech, ServerLimits(grace_period=0.05, max_connections=1))
    speech.gate.clear()
    async with raw_client(port_of(server)) as client, raw_client(port_of(server)) as other:
        if request_ == "waiting":
            await other.send(line("synthesize", text="first"))
            await answer(other, "audio-start")
        await client.send(
            line("synthesize-start") + line("synthesize-chunk", text="one ")
            if request_ == "stream"
            else line("synthesize", text="one")
        )
        await client.send(line("ping", text="x"))
        await answer(client, "pong" if request_ == "waiting" else "audio-start")
        async with asyncio.timeout(1):
            await server.drain()
        *_, last = await client.rest()
        assert last.type == "error"
        assert last.data["text"] == "the server is shutting down"
    assert speech.running == 0
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


async def test_drain_ends_although_an_engine_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, release = asyncio.Event(), asyncio.Event()

    class Stubborn(FakeSpeech):
        """Takes no notice of its cancellation."""

        @asynccontextmanager
        async def open(self, request: SpeechRequest) -> AsyncIterator[FakeUtterance]:
            opened.set()
            while not release.is_set():
                with suppress(asyncio.CancelledError):
                    await release.wait()
            async with super().open(request) as utterance:
                yield utterance

    monkeypatch.setattr("jabbertts_wyoming.server._CUT_TIMEOUT", 0.02)
    server = await started(Stubborn(), ServerLimits(grace_period=0.02))
    async with raw_client(port_of(server)) as client:
        await client.send(line("synthesize", text="one"))
        await opened.wait()
        await server.drain()
        assert types(await client.rest()) == ["error"]
    assert len(server._connections) == 1
    release.set()
    await until(lambda: not server._connections)


async def test_an_engine_that_fails_at_its_cancellation_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    opened = asyncio.Event()

    class Untidy(FakeSpeech):
        @asynccontextmanager
        async def open(self, request: SpeechRequest) -> AsyncIterator[FakeUtterance]:
            opened.set()
            try:
                async with super().open(request) as utterance:
                    await asyncio.Event().wait()
                    yield utterance
            finally:
                raise RuntimeError("the clean-up failed")

    async with serving(Untidy()) as port:
        async with raw_client(port) as client:
            await client.send(line("synthesize", text="one"))
            await opened.wait()
            client.reset()
        await until(lambda: caplog.records)
    (record,) = caplog.records
    assert record.exc_info


async def test_unread_audio_is_bounded() -> None:
    speech = FakeSpeech()
    speech.endless = True
    speech.chunk_bytes = 8192
    async with serving(speech) as port:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(sock, ("127.0.0.1", port))
        await loop.sock_sendall(sock, line("synthesize", text="one"))
        last = -1
        while speech.produced != last or not last:
            last = speech.produced
            await asyncio.sleep(0.03)
        assert speech.produced < 512 * 1024
        for _ in range(500):
            await loop.sock_recv(sock, 65536)
        await until(lambda: speech.produced > last)
        sock.close()
        await until(lambda: speech.running == 0)


async def test_a_client_that_never_reads_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    speech = FakeSpeech()
    speech.endless = True
    speech.chunk_bytes = 8192
    async with serving(speech, ServerLimits(write_timeout=0.05)) as port:
        with socket.create_connection(("127.0.0.1", port)) as sock:
            sock.sendall(line("synthesize", text="one"))
            await until(lambda: speech.produced)
            await until(lambda: speech.running == 0)
    assert "did not read for 0.05 s" in caplog.text


async def test_a_slow_reader_gets_everything() -> None:
    speech = FakeSpeech()
    speech.chunk_bytes = 20_000
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(line("synthesize", text="one " * 50))
        events: list[Event] = []
        while not events or events[-1].type != "audio-stop":
            await asyncio.sleep(0.001)
            event = await client.read()
            assert event is not None
            events.append(event)
        assert len(pcm(events)) == 50 * 20_000
