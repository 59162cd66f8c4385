"""Timestamps, subtitles and SSML over HTTP, before a played server."""

import asyncio
import base64
import io
import wave
from typing import Any

import pytest
from wyoming.event import Event

from bridge.upstream import answer as upstream
from bridge.web import timed_answer
from tests.wire import until

from ..fake_wyoming import Answer, FakeVoice, FakeWyoming, tone
from ..running import Running, running
from .test_speech import COARSE, FORMATS, seconds_of

TEXT = "Good morning. It's 7 o'clock."
WORDS = [
    (0, 4, 0.1, 0.3),
    (5, 12, 0.3, 0.70049),
    (14, 18, 1.0, 1.2),
    (19, 20, 1.2, 1.5),
    (21, 28, 1.5, 1.9),
]
ANSWER = Answer(tone(2.0), words=WORDS, marks=[("here", 0.85)])
SSML = "<speak>Good <emphasis>morning</emphasis>.</speak>"
PATH = "/timestamps"


@pytest.fixture
def timed(bridge: Running) -> Running:
    """Run a bridge in front of a server that tells of the words of `TEXT`."""
    bridge.wyoming.answer = ANSWER
    return bridge


async def timestamps(bridge: Running, **body: Any) -> dict[str, Any]:
    async with bridge.speak({"input": TEXT, **body}, path=PATH) as response:
        assert response.status == 200, await response.text()
        assert response.content_type == "application/json"
        found = await response.json()
    assert isinstance(found, dict)
    return found


# --- timestamps


async def test_words_and_marks_have_their_times(timed: Running) -> None:
    found = await timestamps(timed, response_format="pcm")
    assert list(found) == ["audio", "format", "content_type", "duration", "words", "marks"]
    assert [word["word"] for word in found["words"]] == ["Good", "morning", "It's", "7", "o'clock"]
    assert found["words"][1] == {
        "word": "morning",
        "start": 0.3,
        "end": 0.7,
        "start_char": 5,
        "end_char": 12,
    }
    assert found["marks"] == [{"name": "here", "time": 0.85}]
    assert found["duration"] == 2.0
    assert timed.wyoming.requests[0]["context"] == {"jabbertts": {"timestamps": True}}


@pytest.mark.parametrize("name", FORMATS)
async def test_the_audio_is_in_its_format(timed: Running, name: str) -> None:
    found = await timestamps(timed, response_format=name)
    assert (found["format"], found["content_type"]) == (name, FORMATS[name])
    audio = base64.b64decode(found["audio"], validate=True)
    assert seconds_of(name, audio) == pytest.approx(2.0, abs=COARSE.get(name, 0.02))


async def test_the_default_is_mp3(timed: Running) -> None:
    found = await timestamps(timed)
    assert found["format"] == "mp3"


async def test_a_wav_tells_its_length(timed: Running) -> None:
    found = await timestamps(timed, response_format="wav", sample_rate=16000)
    with wave.open(io.BytesIO(base64.b64decode(found["audio"]))) as file:
        assert (file.getframerate(), file.getnframes()) == (16000, 32000)


async def test_a_long_answer_is_whole(timed: Running) -> None:
    """It is written in many pieces."""
    timed.wyoming.answer = Answer(tone(0.5) * 60, words=WORDS)
    found = await timestamps(timed, response_format="wav")
    audio = base64.b64decode(found["audio"], validate=True)
    assert audio[44:] == b"".join(tone(0.5)) * 60
    assert found["duration"] == 30.0


async def test_what_is_asked_for_reaches_the_server(timed: Running) -> None:
    await timestamps(timed, speed=2, seed=7, normalize=False)
    asked = {"speed": 2, "seed": 7, "normalize": False, "timestamps": True}
    assert timed.wyoming.requests[0]["context"] == {"jabbertts": asked}


