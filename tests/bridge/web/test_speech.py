"""`POST /v1/audio/speech`, whole and broken."""

import asyncio
import base64
import io
import json
from contextlib import suppress
from typing import Any

import aiohttp
import av
import pytest

from tests.wire import until

from ..fake_wyoming import Answer, FakeVoice, FakeWyoming, tone
from ..running import Running, running

FORMATS = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg; codecs=opus",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm;rate=24000;channels=1",
}
COARSE = {"mp3": 0.1, "aac": 0.1}


async def until_broken(response: aiohttp.ClientResponse) -> bytes:
    """Return what comes before the connection breaks; it must not end in a clean way."""
    raw = b""
    try:
        while not response.content.at_eof():
            raw += await response.content.readany()
    except aiohttp.ClientPayloadError:
        return raw
    raise AssertionError("a clean end")


def seconds_of(name: str, audio: bytes) -> float:
    if name == "pcm":
        return len(audio) / 2 / 24000
    with av.open(io.BytesIO(audio), "r") as container:
        return float(sum(f.samples / f.sample_rate for f in container.decode(audio=0)))


@pytest.mark.parametrize("name", FORMATS)
async def test_every_format_has_its_type_and_duration(bridge: Running, name: str) -> None:
    bridge.wyoming.answer = Answer(tone(1.3))
    async with bridge.speak({"response_format": name}) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == FORMATS[name]
        audio = await response.read()
    assert seconds_of(name, audio) == pytest.approx(1.3, abs=COARSE.get(name, 0.02))


async def test_mp3_of_any_voice_is_what_comes_unasked(bridge: Running) -> None:
    async with bridge.session.post(
        f"{bridge.url}/v1/audio/speech", json={"input": "Hi."}
    ) as response:
        assert (response.status, response.content_type) == (200, "audio/mpeg")
    assert bridge.wyoming.requests[0]["voice"]["name"] == "en_US-joe-medium"


async def test_what_is_asked_for_reaches_our_server(bridge: Running) -> None:
    await bridge.audio(speed=1.5, seed=7, instructions="softly", voice={"id": "nova"})
    assert bridge.wyoming.requests == [
        {
            "text": "Good morning.",
            "voice": {"name": "en_US-joe-medium", "language": "en_US"},
            "context": {"jabbertts": {"speed": 1.5, "seed": 7, "instructions": "softly"}},
        }
    ]


async def test_speed_before_a_foreign_server_is_made_here() -> None:
    async with FakeWyoming(ours=False, answer=Answer(tone(2.0))) as wyoming:
        async with running(wyoming) as bridge:
            audio = await bridge.audio(speed=2, response_format="pcm")
        assert "context" not in wyoming.requests[0]
    assert seconds_of("pcm", audio) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("name", FORMATS)
async def test_audio_leaves_while_more_is_being_made(bridge: Running, name: str) -> None:
    bridge.wyoming.answer = Answer(tone(1.0), hold_after=13)  # 260 ms have come in
    async with bridge.speak({"response_format": name}) as response:
        first = await asyncio.wait_for(response.content.readany(), 5)
        assert first
        bridge.wyoming.gate.set()
        rest = await response.read()
    assert seconds_of(name, first + rest) == pytest.approx(1.0, abs=COARSE.get(name, 0.02))


async def test_a_sample_rate_may_be_chosen(bridge: Running) -> None:
    async with bridge.speak({"response_format": "pcm", "sample_rate": 8000}) as response:
        assert response.headers["Content-Type"] == "audio/pcm;rate=8000;channels=1"
        assert len(await response.read()) == pytest.approx(0.2 * 16000, abs=40)


async def test_a_text_without_sound_is_an_empty_answer(bridge: Running) -> None:
    bridge.wyoming.answer = Answer([])
    assert await bridge.audio(response_format="pcm") == b""


# --- server-sent events


async def test_events_carry_the_audio_and_what_was_used(bridge: Running) -> None:
    bridge.wyoming.answer = Answer(tone(0.5))
    async with bridge.speak({"stream_format": "sse", "response_format": "pcm"}) as response:
        assert response.content_type == "text/event-stream"
        raw = await response.text()
    events = [json.loads(line.removeprefix("data: ")) for line in raw.split("\n\n") if line]
    audio = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
    assert {event["type"] for event in events[:-1]} == {"speech.audio.delta"}
    assert seconds_of("pcm", audio) == pytest.approx(0.5, abs=0.001)
    assert events[-1] == {
        "type": "speech.audio.done",
        "usage": {"input_tokens": 4, "output_tokens": 10, "total_tokens": 14},
    }


async def test_an_event_tells_of_a_failure_midway(bridge: Running) -> None:
    bridge.wyoming.answer = Answer(tone(0.5), error=("synthesis-error", "oh"), error_after=5)
    async with bridge.speak({"stream_format": "sse", "response_format": "pcm"}) as response:
        raw = await until_broken(response)
    last = json.loads(raw.rstrip().rpartition(b"data: ")[2])
    assert last["type"] == "error"
    assert last["error"]["code"] == "server_failed"


# --- failures


@pytest.mark.parametrize("name", FORMATS)
async def test_an_answer_cut_midway_is_noticed(bridge: Running, name: str) -> None:
    bridge.wyoming.answer = Answer(tone(1.0), die_after=30)
    async with bridge.speak({"response_format": name}) as response:
        assert response.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()
    _, metrics = await bridge.get("/metrics")
    assert b'cut_answers_total{reason="upstream-broken"} 1.0' in metrics


