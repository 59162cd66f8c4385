"""Bodies of speech requests, right and wrong."""

import gzip
import json
from typing import Any

import pytest

from bridge.errors import ApiError
from bridge.web.schemas import SpeechBody, TimestampsBody, VoiceReference
from bridge.web.speech_request import SpeechRequestReader

from ..fake_wyoming import FakeWyoming
from ..running import Running, running

READER = SpeechRequestReader(max_input=20, strict=False, timeout=1)
STRICT = SpeechRequestReader(max_input=20, strict=True, timeout=1)


def parse(**fields: Any) -> SpeechBody:
    return READER.parse(json.dumps({"input": "Hi.", **fields}).encode())


def problem(raw: bytes | str, reader: SpeechRequestReader = READER) -> ApiError:
    with pytest.raises(ApiError) as raised:
        reader.parse(raw if isinstance(raw, bytes) else raw.encode())
    assert raised.value.status == 400
    return raised.value


def test_only_the_input_is_needed() -> None:
    body = READER.parse(b'{"input": "Hi."}')
    assert body == SpeechBody.model_validate({"input": "Hi."})
    assert body.input == "Hi."
    assert (body.model, body.voice, body.response_format) == ("tts-1", None, "mp3")
    assert (body.speed, body.stream_format, body.seed) == (1.0, "audio", None)


def test_nothing_given_is_as_good_as_left_out() -> None:
    body = parse(
        model=None, voice=None, instructions=None, language_id=None, seed=None, sample_rate=None
    )
    assert (body.voice, body.seed, body.sample_rate) == (None, None, None)


def test_a_voice_is_a_name_or_an_object() -> None:
    assert parse(voice="alloy").voice == "alloy"
    assert parse(voice={"id": "alloy"}).voice == VoiceReference(id="alloy")


@pytest.mark.parametrize("speed", [0.25, 1, 4, 4.0])
def test_the_speeds_at_the_ends_are_allowed(speed: float) -> None:
    assert parse(speed=speed).speed == speed


def test_a_whole_number_may_have_a_point() -> None:
    body = READER.parse(b'{"input": "Hi.", "seed": 7.0, "sample_rate": 2.4e4}')
    assert (body.seed, body.sample_rate) == (7, 24000)
    assert isinstance(body.seed, int)
    assert isinstance(body.sample_rate, int)


def test_the_longest_input_is_counted_in_characters() -> None:
    assert parse(input="é" * 20).input == "é" * 20
    error = problem(json.dumps({"input": "é" * 21}))
    assert error.message == "input has 21 characters; at most 20 are allowed"
    assert (error.param, error.error_code) == ("input", "string_above_max_length")