async def test_times_follow_what_the_bridge_does_to_the_audio(
    timed: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a server that tells of words left the speed to the bridge, that is."""
    monkeypatch.setattr(upstream.Answer, "speed_applied", property(lambda _: False))
    found = await timestamps(timed, speed=2, response_format="pcm")
    assert found["duration"] == 1.0
    audio = base64.b64decode(found["audio"])
    assert seconds_of("pcm", audio) == pytest.approx(1.0, abs=0.03)
    assert (found["words"][4]["start"], found["words"][4]["end"]) == (0.75, 0.95)
    assert found["marks"] == [{"name": "here", "time": 0.425}]
    text = await timed.audio(input=TEXT, speed=2, response_format="srt")
    assert b"00:00:00,500 --> 00:00:01,000\nIt's 7 o'clock." in text


async def test_more_audio_than_is_held(timed: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timed_answer, "MOST_AUDIO", 1 << 20)
    timed.wyoming.answer = Answer(tone(0.5) * 4000, words=WORDS)
    async with timed.speak({"input": TEXT, "response_format": "wav"}, path=PATH) as response:
        assert response.status == 400
        error = (await response.json())["error"]
    assert (error["code"], error["param"]) == ("audio_too_long", "input")
    assert "more than 1 MB as wav" in error["message"]
    await until(lambda: timed.wyoming.cut_offs)


@pytest.mark.parametrize("more", [{"response_format": "srt"}, {"stream_format": "sse"}])
async def test_what_timestamps_are_not(timed: Running, more: dict[str, Any]) -> None:
    status, error = await timed.error(more, path=PATH)
    assert (status, error["param"]) == (400, next(iter(more)))
    assert timed.wyoming.requests == []


# --- subtitles


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        (
            "srt",
            "application/x-subrip; charset=utf-8",
            "1\n00:00:00,100 --> 00:00:01,000\nGood morning.\n\n"
            "2\n00:00:01,000 --> 00:00:02,000\nIt's 7 o'clock.\n\n",
        ),
        (
            "vtt",
            "text/vtt; charset=utf-8",
            "WEBVTT\n\n00:00:00.100 --> 00:00:01.000\nGood morning.\n\n"
            "00:00:01.000 --> 00:00:02.000\nIt's 7 o'clock.\n\n",
        ),
    ],
)
async def test_subtitles(timed: Running, name: str, kind: str, text: str) -> None:
    async with timed.speak({"input": TEXT, "response_format": name}) as response:
        assert (response.status, response.headers["Content-Type"]) == (200, kind)
        assert await response.text() == text


async def test_subtitles_of_a_document(timed: Running) -> None:
    timed.wyoming.answer = Answer(tone(1.0), words=[(7, 11, 0.1, 0.3), (22, 29, 0.3, 0.7)])
    text = (await timed.audio(input=SSML, response_format="srt")).decode()
    assert text == "1\n00:00:00,100 --> 00:00:01,000\nGood morning.\n\n"


async def test_subtitles_of_no_words(timed: Running) -> None:
    timed.wyoming.answer = Answer(tone(0.1))
    assert await timed.audio(input="…", response_format="vtt") == b"WEBVTT\n\n"
    found = await timestamps(timed, input="<speak><break time='1s'/></speak>")
    assert found["words"] == found["marks"] == []


async def test_subtitles_have_no_events(timed: Running) -> None:
    status, error = await timed.error({"response_format": "srt", "stream_format": "sse"})
    assert (status, error["param"]) == (400, "stream_format")


# --- SSML


@pytest.mark.parametrize("more", [{}, {"input_type": "ssml"}])
async def test_a_document_is_sent_as_one(bridge: Running, more: dict[str, str]) -> None:
    assert await bridge.audio(input=SSML, **more)
    request = bridge.wyoming.requests[0]
    assert (request["text"], request["text_format"]) == (SSML, "ssml")
    assert "context" not in request


async def test_markup_may_be_read_aloud(bridge: Running) -> None:
    assert await bridge.audio(input=SSML, input_type="text")
    assert bridge.wyoming.requests[0]["text"] == SSML
    assert "text_format" not in bridge.wyoming.requests[0]


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("", {}),
        ("", {"stream_format": "sse"}),
        ("", {"response_format": "srt"}),
        (PATH, {}),
    ],
)
async def test_what_is_wrong_with_a_document_is_told(
    bridge: Running, path: str, more: dict[str, str]
) -> None:
    """It comes after `audio-start`, and before a byte of the body."""
    fault = "SSML, line 1, column 12: not well-formed XML"
    start = b'{"type": "audio-start", "data": {"rate": 22050, "width": 2, "channels": 1}}\n'
    error = b'{"type": "error", "data": {"text": "%s", "code": "invalid-request"}}\n'
    bridge.wyoming.answer = Answer(raw=start + error % fault.encode())
    async with bridge.speak({"input": "<speak>Hello <b", **more}, path=path) as response:
        assert response.status == 400
        assert response.headers["x-should-retry"] == "false"
        told = (await response.json())["error"]
    assert told["message"] == f"the speech server refused the request: {fault}"
    assert (told["param"], told["code"]) == ("input", "invalid_request")


# --- servers and voices that can't


async def test_another_server_speaks_no_ssml() -> None:
    async with FakeWyoming(ours=False) as wyoming, running(wyoming) as bridge:
        for more, param in (({}, "input"), ({"input_type": "ssml"}, "input_type")):
            status, error = await bridge.error({"input": SSML, **more})
            assert (status, error["code"], error["param"]) == (400, "ssml_unsupported", param)
            assert "plain text only" in error["message"]
        assert wyoming.requests == []
        assert await bridge.audio(input=SSML, input_type="text", normalize=False)
        assert wyoming.requests[0]["text"] == SSML
        assert not {"text_format", "context"} & set(wyoming.requests[0])


@pytest.mark.parametrize(("path", "more"), [(PATH, {}), ("", {"response_format": "vtt"})])
async def test_another_server_tells_no_times(path: str, more: dict[str, str]) -> None:
    async with FakeWyoming(ours=False) as wyoming, running(wyoming) as bridge:
        status, error = await bridge.error(more, path=path)
    assert (status, error["code"], error["param"]) == (400, "timestamps_unsupported", "voice")
    assert "these do: none" in error["message"]
    assert wyoming.requests == []


@pytest.mark.parametrize(("path", "more"), [(PATH, {}), ("", {"response_format": "vtt"})])
async def test_a_voice_that_tells_no_times(path: str, more: dict[str, str]) -> None:
    heart = FakeVoice("af_heart", jabbertts={"engine": "mute", "sample_rate": 24000})
    async with FakeWyoming([heart, FakeVoice()]) as wyoming, running(wyoming) as bridge:
        status, error = await bridge.error({"voice": "af_heart", **more}, path=path)
        assert (status, error["code"], error["param"]) == (400, "timestamps_unsupported", "voice")
        assert error["message"].endswith("of the voices here, these do: en_US-joe-medium")
        assert "'af_heart' does not tell when words are heard" in error["message"]
        _, metrics = await bridge.get("/metrics")
    assert b"audio_seconds_total 0.2" in metrics


@pytest.mark.parametrize(("path", "more"), [(PATH, {}), ("", {"response_format": "vtt"})])
async def test_a_text_of_which_nothing_is_a_word(
    bridge: Running, path: str, more: dict[str, str]
) -> None:
    """A voice that tells of words has told of none: there are none."""
    async with bridge.speak({"input": "[pause:1]", **more}, path=path) as response:
        assert response.status == 200, await response.text()


async def test_a_mixed_house() -> None:
    """What only JabberTTS can do goes to JabberTTS."""
    async with FakeWyoming(ours=False) as other, FakeWyoming(answer=ANSWER) as ours:
        uris = (other.uri, ours.uri)
        async with running(ours, wyoming_uri=uris) as bridge:
            await until(lambda: other.describes and ours.describes)
            body = {"voice": "en_US-joe-medium"}
            assert (await timestamps(bridge, **body))["words"]
            assert await bridge.audio(input=SSML, **body)
    assert (len(ours.requests), len(other.requests)) == (2, 0)


# --- failures


@pytest.mark.parametrize(("path", "more"), [(PATH, {}), ("", {"response_format": "srt"})])
@pytest.mark.parametrize("die", [{"die_after": 20}, {"error": (None, "oh"), "error_after": 20}])
async def test_a_failure_midway_is_an_error(
    bridge: Running, path: str, more: dict[str, str], die: dict[str, Any]
) -> None:
    bridge.wyoming.answer = Answer(tone(1.0), words=WORDS, **die)
    status, error = await bridge.error({"input": TEXT, **more}, path=path)
    assert (status, error["code"]) == (502, "server_failed")


@pytest.mark.parametrize(("path", "more"), [(PATH, {}), ("", {"response_format": "srt"})])
async def test_a_server_that_tells_nonsense(
    bridge: Running, path: str, more: dict[str, str]
) -> None:
    bridge.wyoming.answer = Answer(told=[Event("spoken-word", {"text": "x"})])
    status, error = await bridge.error(more, path=path)
    assert (status, error["code"]) == (502, "server_failed")
    assert "spoken-word" in error["message"]


async def test_a_flood_of_words_is_cut_off(bridge: Running) -> None:
    bridge.wyoming.answer = Answer(words=[(0, 1, 0, 0.1)] * 10_000)
    status, _ = await bridge.error({"input": "Hi."}, path=PATH)
    assert status == 502


@pytest.mark.parametrize(("path", "more"), [(PATH, {}), ("", {"response_format": "srt"})])
async def test_a_client_that_leaves_stops_the_server(
    bridge: Running, path: str, more: dict[str, str]
) -> None:
    bridge.wyoming.answer = Answer(tone(1.0), words=WORDS, hold_after=20)
    asking = asyncio.create_task(bridge.error({"input": TEXT, **more}, path=path))
    await until(lambda: bridge.wyoming.speaking)
    asking.cancel()
    await asyncio.wait([asking])
    await until(lambda: bridge.wyoming.cut_offs)


async def test_a_client_that_leaves_while_it_is_answered(timed: Running) -> None:
    timed.wyoming.answer = Answer(tone(0.5) * 400, words=WORDS)
    async with timed.speak({"input": TEXT, "response_format": "wav"}, path=PATH) as response:
        assert response.status == 200
        await response.content.readany()
        response.close()
    found = await timestamps(timed, response_format="pcm")
    assert found["words"]
    wanted = b'requests_total{route="speech_timestamps",status="499"} 1.0'

    async def counted() -> bool:
        return wanted in (await timed.get("/metrics"))[1]

    async with asyncio.timeout(5):
        while not await counted():
            pass


async def test_the_log_counts_words(timed: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        await timestamps(timed)
    (fields,) = [getattr(r, "fields", {}) for r in caplog.records if r.message == "answered"]
    assert (fields["words"], fields["audio_s"], fields["format"]) == (5, 2.0, "mp3")
    assert "morning" not in str(fields)