async def test_an_old_client_notices_too(bridge: Running) -> None:
    """HTTP/1.0 has no chunks: a plain end of the connection would be a clean end of the file."""
    bridge.wyoming.answer = Answer(tone(1.0), die_after=30)
    host, port = bridge.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = b'{"input": "Hi.", "response_format": "pcm"}'
    head = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(b"POST /v1/audio/speech HTTP/1.0\r\n" + head.encode() + body)
    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()


@pytest.mark.parametrize(
    ("code", "status", "error_code", "retry"),
    [
        ("busy", 503, "server_busy", None),
        ("unknown-voice", 400, "unknown_voice", "false"),
        ("synthesis-error", 502, "server_failed", "false"),
        (None, 502, "server_failed", "false"),
    ],
)
async def test_a_server_that_refuses(
    bridge: Running, code: str | None, status: int, error_code: str, retry: str | None
) -> None:
    bridge.wyoming.answer = Answer(error=(code, "not now"))
    async with bridge.speak() as response:
        assert response.status == status
        assert response.headers.get("x-should-retry") == retry
        assert ("Retry-After" in response.headers) == (status == 503)
        error = (await response.json())["error"]
    assert error["code"] == error_code
    assert "not now" in error["message"]


async def test_a_name_whose_voice_is_not_really_there_is_any_voice(bridge: Running) -> None:
    bridge.wyoming.answers.append(Answer(error=("unknown-voice", "no such file")))
    assert await bridge.audio(voice="nova")
    assert [request.get("voice", {}).get("name") for request in bridge.wyoming.requests] == [
        "en_US-joe-medium",
        None,
    ]


@pytest.mark.parametrize("body", [{"voice": "en_US-joe-medium"}, {"language_id": "en"}])
async def test_what_was_asked_for_itself_is_not_replaced(
    bridge: Running, body: dict[str, str]
) -> None:
    bridge.wyoming.answer = Answer(error=("unknown-voice", "no such file"))
    status, error = await bridge.error(body)
    assert (status, error["param"]) == (400, "voice")
    assert len(bridge.wyoming.requests) == 1


@pytest.mark.parametrize("die", [{"error": (None, "I can't say PRIVATE")}, {"error_after": 2}])
async def test_no_text_gets_into_the_log(
    bridge: Running, die: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    bridge.wyoming.answer = Answer(**{"error": ("internal-error", "PRIVATE"), **die})
    with caplog.at_level("DEBUG"), suppress(aiohttp.ClientPayloadError):
        async with bridge.speak({"input": "PRIVATE"}) as response:
            await response.read()
    assert "answered" in caplog.text
    assert "PRIVATE" not in caplog.text
    assert not [r for r in caplog.records if "PRIVATE" in str(getattr(r, "fields", ""))]


async def test_a_server_that_is_down_and_comes_back(bridge: Running) -> None:
    await bridge.audio()
    await bridge.wyoming.stop()
    status, error = await bridge.error()
    assert (status, error["code"]) == (503, "server_down")
    await bridge.wyoming.start()
    assert await bridge.audio()


async def test_a_client_that_leaves_stops_the_server(bridge: Running) -> None:
    bridge.wyoming.answer = Answer(tone(1.0), hold_after=20)
    async with bridge.speak({"response_format": "pcm"}) as response:
        await response.content.readany()
        assert bridge.wyoming.speaking == 1
        response.close()
    await until(lambda: bridge.wyoming.cut_offs)


async def test_a_client_that_leaves_before_the_first_audio(bridge: Running) -> None:
    bridge.wyoming.answer = Answer(start_delay=60)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bridge.audio(), 0.2)
    await until(lambda: bridge.wyoming.cut_offs)


async def test_a_client_that_reads_nothing_is_dropped(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(tone(0.5) * 4000)
    async with running(wyoming, write_timeout=0.3) as bridge:
        async with bridge.speak({"response_format": "wav"}) as response:
            await until(lambda: wyoming.cut_offs)
            with pytest.raises(aiohttp.ClientError):
                await response.read()
        _, metrics = await bridge.get("/metrics")
    assert b'dropped_connections{reason="stalled"} 1.0' in metrics
    assert b'requests_total{route="speech",status="499"} 1.0' in metrics


async def test_many_at_once_are_all_answered(bridge: Running) -> None:
    bridge.wyoming.answer = Answer(tone(0.3))
    answers = await asyncio.gather(*(bridge.audio(response_format="pcm") for _ in range(100)))
    assert {len(answer) for answer in answers} == {14400}


async def test_what_is_one_too_many_is_refused(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(tone(0.3), hold_after=1)
    async with (
        running(wyoming, max_parallel=1, max_queue=0) as bridge,
        bridge.speak({"response_format": "pcm"}),
    ):
        status, error = await bridge.error()
        wyoming.gate.set()
    # This client has all there is, but nobody else is here who has less.
    assert (status, error["code"]) == (503, "server_busy")


async def test_languages_and_speakers() -> None:
    voices = [
        FakeVoice(),
        FakeVoice("de_DE-mls-medium", ["de_DE"], speakers=["anna", "bernd"]),
    ]
    async with FakeWyoming(voices) as wyoming, running(wyoming) as bridge:
        await bridge.audio(voice="de")
        await bridge.audio(language_id="de_DE")
        await bridge.audio(voice="de_DE-mls-medium:bernd")
        status, error = await bridge.error({"language": "fr"})
    names = [request["voice"]["name"] for request in wyoming.requests]
    assert names == ["de_DE-mls-medium"] * 3
    assert wyoming.requests[2]["voice"]["speaker"] == "bernd"
    assert (status, error["param"]) == (400, "language_id")
    assert "de_DE" in error["message"]