@pytest.mark.parametrize(
    ("fields", "param", "part"),
    [
        ({"input": ""}, "input", "at least 1 character"),
        ({"input": " \n\t"}, "input", "must not be empty"),
        ({"input": None}, "input", "valid string"),
        ({"input": 5}, "input", "valid string"),
        ({"input": ["Hi."]}, "input", "valid string"),
        ({"voice": 5}, "voice", "must be a name"),
        ({"voice": {}}, "voice", 'an object {"id": NAME}'),
        ({"voice": {"id": "a" * 257}}, "voice", "at most 256"),
        ({"voice": "a" * 257}, "voice", "at most 256"),
        ({"model": 7}, "model", "valid string"),
        ({"instructions": "a" * 4097}, "instructions", "at most 4096"),
        ({"response_format": "ogg"}, "response_format", "'mp3', 'opus', 'aac', 'flac', 'wav'"),
        ({"response_format": "MP3"}, "response_format", "'mp3'"),
        ({"response_format": None}, "response_format", "'mp3'"),
        ({"speed": 0.24}, "speed", "greater than or equal to 0.25 (given: 0.24)"),
        ({"speed": 4.01}, "speed", "less than or equal to 4 (given: 4.01)"),
        ({"speed": "1"}, "speed", "valid number"),
        ({"speed": True}, "speed", "valid number"),
        ({"stream_format": "events"}, "stream_format", "'audio' or 'sse'"),
        ({"seed": -1}, "seed", "greater than or equal to 0"),
        ({"seed": 1.5}, "seed", "valid integer"),
        ({"seed": 2**63}, "seed", "less than"),
        ({"seed": 1e300}, "seed", "less than"),
        ({"seed": "7"}, "seed", "valid integer"),
        ({"seed": True}, "seed", "valid integer"),
        ({"sample_rate": 7999}, "sample_rate", "8000"),
        ({"sample_rate": 48001}, "sample_rate", "48000"),
        ({"input_type": "html"}, "input_type", "'text' or 'ssml'"),
        ({"normalize": 1}, "normalize", "valid boolean"),
        ({"normalize": None}, "normalize", "valid boolean"),
        ({"language_id": ["de"]}, "language_id", "valid string"),
        ({"language": "de", "language_id": "fr"}, "language", "differ"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], param: str, part: str) -> None:
    error = problem(json.dumps({"input": "Hi.", **fields}))
    assert error.param == param
    assert part in error.message
    assert error.error_code


def test_the_same_language_twice_is_no_contradiction() -> None:
    assert parse(language="de", language_id="de").language_id == "de"


def test_a_missing_input_is_named() -> None:
    error = problem("{}")
    assert (error.param, error.error_code) == ("input", "missing_required_parameter")


def test_what_is_repeated_of_a_wrong_value_is_bounded() -> None:
    assert len(problem(json.dumps({"input": "Hi.", "response_format": "x" * 9999})).message) < 300


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"{'input': 'Hi.'}",
        b'{"input": "Hi."} {}',
        b'{"input": "\xff\xfe"}',
        b'{"input": "\\ud800 alone"}',
        b"\xef\xbb\xbf" + b'{"input": "with a mark"}',
        b'{"input": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"input": "Hi.", "unknown": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}",
        b'{"input": "Hi.", "seed": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_json_is_told_where(raw: bytes) -> None:
    error = problem(raw)
    assert (error.param, error.error_code) == (None, "invalid_json")
    assert error.message.startswith("the body is not valid JSON: ")
    assert "Invalid JSON" not in error.message
    assert "line 1 column" in error.message


@pytest.mark.parametrize("raw", ["[]", '"Hi."', "5", "null", "true"])
def test_what_is_no_object_is_told(raw: str) -> None:
    error = problem(raw)
    assert (error.message, error.param) == ("the body must be a JSON object", None)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_no_number_is_no_speed(number: str) -> None:
    assert problem(f'{{"input": "Hi.", "speed": {number}}}').param == "speed"


def test_the_last_of_two_fields_of_one_name_counts() -> None:
    assert READER.parse(b'{"input": "one", "input": "two"}').input == "two"


# --- unknown fields


def test_unknown_fields_are_ignored_with_a_debug_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", "bridge"):
        assert parse(quality="hd", user="me").input == "Hi."
    assert caplog.messages == ["ignored unknown fields: quality, user"]


def test_the_strict_refuse_them() -> None:
    error = problem('{"input": "Hi.", "quality": "hd"}', STRICT)
    assert (error.param, error.error_code) == ("quality", "unknown_parameter")
    assert "known are model, input, voice, instructions, response_format, speed" in error.message


def test_long_names_of_unknown_fields_are_cut(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", "bridge"):
        parse(**{str(n) * 1000: 1 for n in range(10, 99)})
    assert len(caplog.text) < 3000
    assert len(problem(json.dumps({"input": "Hi.", "x" * 9999: 1}), STRICT).message) < 500


# --- as they come over HTTP


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "application/vnd.api+json"]
)
async def test_content_types_that_are_json(bridge: Running, kind: str) -> None:
    body = b'{"input": "Hi.", "response_format": "pcm"}'
    async with bridge.session.post(
        f"{bridge.url}/v1/audio/speech", data=body, headers={"Content-Type": kind}
    ) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x" * 5000]
)
async def test_others_are_not(bridge: Running, kind: str) -> None:
    async with bridge.session.post(
        f"{bridge.url}/v1/audio/speech", data=b'{"input":"Hi."}', headers={"Content-Type": kind}
    ) as response:
        assert response.status == 400
        error = (await response.json())["error"]
    assert error["code"] == "unsupported_content_type"
    assert "application/json" in error["message"]
    assert bridge.wyoming.requests == []


