import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from script.bench_lib.bridge.speaker import ask_anew, ask_by_sdk, sdk_client, speaking
from script.bench_lib.errors import BenchError

PCM = b"\x00\x10" * 2400
PAUSE_S = 0.03


@dataclass
class Slow:
    """Speaks 0.2 s of pcm, the second half after a pause; `fails` is its status, `cut` half."""

    url: str = ""
    status: int = 200
    cut: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    clients: set[object] = field(default_factory=set)

    async def speak(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.clients.add(request.transport)
        if self.status != 200:
            return web.json_response({"error": {"message": "no"}}, status=self.status)
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(PCM)
        await asyncio.sleep(PAUSE_S)
        if self.cut and request.transport is not None:
            request.transport.abort()
            return response
        await response.write(PCM)
        await asyncio.sleep(PAUSE_S)
        await response.write_eof()
        return response


@pytest.fixture
async def slow(unused_port: int) -> AsyncIterator[Slow]:
    slow = Slow(f"http://127.0.0.1:{unused_port}")
    app = web.Application()
    app.router.add_post("/v1/audio/speech", slow.speak)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_port).start()
    yield slow
    await runner.cleanup()


async def test_times_are_those_of_the_bytes(slow: Slow) -> None:
    async with speaking(slow.url) as speaker:
        got = await speaker.ask("pcm", "Good morning.")
        await speaker.ask("pcm", "Again.")
    assert slow.asked[0] == {
        "model": "tts-1",
        "voice": "en_US-joe-medium",
        "input": "Good morning.",
        "response_format": "pcm",
    }
    assert len(slow.clients) == 1
    first, second = got.parts
    assert 0 < first.arrived < second.arrived - PAUSE_S / 2
    assert second.arrived < got.ended - PAUSE_S / 2
    measures = got.measures()
    assert (measures.first_audio, measures.total) == (first.arrived, got.ended)
    assert measures.audio == pytest.approx(0.2)


async def test_a_new_connection_is_one(slow: Slow) -> None:
    for _ in range(2):
        assert (await ask_anew(slow.url, "pcm", "Good morning.")).measures().audio > 0
    assert len(slow.clients) == 2


async def test_the_sdk_asks_the_same(slow: Slow) -> None:
    async with sdk_client(slow.url) as client:
        measures = (await ask_by_sdk(client, "pcm", "Good morning.")).measures()
    assert slow.asked[0]["input"] == "Good morning."
    assert measures.audio == pytest.approx(0.2)
    assert measures.first_audio < measures.total - PAUSE_S


async def test_an_error_is_told(slow: Slow) -> None:
    slow.status = 503
    with pytest.raises(BenchError, match=r"answered 503 .*no"):
        await ask_anew(slow.url, "pcm", "x")
    async with sdk_client(slow.url) as client:
        with pytest.raises(BenchError, match="SDK got no complete answer"):
            await ask_by_sdk(client, "pcm", "x")
    assert len(slow.asked) == 2


async def test_half_an_answer_is_an_error(slow: Slow) -> None:
    slow.cut = True
    with pytest.raises(BenchError, match="no complete answer"):
        await ask_anew(slow.url, "pcm", "x")
    async with sdk_client(slow.url) as client:
        with pytest.raises(BenchError, match="no complete answer"):
            await ask_by_sdk(client, "pcm", "x")


async def test_nobody_there_is_an_error(unused_port: int) -> None:
    with pytest.raises(BenchError, match="no complete answer"):
        await ask_anew(f"http://127.0.0.1:{unused_port}", "pcm", "x")
