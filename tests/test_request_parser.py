from typing import Any

import pytest

from jabbertts_wyoming.common.errors import RequestError
from jabbertts_wyoming.request import SpeechRequest, SpeechSettings, VoiceSelector
from jabbertts_wyoming.request_parser import (
    parse_chunk,
    parse_ping_text,
    parse_request,
    parse_text,
)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"voice": None, "context": None, "text_format": None},
        {"voice": {}, "context": {"jabbertts": None}, "text_format": "text"},
        {"voice": {"name": "", "speaker": "", "language": ""}, "context": {"jabbertts": {}}},
        {"context": {"conversation_id": [1], "jabbertts": {"speed": None, "seed": None}}},
        {"unknown": 1, "voice": {"unknown": 1}},
    ],
)
def test_nothing_asked_for(data: dict[str, Any]) -> None:
    assert parse_request(data) == SpeechRequest()


def test_everything_asked_for() -> None:
    settings = {
        "speed": 2,
        "seed": 2**63 - 1,
        "instructions": "x" * 4096,
        "length_scale": 0.1,
        "noise_scale": 0,
        "noise_w_scale": 2.0,
        "sentence_silence": 10,
    }
    data = {
        "voice": {"name": "v", "speaker": "s", "language": "de"},
        "context": {"jabbertts": settings},
    }
    assert parse_request(data) == SpeechRequest(
        VoiceSelector("v", "s", "de"),
        SpeechSettings(
            speed=2.0,
            seed=2**63 - 1,
            instructions="x" * 4096,
            length_scale=0.1,
            noise_scale=0.0,
            noise_w_scale=2.0,
            sentence_silence=10.0,
        ),
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"voice": "v"}, "voice must be an object"),
        ({"voice": ["v"]}, "voice must be an object"),
        ({"voice": {"name": 3}}, r"voice\.name must be a string"),
        ({"voice": {"speaker": 3}}, r"voice\.speaker must be a string"),
        ({"voice": {"language": {}}}, r"voice\.language must be a string"),
        ({"voice": {"name": "x" * 257}}, r"voice\.name is too long"),
        ({"text_format": "markdown"}, "text_format must be 'text'"),
        ({"text_format": 1}, "text_format must be 'text'"),
        ({"text_format": {"a": 1}}, "text_format must be 'text'"),
        ({"context": []}, "context must be an object"),
        ({"context": "x"}, "context must be an object"),
        ({"context": {"jabbertts": 1}}, r"context\.jabbertts must be an object"),
        (
            {"context": {"jabbertts": {"sped": 1, "Seed": 1}}},
            "unknown settings 'Seed', 'sped'; allowed are speed, .*, seed",
        ),
    ],
)
def test_wrong_fields_are_named(data: dict[str, Any], words: str) -> None:
    with pytest.raises(RequestError, match=words) as caught:
        parse_request(data)
    assert caught.value.code == "invalid-request"


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("speed", 0.25, 4.0),
        ("length_scale", 0.1, 10.0),
        ("noise_scale", 0.0, 2.0),
        ("noise_w_scale", 0.0, 2.0),
        ("sentence_silence", 0.0, 10.0),
    ],
)
def test_number_ranges(name: str, low: float, high: float) -> None:
    for good in (low, high):
        settings = parse_request({"context": {"jabbertts": {name: good}}}).settings
        assert getattr(settings, name) == good
    bad = [low - 0.01, high + 0.01, float("nan"), float("inf"), -float("inf"), 10**400]
    for value in [*bad, True, "1", [1], {}]:
        with pytest.raises(RequestError, match=f"jabbertts.{name} must be a number from"):
            parse_request({"context": {"jabbertts": {name: value}}})


@pytest.mark.parametrize("instructions", ["x" * 4097, 1, ["softly"], {}])
def test_wrong_instructions(instructions: object) -> None:
    with pytest.raises(RequestError, match=r"jabbertts\.instructions must be a string of at most"):
        parse_request({"context": {"jabbertts": {"instructions": instructions}}})


SWITCHES = {"exact": False, "normalize": True, "timestamps": False}


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("given", [True, False, None])
def test_switches(name: str, given: bool | None) -> None:
    request = parse_request({"context": {"jabbertts": {name: given}}})
    expected = SWITCHES[name] if given is None else given
    assert getattr(request.settings, name) is expected


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("given", ["true", 1, 0, [], {}])
def test_wrong_switches(name: str, given: object) -> None:
    with pytest.raises(RequestError, match=rf"context\.jabbertts\.{name} must be true or false"):
        parse_request({"context": {"jabbertts": {name: given}}})


@pytest.mark.parametrize("instructions", ["", None])
def test_empty_instructions_are_none(instructions: object) -> None:
    request = parse_request({"context": {"jabbertts": {"instructions": instructions}}})
    assert request.settings.instructions is None


@pytest.mark.parametrize("seed", [-1, 2**63, 1.0, True, "7", float("nan"), [7]])
def test_wrong_seeds(seed: object) -> None:
    with pytest.raises(RequestError, match=r"context\.jabbertts\.seed must be a whole number"):
        parse_request({"context": {"jabbertts": {"seed": seed}}})


def test_many_unknown_settings_make_a_short_message() -> None:
    with pytest.raises(RequestError) as caught:
        parse_request({"context": {"jabbertts": {f"{i}" * 5000: 1 for i in range(9)}}})
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(("text_format", "ssml"), [(None, False), ("text", False), ("ssml", True)])
def test_text_format(text_format: str | None, ssml: bool) -> None:
    assert parse_request({"text_format": text_format}).ssml is ssml


@pytest.mark.parametrize("data", [{}, {"text": None}, {"text": 1}, {"text": ["a"]}])
def test_text_must_be_a_string(data: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match="text must be a string"):
        parse_text(data)


def test_half_an_emoji_is_replaced() -> None:
    assert parse_text({"text": "a\ud83d b"}) == "a\ufffd b"
    assert parse_text({"text": "a😀b"}) == "a😀b"
    assert parse_text({"text": "\ud83d\ude00"}) == "😀"
    assert parse_request({"voice": {"name": "\udc00"}}).voice.name == "\ufffd"


def test_ping_text() -> None:
    assert parse_ping_text({}) is None
    assert parse_ping_text({"text": "x"}) == "x"
    with pytest.raises(RequestError, match="text"):
        parse_ping_text({"text": 5})


def test_a_character_may_be_cut_in_two() -> None:
    """Streams of clients that count in UTF-16."""
    assert parse_chunk({"text": "a\ud83d"}) == ("a", "\ud83d")
    assert parse_chunk({"text": "\ude00 b"}, "\ud83d") == ("😀 b", "")
    assert parse_chunk({"text": ""}, "\ud83d") == ("", "\ud83d")
    assert parse_chunk({"text": "b"}, "\ud83d") == ("\ufffdb", "")
    assert parse_chunk({"text": "\ude00b"}) == ("\ufffdb", "")
    with pytest.raises(RequestError, match="text must be a string"):
        parse_chunk({"text": 5}, "\ud83d")
