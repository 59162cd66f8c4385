"""The protocol as clients see it: a real server on the loopback, a fake engine."""

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import pairwise

import pytest
from wyoming.audio import AudioStart
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeVoice,
)

from jabbertts_wyoming.common.errors import SynthesisError
from jabbertts_wyoming.limits import ServerLimits
from jabbertts_wyoming.request import SpeechSettings, VoiceSelector
from jabbertts_wyoming.server import Server

from .fakes import RATE, SILENCE, FakeSpeech, text_pcm, voice_info
from .wire import (
    answer,
    block,
    line,
    pcm,
    port_of,
    raw_client,
    serving,
    stock_client,
    types,
    until,
)

PLAIN = ["audio-start", "audio-chunk", "audio-stop"]
STREAMED = [*PLAIN, "synthesize-stopped"]


@pytest.fixture
def speech() -> FakeSpeech:
    return FakeSpeech(voice_info("a", speakers=["x"]), voice_info("b"))


def ping(text: str) -> bytes:
    return line("ping", text=text)


# --- describe and ping


async def test_describe_and_ping(speech: FakeSpeech) -> None:
    async with serving(speech) as port, stock_client(port) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event is not None
        assert [voice.name for voice in Info.from_event(event).tts[0].voices] == ["a", "b"]
        for text in ["hello", None]:
            await client.write_event(Ping(text=text).event())
            event = await client.read_event()
            assert event is not None
            assert Pong.from_event(event).text == text


async def test_bare_header_from_a_pipe_that_closes_its_half(speech: FakeSpeech) -> None:
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(b'{ "type": "describe" }\n')
        client.writer.write_eof()
        assert types(await client.rest()) == ["info"]


async def test_unknown_events_are_ignored(speech: FakeSpeech) -> None:
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(block("select-program", name="x") + line("transcribe") + ping("1"))
        assert await client.read() == Event("pong", {"text": "1"})


async def test_describe_and_ping_are_answered_during_speech(speech: FakeSpeech) -> None:
    async with serving(speech) as port, stock_client(port) as client:
        speech.gate.clear()
        await client.write_event(Synthesize("one two").event())
        assert types(await answer(client, "audio-start")) == ["audio-start"]
        await client.write_event(Describe().event())
        await client.write_event(Ping(text="x").event())
        assert types(await answer(client, "pong")) == ["info", "pong"]
        speech.gate.set()
        assert pcm(await answer(client)) == text_pcm("one two")


