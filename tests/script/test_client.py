import asyncio
import time
from functools import partial

import pytest
from wyoming.event import Event
from wyoming.server import AsyncTcpServer

from script.bench_lib import client
from script.bench_lib.answer import measure
from script.bench_lib.client import Mode, ask, connected, describe, voices, words_of
from script.bench_lib.errors import BenchError
from script.bench_lib.load import load
from script.bench_lib.run import middle

from .conftest import Fake
from .fake_server import RATE, VOICE, WORD_SAMPLES, FakeHandler


def test_words_join_to_the_text() -> None:
    assert words_of("One, two  three.") == ["One, ", "two ", "three."]
    assert words_of("") == []


async def test_plain_is_one_event_and_one_answer(fake: Fake) -> None:
    answer = await ask(fake.uri, Mode.PLAIN, "one two three")
    assert fake.seen == ["synthesize"]
    assert len(answer.chunks) == 3
    measured = measure(answer)
    assert measured.audio == pytest.approx(3 * WORD_SAMPLES / RATE)
    assert 0 < measured.first_audio <= measured.total


async def test_streaming_is_what_home_assistant_sends(fake: Fake) -> None:
    answer = await ask(fake.uri, Mode.STREAMING, "one two three")
    assert fake.seen == [
        "synthesize-start",
        "synthesize-chunk",
        "synthesize",
        "synthesize-stop",
    ]
    assert measure(answer).audio == pytest.approx(3 * WORD_SAMPLES / RATE)


async def test_words_come_in_their_time(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "WORD_INTERVAL_S", 0.02)
    answer = await ask(fake.uri, Mode.WORDS, "one two three four")
    assert fake.seen == [
        "synthesize-start",
        *["synthesize-chunk"] * 4,
        "synthesize",
        "synthesize-stop",
    ]
    arrivals = [chunk.arrived for chunk in answer.chunks]
    assert all(arrived >= i * 0.02 for i, arrived in enumerate(arrivals))
    assert answer.ended >= 0.06


@pytest.mark.parametrize("mode", list(Mode))
async def test_an_error_event_is_raised(fake: Fake, mode: Mode) -> None:
    with pytest.raises(BenchError, match=r"broken on purpose \(test\)"):
        await ask(fake.uri, mode, "one fail two")


@pytest.mark.parametrize("mode", list(Mode))
async def test_a_closed_connection_is_raised(fake: Fake, mode: Mode) -> None:
    with pytest.raises(BenchError, match=r"closed|no complete answer"):
        await ask(fake.uri, mode, "one hangup")


async def test_an_answer_without_audio_is_raised(fake: Fake) -> None:
    with pytest.raises(BenchError, match="no audio"):
        await ask(fake.uri, Mode.PLAIN, "")


async def test_nobody_listens(unused_port: int) -> None:
    uri = f"tcp://127.0.0.1:{unused_port}"
    with pytest.raises(BenchError, match="no complete answer"):
        await ask(uri, Mode.PLAIN, "one")
    with pytest.raises(BenchError, match="no info"):
        await describe(uri)


async def test_describe_takes_the_time_it_takes(fake: Fake) -> None:
    began = time.perf_counter()
    latency = await describe(fake.uri)
    assert 0 < latency <= time.perf_counter() - began
    assert fake.seen == ["describe"]


async def test_load_counts_failures_and_measures_the_rest(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(uri: str, mode: Mode, text: str) -> object:
        await asyncio.sleep(0.05)
        return await ask(uri, mode, text)

    monkeypatch.setattr("script.bench_lib.load.ask", slow)
    monkeypatch.setattr("script.bench_lib.load._PROBE_INTERVAL_S", 0.01)
    loaded = await load("ours", fake.uri, ["one two", "fail"], requests=6)
    assert (loaded.server, loaded.requests) == ("ours", 6)
    assert len(loaded.failures) == 3
    assert "broken on purpose" in loaded.failures[0]
    assert len(loaded.first_audio) == 3
    assert loaded.audio == pytest.approx(6 * WORD_SAMPLES / RATE)
    assert loaded.wall >= 0.05
    assert len(loaded.describe) >= 2
    assert len(loaded.describe_idle) == 20


def test_the_middle_timeline_is_the_one_nearest_the_median() -> None:
    lines = [(0.9, [(0.9, 1.0)]), (0.2, [(0.2, 1.0)]), (0.3, [(0.3, 1.0)]), (0.1, [(0.1, 1.0)])]
    assert middle(lines) in ([(0.2, 1.0)], [(0.3, 1.0)])
    assert middle(lines[:1]) == [(0.9, 1.0)]


@pytest.mark.parametrize("mode", list(Mode))
async def test_a_voice_can_be_chosen(unused_port: int, mode: Mode) -> None:
    asked: list[Event] = []

    class Handler(FakeHandler):
        async def handle_event(self, event: Event) -> bool:
            asked.append(event)
            return await super().handle_event(event)

    server = AsyncTcpServer("127.0.0.1", unused_port)
    await server.start(partial(Handler, []))
    try:
        async with connected(f"tcp://127.0.0.1:{unused_port}") as line:
            await line.ask(mode, "one two", voice="joe")
    finally:
        await server.stop()
    told = [event for event in asked if event.type in ("synthesize", "synthesize-start")]
    assert {event.data["voice"]["name"] for event in told} == {"joe"}


async def test_the_voices_that_can_speak(fake: Fake) -> None:
    assert await voices(fake.uri) == {VOICE}
