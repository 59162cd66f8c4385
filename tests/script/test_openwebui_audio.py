import pytest

from script.openwebui_lib.audio import Clip, check, decode
from script.openwebui_lib.errors import CheckError

from .fake_bridge import hum

TEXT = "This text has as many characters as four seconds of speech."


@pytest.mark.parametrize("form", ["mp3", "wav"])
def test_length_and_loudness_are_measured(form: str) -> None:
    clip = decode(hum(2.0, volume=0.5, form=form))
    assert clip.seconds == pytest.approx(2.0, abs=0.1)
    assert clip.level == pytest.approx(-9.0, abs=0.6)


@pytest.mark.parametrize("body", [b"", b'{"detail":"no"}', b"\x00" * 5000])
def test_what_is_not_audio_is_told(body: bytes) -> None:
    with pytest.raises(CheckError, match=f"^{len(body)} bytes"):
        decode(body)


def test_a_header_without_audio_is_told() -> None:
    body = hum(1.0, form="wav")
    with pytest.raises(CheckError, match="without audio"):
        decode(body[: body.index(b"data") + 8])


def test_speech_of_a_text_passes() -> None:
    check(TEXT, Clip(4.0, -20.0))
    check(TEXT, Clip(1.0, -20.0), speed=4.0)


@pytest.mark.parametrize("seconds", [0.0, 1.0, 2.0, 9.5, 30.0])
def test_a_wrong_length_is_told(seconds: float) -> None:
    with pytest.raises(CheckError, match=rf"{seconds:.2f} s of audio for {len(TEXT)} characters"):
        check(TEXT, Clip(seconds, -20.0))


def test_a_speed_that_was_not_followed_is_told() -> None:
    with pytest.raises(CheckError, match="plausible"):
        check(TEXT, Clip(4.0, -20.0), speed=4.0)


def test_silence_is_told() -> None:
    with pytest.raises(CheckError, match="silence: -60 dB"):
        check(TEXT, Clip(4.0, -60.0))