async def test_describe_is_quick_while_others_speak(speech: FakeSpeech) -> None:
    speech.endless = True
    speech.delay = 0.001
    async with serving(speech) as port, asyncio.TaskGroup() as group:

        async def listen() -> None:
            async with raw_client(port) as client:
                await client.send(line("synthesize", text="la"))
                while await client.reader.read(65536):
                    pass

        listeners = [group.create_task(listen()) for _ in range(20)]
        await until(lambda: speech.running == 20)
        async with stock_client(port) as client:
            loop = asyncio.get_running_loop()
            times = []
            for _ in range(10):
                start = loop.time()
                await client.write_event(Describe().event())
                assert types(await answer(client, "info")) == ["info"]
                times.append(loop.time() - start)
        assert sorted(times)[len(times) // 2] < 0.05
        for listener in listeners:
            listener.cancel()


# --- plain requests


async def test_plain_request(speech: FakeSpeech) -> None:
    async with serving(speech) as port, stock_client(port) as client:
        voice = SynthesizeVoice(name="b", speaker="x")
        context = {"id": 1, "jabbertts": {"speed": 2.0, "seed": 7}}
        await client.write_event(Synthesize("hello big world", voice, context=context).event())
        events = await answer(client)
    assert types(events) == PLAIN
    start = AudioStart.from_event(events[0])
    assert (start.rate, start.width, start.channels) == (RATE, 2, 1)
    assert pcm(events) == text_pcm("hello big world")
    (request,) = speech.requests
    assert request.voice == VoiceSelector("b", "x")
    assert request.settings == SpeechSettings(speed=2.0, seed=7)


@pytest.mark.parametrize("text", ["", "   "])
async def test_no_words_are_a_short_silence(speech: FakeSpeech, text: str) -> None:
    async with serving(speech) as port, stock_client(port) as client:
        await client.write_event(Synthesize(text).event())
        events = await answer(client)
    assert types(events) == PLAIN
    assert pcm(events) == SILENCE


async def test_pipelined_requests_are_spoken_in_order(speech: FakeSpeech) -> None:
    async with serving(speech) as port, raw_client(port) as client:
        texts = ["one", "two two", "", "four"]
        await client.send(
            b"".join(block("synthesize", text=text) for text in texts)
            + line("synthesize-start")
            + line("synthesize-chunk", text="five")
            + line("synthesize", text="five")
            + line("synthesize-stop")
            + line("synthesize", text="six")
        )
        client.writer.write_eof()
        events = await client.rest()
    assert types(events) == PLAIN * 4 + STREAMED + PLAIN
    assert pcm(events) == b"".join(text_pcm(text) for text in [*texts, "five", "six"])
    assert speech.most_running == 1


async def test_half_closed_client_gets_all_of_its_audio(speech: FakeSpeech) -> None:
    speech.delay = 0.005
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(line("synthesize", text="one two three"))
        client.writer.write_eof()
        events = await client.rest()
    assert types(events) == PLAIN
    assert pcm(events) == text_pcm("one two three")


# --- text streams


def home_assistant(text: str, pieces: list[str]) -> Iterator[Event]:
    """What Home Assistant sends for one streamed message."""
    voice = SynthesizeVoice(name="a")
    yield SynthesizeStart(voice=voice).event()
    for piece in pieces:
        yield SynthesizeChunk(text=piece).event()
    yield Synthesize(text=text, voice=voice).event()
    yield SynthesizeStop().event()


@pytest.mark.parametrize("pieces", [["Hel", "lo wor", "ld. ", "Bye"], ["Hello world. Bye"], []])
async def test_home_assistants_stream(speech: FakeSpeech, pieces: list[str]) -> None:
    text = "".join(pieces)
    async with serving(speech) as port, stock_client(port) as client:
        for _ in range(2):
            for event in home_assistant(text, pieces):
                await client.write_event(event)
            events = await answer(client, "synthesize-stopped")
            assert types(events) == STREAMED
            assert pcm(events) == text_pcm(text)
        await client.write_event(Synthesize("plain").event())
        events = await answer(client)
        assert types(events) == PLAIN
        assert pcm(events) == text_pcm("plain")
    assert [request.voice.name for request in speech.requests] == ["a", "a", None]


async def test_a_character_that_a_stream_cuts_in_two(speech: FakeSpeech) -> None:
    async with serving(speech) as port, raw_client(port) as client:
        for last, rest in (("\ude00 two", " two"), ("\ude00\ud83d", "")):
            await client.send(
                line("synthesize-start")
                + line("synthesize-chunk", text="one \ud83d")
                + line("synthesize-chunk", text=last)
                + line("synthesize-stop")
            )
            events = await answer(client, "synthesize-stopped")
            assert pcm(events) == text_pcm(f"one 😀{rest}"), "half a character at the end is none"


async def test_stream_speaks_before_its_text_ends(speech: FakeSpeech) -> None:
    async with serving(speech) as port, stock_client(port) as client:
        await client.write_event(SynthesizeStart().event())
        await client.write_event(SynthesizeChunk(text="one ").event())
        assert types(await answer(client, "audio-chunk")) == ["audio-start", "audio-chunk"]
        await client.write_event(Ping(text="x").event())
        assert types(await answer(client, "pong")) == ["pong"]
        await client.write_event(SynthesizeChunk(text="two").event())
        await client.write_event(SynthesizeStop().event())
        assert types(await answer(client, "synthesize-stopped")) == STREAMED[1:]


@pytest.mark.parametrize("form", [line, block])
async def test_full_text_in_a_stream_is_skipped_whatever_its_size(
    speech: FakeSpeech, form: type
) -> None:
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(
            line("synthesize-start")
            + line("synthesize-chunk", text="short")
            + form("synthesize", text="x" * 3_000_000)
            + line("synthesize-stop")
        )
        events = await answer(client, "synthesize-stopped")
        assert pcm(events) == text_pcm("short")


async def test_long_stream_is_held_back_not_refused(speech: FakeSpeech) -> None:
    limits = ServerLimits(max_text=40)
    words = [f"word{index}" for index in range(200)]
    text = " ".join(words)
    async with serving(speech, limits) as port, raw_client(port) as client:
        speech.gate.clear()
        halves = [text[:700], text[700:]]
        await client.send(
            line("synthesize-start")
            + b"".join(line("synthesize-chunk", text=half) for half in halves)
            + line("synthesize-stop")
            + ping("end")
        )
        assert types(await answer(client, "audio-start")) == ["audio-start"]
        await asyncio.sleep(0.02)
        speech.gate.set()
        events = await answer(client, "synthesize-stopped")
        assert pcm(events) == text_pcm(text)
        kinds = [event.type for event in events]
        early = kinds.index("pong") if "pong" in kinds else len(kinds)
        assert early > 180, "the reader ran ahead of the limit"


async def test_stream_that_fails_while_its_reader_is_held_back(speech: FakeSpeech) -> None:
    speech.fail_at = 1
    speech.gate.clear()
    async with serving(speech, ServerLimits(max_text=40)) as port, raw_client(port) as client:
        await client.send(
            line("synthesize-start") + line("synthesize-chunk", text="words and " * 50)
        )
        await answer(client, "audio-start")
        await asyncio.sleep(0.01)
        speech.gate.set()
        events = await client.rest()
        assert types(events) == ["audio-chunk", "error"]
    await until(lambda: speech.running == 0)


# --- errors


MALFORMED = [
    b"\n",
    b"[]\n",
    b"{}\n",
    b"null\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\xff\xfe\x00\n",
    b'{"type": 5}\n',
    b'{"type": "describe", "data": []}\n',
    b'{"type": "describe", "data_length": -1}\n',
    b'{"type": "describe", "data_length": "5"}\n',
    b'{"type": "describe", "data_length": 1e3}\n',
    b'{"type": "describe", "data_length": true}\n',
    b'{"type": "describe", "data_length": 99999999999999999999}\n',
    b'{"type": "describe", "data_length": 2}\n[]',
    b'{"type": "describe", "payload_length": 10}\n0123456789',
    b'{"type": "describe", "payload_length": 99999999999}\n',
    b'{"type": "audio-chunk", "data_length": 2, "payload_length": 2}\n{}\0\0',
    b'{"type": "x", "data": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n",
    b'{"type": "x", "data": {"a": ' + b"9" * 5000 + b"}}\n",
    b"x" * 1_000_000,
    line("synthesize-chunk", text="x"),
    line("synthesize-stop"),
    line("synthesize-start") * 2,
    line("synthesize-start") + b"{]\n",
]
BAD_REQUESTS = [
    (line("synthesize"), "invalid-request", "text"),
    (line("synthesize", text=["a"]), "invalid-request", "text"),
    (line("synthesize", text="a", voice="v"), "invalid-request", "voice"),
    (line("synthesize", text="a", voice={"name": 1}), "invalid-request", "voice.name"),
    (line("synthesize", text="a", context={"jabbertts": {"x": 1}}), "invalid-request", "'x'"),
    (line("synthesize", text="a", context={"jabbertts": {"speed": 9}}), "invalid-request", "speed"),
    (line("synthesize", text="a", text_format="html"), "invalid-request", "text_format"),
    (line("synthesize", text="a", voice={"name": "c"}), "unknown-voice", "near: a"),
    (line("synthesize", text="a" * 10_001), "text-too-long", "10000"),
    (line("synthesize", text="a" * 1_000_000), "text-too-long", "bytes"),
    (block("synthesize", text="a" * 1_000_000), "text-too-long", "bytes"),
    (line("synthesize-start", voice=1), "invalid-request", "voice"),
    (line("synthesize-start", text_format="html"), "invalid-request", "text_format"),
    (line("synthesize-start", voice={"name": "c"}), "unknown-voice", "near: a"),
    (line("synthesize-start") + line("synthesize-chunk"), "invalid-request", "text"),
    (line("ping", text=1), "invalid-request", "text"),
]


async def test_malformed_input_gets_an_error_and_a_close(
    speech: FakeSpeech, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(speech) as port:
        for raw in MALFORMED:
            caplog.clear()
            async with raw_client(port) as client:
                await client.send(raw)
                events = await client.rest()
            assert types(events)[-1] == "error", raw[:80]
            assert "audio-stop" not in types(events)
            assert events[-1].data["code"] == "protocol-error", raw[:80]
            warned = [record for record in caplog.records if record.levelno >= logging.WARNING]
            assert len(warned) == 1, raw[:80]
            assert warned[0].exc_info is None
        async with stock_client(port) as client:
            await client.write_event(Synthesize("still here").event())
            assert pcm(await answer(client)) == text_pcm("still here")


async def test_bad_requests_get_an_error_that_names_the_field(speech: FakeSpeech) -> None:
    async with serving(speech) as port:
        for raw, code, words in BAD_REQUESTS:
            async with raw_client(port) as client:
                await client.send(raw)
                events = await client.rest()
            assert types(events)[-1] == "error", raw[:80]
            assert "audio-stop" not in types(events)
            assert events[-1].data["code"] == code, (raw[:80], events[-1])
            assert words in events[-1].data["text"], raw[:80]
    await until(lambda: speech.running == 0)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("fail_at", [0, 1])
async def test_failing_engine(
    speech: FakeSpeech, caplog: pytest.LogCaptureFixture, fail_at: int, streamed: bool
) -> None:
    speech.fail_at = fail_at
    request = line("synthesize", text="one two three")
    if streamed:
        request = line("synthesize-start") + line("synthesize-chunk", text="one two three ")
    expected = [*PLAIN[: fail_at + 1], "error"]
    async with serving(speech) as port:
        async with raw_client(port) as client:
            await client.send(request)
            events = await client.rest()
        assert types(events) == expected
        assert events[-1].data == {
            "text": "internal error, see the server's log",
            "code": "internal-error",
        }
        traces = [record for record in caplog.records if record.exc_info]
        assert len(traces) == 1

        caplog.clear()
        speech.error = SynthesisError("the voice broke")
        async with raw_client(port) as client:
            await client.send(request)
            events = await client.rest()
        assert types(events) == expected
        assert events[-1].data == {"text": "the voice broke", "code": "synthesis-error"}
        warned = [record for record in caplog.records if record.levelno >= logging.WARNING]
        assert len(warned) == 1
        assert warned[0].exc_info is None
    assert speech.running == 0


async def test_an_engine_without_audio_is_a_failure(speech: FakeSpeech) -> None:
    speech.mute = True
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(line("synthesize", text="one"))
        events = await client.rest()
    assert types(events) == ["audio-start", "error"]
    assert events[-1].data["code"] == "synthesis-error"


async def test_error_reaches_a_client_that_is_still_sending(speech: FakeSpeech) -> None:
    async with serving(speech) as port, raw_client(port) as client:
        client.writer.write(b"{]\n" + b"x" * 5_000_000)
        assert types(await client.rest()) == ["error"]
        await client.writer.drain()


async def test_errors_come_in_order(speech: FakeSpeech) -> None:
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(
            line("synthesize", text="one")
            + line("synthesize", text="two", voice={"name": "c"})
            + line("synthesize", text="three")
        )
        assert types(await client.rest()) == [*PLAIN, "error"]
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(line("synthesize", text="one") + line("synthesize", text=1))
        assert types(await client.rest()) == [*PLAIN, "error"]
    async with serving(speech) as port, raw_client(port) as client:
        speech.gate.clear()
        await client.send(
            line("synthesize", text="one")
            + line("synthesize-start")
            + line("synthesize-chunk", text="two")
            + b"[]\n"
        )
        assert types(await answer(client, "audio-start")) == ["audio-start"]
        speech.gate.set()
        assert types(await client.rest()) == [*PLAIN[1:], "error"]


async def test_bad_chunk_cuts_the_stream_being_spoken(speech: FakeSpeech) -> None:
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(line("synthesize-start") + line("synthesize-chunk", text="one two "))
        await answer(client, "audio-chunk")
        speech.gate.clear()
        await client.send(line("synthesize-chunk", text=7))
        events = await client.rest()
        assert types(events)[-1] == "error"
        assert "audio-stop" not in types(events)
    await until(lambda: speech.running == 0)


async def test_pipelined_text_counts_against_the_limit(speech: FakeSpeech) -> None:
    limits = ServerLimits(max_text=20)
    async with serving(speech, limits) as port, raw_client(port) as client:
        speech.gate.clear()
        texts = ["one two three", "four five"]
        await client.send(b"".join(line("synthesize", text=text) for text in texts))
        await answer(client, "audio-start")
        speech.gate.set()
        events = await client.rest()
        assert types(events) == [*PLAIN[1:], "error"]
        assert events[-1].data["code"] == "text-too-long"
    async with serving(speech, limits) as port, raw_client(port) as client:
        for text in texts:
            await client.send(line("synthesize", text=text))
            assert pcm(await answer(client)) == text_pcm(text)


# --- limits of connections and requests


async def test_busy(speech: FakeSpeech) -> None:
    limits = ServerLimits(max_connections=2, max_queue=1)
    async with serving(speech, limits) as port, AsyncExitStack() as stack:
        speech.gate.clear()
        clients = [await stack.enter_async_context(raw_client(port)) for _ in range(3)]
        for client in clients:
            await client.send(line("synthesize", text="one") + ping("x"))
            await answer(client, "pong")
        await until(lambda: speech.running == 2)
        async with raw_client(port) as client:
            await client.send(line("synthesize", text="one"))
            (refused,) = await client.rest()
        assert refused.type == "error"
        assert refused.data["code"] == "busy"
        async with raw_client(port) as client:
            await client.send(line("describe") + ping("x"))
            assert types(await answer(client, "pong")) == ["info", "pong"]
        speech.gate.set()
        for client in clients:
            assert pcm(await answer(client)) == text_pcm("one")
    assert speech.most_running == 2


async def test_places_come_back_after_every_kind_of_end(speech: FakeSpeech) -> None:
    limits = ServerLimits(max_connections=1, max_queue=1, grace_period=0.1)
    endings = [
        line("synthesize", text="one") + line("synthesize", text="two"),
        line("synthesize", text="one") + line("synthesize-start") + b"[]\n",
        line("synthesize-start"),
        line("synthesize-start") + line("synthesize-chunk", text=1),
        line("synthesize", text="one", voice={"name": "c"}) + line("synthesize", text="two"),
    ]
    server = Server(speech, limits)
    await server.start("tcp://127.0.0.1:0")
    port = port_of(server)
    for raw in endings:
        for gate in (True, False):
            (speech.gate.set if gate else speech.gate.clear)()
            async with raw_client(port) as client:
                await client.send(raw)
                await asyncio.sleep(0.01)
                client.reset()
            await until(lambda: not server._connections)
    speech.gate.set()
    async with raw_client(port) as client:
        await client.send(line("synthesize", text="a") + line("synthesize", text="b"))
        client.writer.write_eof()
        assert types(await client.rest()) == PLAIN * 2
    await server.drain()


async def test_a_flood_of_requests_on_one_connection_is_refused(speech: FakeSpeech) -> None:
    limits = ServerLimits(max_queue=5)
    async with serving(speech, limits) as port, raw_client(port) as client:
        speech.delay = 0.01
        await client.send(line("synthesize", text="one") * 100)
        events = await client.rest()
        assert types(events)[-1] == "error"
        assert events[-1].data["code"] == "busy"


# --- timeouts and leaving


async def test_idle_connections_are_closed_and_busy_ones_are_not(speech: FakeSpeech) -> None:
    limits = ServerLimits(idle_timeout=0.05)
    async with serving(speech, limits) as port:
        async with raw_client(port) as client:
            assert await client.rest() == []
        async with raw_client(port) as client:
            speech.gate.clear()
            await client.send(line("synthesize", text="one"))
            await answer(client, "audio-start")
            await asyncio.sleep(0.12)
            speech.gate.set()
            assert types(await client.rest()) == PLAIN[1:]


async def test_a_stream_left_open_is_an_error(speech: FakeSpeech) -> None:
    limits = ServerLimits(idle_timeout=0.05)
    async with serving(speech, limits) as port, raw_client(port) as client:
        await client.send(line("synthesize-start") + line("synthesize-chunk", text="one "))
        events = await client.rest()
        assert types(events) == ["audio-start", "audio-chunk", "error"]
        assert "text stream" in events[-1].data["text"]


async def test_an_event_must_arrive_whole_in_time(speech: FakeSpeech) -> None:
    limits = ServerLimits(event_timeout=0.03)
    async with serving(speech, limits) as port, raw_client(port) as client:
        await client.send(b'{"type": "descr')
        events = await client.rest()
        assert types(events) == ["error"]
        assert "not complete" in events[0].data["text"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b'{"type": "desc',
        b'{"type": "synthesize", "data_length": 10}\n{"te',
        line("synthesize-start") + line("synthesize-chunk", text="one "),
        line("synthesize-start") + b'{"type": "synthesize", "data_length": 99}\n{',
        line("synthesize", text="one") + b'{"type',
    ],
)
@pytest.mark.parametrize("reset", [False, True])
async def test_abrupt_disconnects_are_quiet(
    speech: FakeSpeech, caplog: pytest.LogCaptureFixture, raw: bytes, reset: bool
) -> None:
    caplog.set_level(logging.DEBUG, "jabbertts_wyoming")
    async with serving(speech) as port:
        speech.gate.clear()
        async with raw_client(port) as client:
            await client.send(raw)
            await asyncio.sleep(0.01)
            if reset:
                client.reset()
            else:
                client.writer.write_eof()
                assert set(types(await client.rest())) <= {"audio-start", "audio-chunk"}
        await until(lambda: speech.running == 0)
        async with raw_client(port) as client:
            await client.send(ping("x"))
            assert types(await answer(client, "pong")) == ["pong"]
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("streamed", [False, True])
async def test_a_client_that_leaves_stops_its_synthesis(
    speech: FakeSpeech, reset: bool, streamed: bool
) -> None:
    request = line("synthesize", text="one two")
    if streamed:
        request = line("synthesize-start") + line("synthesize-chunk", text="one ")
    speech.endless = True
    speech.delay = 0.01
    async with serving(speech) as port:
        async with raw_client(port) as client:
            await client.send(request)
            await answer(client, "audio-chunk")
            produced = speech.produced
            if reset:
                client.reset()
        await until(lambda: speech.running == 0)
        assert speech.produced <= produced + 2 * len(text_pcm("one")), "one in the making, one sent"


async def test_a_client_that_leaves_before_the_first_sound(speech: FakeSpeech) -> None:
    speech.gate.clear()
    speech.endless = True
    async with serving(speech) as port:
        async with raw_client(port) as client:
            await client.send(line("synthesize", text="one"))
            await answer(client, "audio-start")
        # A full close looks like a half-close until something is sent: the first chunk tells.
        speech.gate.set()
        await until(lambda: speech.running == 0)
    assert speech.produced == len(text_pcm("one"))


async def test_a_reset_stops_even_the_first_window(speech: FakeSpeech) -> None:
    speech.gate.clear()  # that window is never done
    async with serving(speech) as port:
        async with raw_client(port) as client:
            await client.send(line("synthesize", text="one"))
            await until(lambda: speech.running == 1)
            client.reset()
        await until(lambda: speech.running == 0)


async def test_events_of_two_writers_never_mix(speech: FakeSpeech) -> None:
    text = " ".join(f"word{index}" for index in range(50))
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(line("synthesize", text=text))
        for index in range(50):
            await client.send(ping(str(index)))
        events: list[Event] = []
        while {"audio-stop", "pong49"} - {f"{e.type}{e.data.get('text', '')}" for e in events}:
            event = await client.read()
            assert event is not None
            events.append(event)
    assert pcm(events) == text_pcm(text)
    pongs = [int(event.data["text"]) for event in events if event.type == "pong"]
    assert all(a < b for a, b in pairwise(pongs))
    assert len(pongs) == 50


async def test_answers_are_plain_json_lines(speech: FakeSpeech) -> None:
    async with serving(speech) as port, raw_client(port) as client:
        await client.send(line("synthesize", text="one"))
        client.writer.write_eof()
        first, _ = (await client.reader.read()).split(b"\n", 1)
        assert json.loads(first)["type"] == "audio-start"
