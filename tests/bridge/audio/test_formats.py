import math

import pytest

from bridge.audio.formats import FORMATS, check_rate, check_speed, find_format, output_rate


def test_names_and_content_types() -> None:
    assert {name: entry.content_type(24000) for name, entry in FORMATS.items()} == {
        "mp3": "audio/mpeg",
        "opus": "audio/ogg; codecs=opus",
        "aac": "audio/aac",
        "flac": "audio/flac",
        "wav": "audio/wav",
        "pcm": "audio/pcm;rate=24000;channels=1",
    }
    assert FORMATS["pcm"].content_type(16000) == "audio/pcm;rate=16000;channels=1"


def test_unknown_format_lists_the_names() -> None:
    with pytest.raises(ValueError, match="no format 'ogg'; use one of mp3, opus, aac, flac, wav"):
        find_format("ogg")


@pytest.mark.parametrize(
    ("name", "source", "rate"),
    [
        ("pcm", 22050, 24000),
        ("pcm", 48000, 24000),
        ("mp3", 22050, 22050),
        ("mp3", 24000, 24000),
        ("mp3", 16000, 22050),
        ("mp3", 22051, 24000),
        ("mp3", 192000, 48000),
        ("opus", 22050, 24000),
        ("opus", 16000, 16000),
        ("opus", 44100, 48000),
        ("opus", 96000, 48000),
        ("aac", 16000, 22050),
        ("aac", 44100, 44100),
        ("flac", 22050, 22050),
        ("flac", 9999, 9999),
        ("wav", 8000, 8000),
        ("wav", 96000, 48000),
    ],
)
def test_rate_without_a_wish(name: str, source: int, rate: int) -> None:
    assert output_rate(name, source) == rate


@pytest.mark.parametrize(
    ("name", "asked"),
    [("pcm", 8000), ("wav", 48000), ("flac", 12345), ("mp3", 8000), ("opus", 12000), ("aac", 8000)],
)
def test_rate_that_is_asked_for(name: str, asked: int) -> None:
    assert output_rate(name, 22050, asked) == asked


@pytest.mark.parametrize(
    ("name", "asked", "allowed"),
    [
        ("opus", 22050, "use one of 8000, 12000, 16000, 24000, 48000"),
        ("mp3", 10000, "use one of 8000, 11025"),
        ("aac", 96000, "use one of 8000, 11025"),
        ("wav", 7999, "use one from 8000 to 48000"),
        ("pcm", 48001, "use one from 8000 to 48000"),
        ("flac", 0, "use one from 8000 to 48000"),
        ("opus", -1, "use one of"),
    ],
)
def test_rate_that_can_not_be(name: str, asked: int, allowed: str) -> None:
    message = f"{name} can't have a sample rate of {asked} Hz; {allowed}"
    with pytest.raises(ValueError, match=message):
        output_rate(name, 22050, asked)
    with pytest.raises(ValueError, match=message):
        check_rate(name, asked)


def test_speed() -> None:
    for speed in (0.25, 1, 4):
        check_speed(speed)
    for speed in (0.24, 4.01, math.nan, math.inf, 0, -1):
        with pytest.raises(ValueError, match=r"from 0\.25 to 4"):
            check_speed(speed)
