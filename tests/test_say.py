"""`python -m jabbertts_wyoming.say` with tiny voices, and once as a user runs it."""

import io
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from jabbertts_wyoming import say
from tests.e2e.program import run

RATE = 22050
Say = Callable[..., int]


@pytest.fixture
def speak(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run the program with these arguments; return its exit status."""
    # The logging set-up is for a process of its own.
    monkeypatch.setattr(say, "setup_logging", lambda *_: None)

    def speak(*arguments: str | Path, options: bool = True) -> int:
        tail = ["--data-dir", str(data_dir)] if options else []
        monkeypatch.setattr(sys, "argv", ["say", *map(str, arguments), *tail])
        return say.main()

    return speak


def test_a_wav_file(speak: Say, tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    assert speak("Good morning.", path) == 0
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (RATE, 2, 1)
        assert file.getnframes() > RATE / 4
        assert any(file.readframes(file.getnframes()))


def test_raw_pcm_to_stdout(speak: Say, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert speak("Good morning.", "-") == 0
    captured = capfdbinary.readouterr()
    assert len(captured.out) > RATE / 2
    assert captured.out[:4] != b"RIFF"


def test_text_from_stdin(speak: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = "Good morning. " * 3
    stdin = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    assert speak("-", tmp_path / "piped.wav") == 0
    assert speak(text, tmp_path / "told.wav") == 0
    sizes = {p.stat().st_size for p in tmp_path.glob("*.wav")}
    assert max(sizes) < 1.5 * min(sizes)


def test_nothing_to_say_is_a_moment_of_silence(speak: Say, tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    assert speak("", path) == 0
    with wave.open(str(path)) as file:
        assert file.getnframes() == RATE // 10


@pytest.mark.parametrize(
    "arguments", [(), ("text",), ("--voice", "x"), ("text", "--voice")], ids=str
)
def test_usage(speak: Say, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert speak(*arguments, options=False) == 2
    assert "usage: script/say" in capsys.readouterr().err


def test_a_file_that_cannot_be_written(
    speak: Say, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert speak("Hello.", tmp_path / "missing" / "out.wav") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "out.wav" in line
    assert "can't be written" in line


def test_an_unknown_voice(speak: Say, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert speak("Hello.", tmp_path / "out.wav", "--voice", "nobody") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "'nobody'" in line
    assert not (tmp_path / "out.wav").exists()


def test_a_wrong_option(speak: Say, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert speak("Hello.", tmp_path / "out.wav", "--length-scale", "-3") == 2
    assert "length-scale" in capsys.readouterr().err.replace("_", "-")


def test_as_a_program_with_the_real_voice(real_data_dir: Path) -> None:
    ended = run("jabbertts_wyoming.say", "Good morning.", "-", "--data-dir", real_data_dir)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert 0.5 < len(ended.stdout) / 2 / RATE < 3
