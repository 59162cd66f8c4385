"""Start-up as far as it goes without a process of its own; the rest is in e2e."""

import asyncio
import gc
import os
import signal
import sys
from pathlib import Path

import pytest

from jabbertts_wyoming import __main__ as program
from jabbertts_wyoming.common.address import parse_uri
from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.options import Options
from jabbertts_wyoming.text.normalise.spoken import Emoji
from jabbertts_wyoming.wiring import limits_of, speech_defaults_of
from tests.wire import answer, line, raw_client, types


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The logging set-up and the collector's freeze are for a process of its own."""
    monkeypatch.setattr(program, "setup_logging", lambda *_: None)
    monkeypatch.setattr(gc, "freeze", lambda: None)


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["jabbertts", *map(str, arguments)])
    return program.main()


def test_ready_line_for_tcp() -> None:
    text = program.ready_line(parse_uri("tcp://0.0.0.0:10200"), "en_US-joe-medium")
    assert len(text.splitlines()) == 1
    for part in ("tcp://0.0.0.0:10200", "en_US-joe-medium", "Wyoming Protocol", "port 10200"):
        assert part in text


def test_ready_line_for_a_unix_socket_names_no_port() -> None:
    text = program.ready_line(parse_uri("unix:///run/tts.sock"), "joe")
    assert "unix:///run/tts.sock" in text
    assert "port" not in text


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--uri", "nonsense"], "uri"),
        (["--nonsense"], "nonsense"),
        (["--threads", "0"], "threads"),
        (["--config", "/does/not/exist.yaml"], "exist.yaml"),
    ],
)
def test_a_wrong_option_is_status_two(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    named: str,
) -> None:
    assert call(monkeypatch, *arguments) == 2
    captured = capsys.readouterr()
    assert named in captured.err
    assert captured.out == ""


def test_a_voice_that_cannot_speak_is_status_one(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    arguments = ("--data-dir", data_dir, "--uri", "tcp://127.0.0.1:0", "--voice", "nobody")
    assert call(monkeypatch, *arguments) == 1
    assert "'nobody'" in caplog.records[-1].getMessage()
    assert len(caplog.records[-1].getMessage().splitlines()) == 1


def test_an_interrupt_is_a_clean_end(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    async def interrupted(_options: Options) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "serve", interrupted)
    assert call(monkeypatch, "--data-dir", data_dir) == 0


async def test_serve_until_sigterm(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.sock"
    options = Options(data_dir=data_dir, uri="tcp://127.0.0.1:0", threads=1)
    assert not path.exists()
    serving = asyncio.create_task(program.serve(options))
    text = ""
    while "is ready on" not in text:
        await asyncio.sleep(0.01)
        assert not serving.done(), serving
        text += capsys.readouterr().out
    port = int(text.partition("tcp://127.0.0.1:")[2].partition(" ")[0])
    async with raw_client(port) as client:
        await client.send(line("describe"))
        assert types(await answer(client, "info")) == ["info"]
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(5):
        await serving
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_a_start_that_fails_leaves_nothing_running(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data_dir / "bad.onnx").write_bytes(b"garbage")
    (data_dir / "bad.onnx.json").write_text("{}", encoding="utf-8")
    options = Options(data_dir=data_dir, uri="tcp://127.0.0.1:0", voice="bad", threads=1)
    with pytest.raises(VoiceError, match="'bad' can't speak"):
        await program.serve(options)
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_options_reach_the_parts_they_are_for() -> None:
    options = Options(
        max_connections=3,
        max_queue=4,
        max_text=5,
        idle_timeout=6,
        write_timeout=7,
        grace=8,
        speaker="anna",
        length_scale=1.1,
        noise_scale=0.2,
        noise_w_scale=0.3,
        sentence_silence=0.4,
        emoji="read",
    )
    limits = limits_of(options)
    assert (limits.max_connections, limits.max_queue, limits.max_text) == (3, 4, 5)
    assert (limits.idle_timeout, limits.write_timeout, limits.grace_period) == (6, 7, 8)
    defaults = speech_defaults_of(options)
    assert (defaults.speaker, defaults.length_scale, defaults.sentence_silence) == (
        "anna",
        1.1,
        0.4,
    )
    assert (defaults.noise_scale, defaults.noise_w_scale) == (0.2, 0.3)
    assert defaults.emoji is Emoji.READ
