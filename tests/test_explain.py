"""What script/explain prints."""

import subprocess
import sys
from pathlib import Path

import pytest

from jabbertts_wyoming import explain
from jabbertts_wyoming.common.errors import MarkupError, UnknownVoiceError
from jabbertts_wyoming.explain import explained, voice_for
from jabbertts_wyoming.options import Options
from jabbertts_wyoming.text.front import TextFront
from jabbertts_wyoming.text.lexicon.lexicons import Lexicons
from jabbertts_wyoming.text.normalise.spoken import DEFAULT

pytestmark = pytest.mark.usefixtures("clean_environment")


def lines(
    text: str, *, language: str | None = None, ssml: bool = False, normalize: bool = True
) -> str:
    voice = voice_for(Options(data_dir=Path("nowhere")), None, language)
    rules = DEFAULT if normalize else None
    return "\n".join(explained(text, voice, TextFront(Lexicons(None), ssml, rules)))


def test_each_stage() -> None:
    said = lines("It is 21.5 °C. Say [[həˈloʊ]] [pause:1] now.")
    assert "voice       en_US-joe-medium (en_US)" in said
    assert "  read      '21.5 °C' -> 'twenty-one point five degrees Celsius'" in said
    assert "  given     '' -> [həlˈoʊ]" in said
    assert "(then 1 s of silence, the sentence goes on)" in said
    assert "twˈɛntiwˈʌn pˈɔɪnt fˈaɪv" in said
    assert said.count("  ids       1 0 ") == 3


def test_ssml() -> None:
    said = lines(
        "<speak><prosody rate='2' volume='-6dB'>One</prosody><mark name='m'/></speak>", ssml=True
    )
    assert "passage 1   'One' (rate 2, volume 0.501187" in said
    assert "(mark 'm')" in said
    with pytest.raises(MarkupError):
        lines("<speak>", ssml=True)


def test_as_it_is_written() -> None:
    assert "  said      'It is 21.5 °C'" in lines("It is 21.5 °C", normalize=False)


def test_what_a_voice_does_not_know() -> None:
    assert "  unknown   ✗ (U+2717)" in lines("[[həˈloʊ ✗]]")


def test_by_language() -> None:
    assert "voice       espeak-de (de)" in lines("Hallo", language="de")
    with pytest.raises(UnknownVoiceError, match="no voice speaks 'cy'"):
        lines("Helo", language="cy")


def test_the_program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["explain", "1/2", "--voice", "en_US-joe-medium"])
    assert explain.main() == 0
    assert "'one half'" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["explain", "x", "--voice", "nobody"])
    assert explain.main() == 1
    assert "there is no voice 'nobody'" in capsys.readouterr().err


def test_standard_input() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "jabbertts_wyoming.explain", "-"],
        input="50%",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "fifty percent" in ran.stdout