async def test_a_body_may_be_compressed(bridge: Running) -> None:
    body = gzip.compress(b'{"input": "Hi.", "response_format": "pcm"}')
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    async with bridge.session.post(
        f"{bridge.url}/v1/audio/speech", data=body, headers=headers
    ) as response:
        assert response.status == 200


async def test_broken_compression_is_the_clients_fault(bridge: Running) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    async with bridge.session.post(
        f"{bridge.url}/v1/audio/speech", data=b'{"input": "Hi."}', headers=headers
    ) as response:
        assert response.status == 400
        assert (await response.json())["error"]["code"] == "invalid_body"


@pytest.mark.parametrize("encoding", [None, "gzip"])
async def test_a_body_that_is_too_large(wyoming: FakeWyoming, encoding: str | None) -> None:
    body = b'{"input": "' + b"a" * 1_000_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    if encoding:
        body = gzip.compress(body)
        headers["Content-Encoding"] = encoding
    async with (
        running(wyoming, max_body=100_000) as bridge,
        bridge.session.post(
            f"{bridge.url}/v1/audio/speech", data=body, headers=headers
        ) as response,
    ):
        assert response.status == 413
        assert response.headers["x-should-retry"] == "false"
        assert (await response.json())["error"]["code"] == "body_too_large"


async def test_a_text_may_be_written_to_the_log(
    wyoming: FakeWyoming, caplog: pytest.LogCaptureFixture
) -> None:
    for told in (False, True):
        caplog.clear()
        async with running(wyoming, log_texts=told) as bridge:
            with caplog.at_level("DEBUG"):
                await bridge.audio(input="Secret words.", instructions="secretly")
        fields = [getattr(record, "fields", {}) for record in caplog.records]
        assert ("Secret words." in str((caplog.messages, fields))) is told


# --- SSML, subtitles, timestamps


@pytest.mark.parametrize(
    ("text", "kind", "ssml"),
    [
        ("<speak>Hi.</speak>", None, True),
        (" <speak/>", None, True),
        ("<speak>Hi.", None, True),
        ("Hi. <speak/>", None, False),
        ("<speaker>", None, False),
        ("<speak>Hi.</speak>", "text", False),
        ("<speak>Hi.</speak>", "ssml", True),
        ("Hi.", "ssml", True),
        ("Hi.", None, False),
    ],
)
def test_what_is_a_document(text: str, kind: str | None, *, ssml: bool) -> None:
    assert parse(input=text, input_type=kind).is_ssml is ssml


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_subtitles_do_not_come_as_events(name: str) -> None:
    assert parse(response_format=name).response_format == name
    error = problem(json.dumps({"input": "Hi.", "response_format": name, "stream_format": "sse"}))
    assert (error.param, error.error_code) == ("stream_format", "invalid_value")
    assert name in error.message


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"response_format": "srt"}, "response_format"),
        ({"response_format": "vtt"}, "response_format"),
        ({"stream_format": "sse"}, "stream_format"),
        ({"input": "x" * 21}, "input"),
        ({"speed": 5}, "speed"),
    ],
)
def test_what_a_request_for_timestamps_may_not_be(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(ApiError) as raised:
        READER.parse(json.dumps({"input": "Hi.", **fields}).encode(), TimestampsBody)
    assert raised.value.param == param


def test_a_request_for_timestamps_is_one_for_speech() -> None:
    body = READER.parse(b'{"input": "Hi.", "response_format": "wav", "seed": 7}', TimestampsBody)
    assert (body.response_format, body.seed, body.stream_format) == ("wav", 7, "audio")
    assert READER.parse(b'{"input": "Hi."}', TimestampsBody).response_format == "mp3"
