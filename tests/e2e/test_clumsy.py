"""Mistakes that users make: one clear line, a fitting exit status, nothing broken behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.home_assistant import speak
from tests.e2e.program import environment, run, server, start

SAY = "jabbertts_wyoming.say"
LONG = "The quick brown fox jumps over the lazy dog. " * 200


def one_line(errors: bytes) -> str:
    (line,) = errors.decode().splitlines()
    return line


@pytest.mark.parametrize("below", ["", "voices"])
def test_a_data_directory_that_cannot_be(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    wrong = tmp_path / "file" / below
    ended = run("jabbertts_wyoming", "--uri", "tcp://127.0.0.1:0", "--data-dir", wrong)
    assert ended.returncode == 1
    assert f"the data directory {wrong} can't be used" in one_line(ended.stderr)


def test_an_unknown_default_speaker_is_told_at_the_start(real_data_dir: Path) -> None:
    ended = run(
        "jabbertts_wyoming",
        *("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir, "--speaker", "7"),
    )
    assert ended.returncode == 1
    assert "it knows no '7'" in one_line(ended.stderr)
    assert ended.stdout == b""


async def test_the_default_voice_in_another_case(real_data_dir: Path) -> None:
    options = ("--data-dir", real_data_dir, "--voice", "EN_us-JOE-medium", "--speaker", "0")
    with server("--uri", "tcp://127.0.0.1:0", *options) as made:
        assert "with the voice en_US-joe-medium." in made.line
        assert (await speak(made.port, "Hello.")).complete


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_while_a_voice_is_prepared(tmp_path: Path, number: int) -> None:
    data_dir = tmp_path / "data"
    process = start("jabbertts_wyoming", ["--uri", "tcp://127.0.0.1:0", "--data-dir", data_dir])
    try:
        while not list(data_dir.glob("prepared/.*@*")):
            assert process.poll() is None
            time.sleep(0.01)
        began = time.monotonic()
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
        assert time.monotonic() - began < 2.0
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    assert output == ""
    assert "Preparing the voice" in one_line(errors.encode())
    assert [path.name for path in data_dir.glob("prepared/*@*")] == []
    assert [path.name for path in data_dir.glob("prepared/.*@*")] == []


# script/say


def test_a_wav_file_in_a_missing_folder(real_data_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "missing" / "out.wav"
    ended = run(SAY, "Hello.", target, "--data-dir", real_data_dir)
    assert ended.returncode == 2
    assert one_line(ended.stderr) == f"{str(target)!r} can't be written: No such file or directory"


def test_a_reader_that_leaves(real_data_dir: Path) -> None:
    arguments = [SAY, LONG, "-", "--data-dir", str(real_data_dir)]
    with subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert len(os.read(process.stdout.fileno(), 1000)) == 1000
        process.stdout.close()
        assert process.wait(10) == 1
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("closed", "text", "target"), [("<&-", "-", "out.wav"), (">&-", "Hello.", "-")]
)
def test_a_closed_stream(
    real_data_dir: Path, tmp_path: Path, closed: str, text: str, target: str
) -> None:
    command = f'exec "$@" {closed}'
    arguments = [SAY, text, target, "--data-dir", str(real_data_dir)]
    ended = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, "-m", *arguments],
        capture_output=True,
        check=False,
        timeout=30,
        cwd=tmp_path,
        env=environment(),
    )
    assert ended.returncode == 2
    assert one_line(ended.stderr).endswith("is closed")


def test_text_that_is_not_utf_8(real_data_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.wav"
    ended = run(SAY, "-", target, "--data-dir", real_data_dir, data=b"caf\xe9 au lait")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert target.stat().st_size > 10_000


def test_ctrl_c(real_data_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.wav"
    process = start(SAY, [LONG, target, "--data-dir", real_data_dir])
    try:
        while not (target.exists() and target.stat().st_size > 44):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10) == ("", "")
        assert process.returncode == 130
    finally:
        process.kill()
        process.communicate()
