"""`script/run` with both programs: they start, speak, and are gone."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from .program import END_SECONDS, READY_SECONDS, environment

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk-test"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False


@contextmanager
def run(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Start what `script/run` becomes once everything is installed."""
    process = subprocess.Popen(
        [sys.executable, ROOT / "script" / "run_lib", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        process_group=0,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def health(port: int, process: subprocess.Popen[str]) -> dict[str, Any]:
    """Ask until the bridge is up and has a server behind it."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(process.communicate())
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                return dict(json.load(answer))
        except HTTPError as error:
            error.close()  # 503: the server isn't up
        except (URLError, ConnectionError):
            pass
        time.sleep(0.05)
    raise AssertionError("the bridge isn't up in time")


def speak(port: int, text: str, key: str) -> bytes:
    request = Request(
        f"http://127.0.0.1:{port}/v1/audio/speech",
        json.dumps(
            {"model": "tts-1", "voice": "alloy", "input": text, "response_format": "wav"}
        ).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
    )
    with urlopen(request, timeout=READY_SECONDS) as answer:
        return bytes(answer.read())


def told_alone(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)


def ctrl_c(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.parametrize("stop", [told_alone, ctrl_c])
def test_both_speak_and_end_together(
    stop: Callable[[subprocess.Popen[str]], None], real_data_dir: Path
) -> None:
    server, bridge = free_port(), free_port()
    arguments = ("--uri", f"tcp://127.0.0.1:{server}", "--data-dir", real_data_dir)
    with run(*arguments, "--bridge-port", str(bridge), "--api-key", KEY) as process:
        assert health(bridge, process)["status"] == "ok"
        sound = speak(bridge, "Hello.", KEY)
        stop(process)
        # Both programs hold the pipes, so the end of these is the end of all.
        out, errors = process.communicate(timeout=END_SECONDS)
    assert (process.returncode, "Traceback" in errors) == (0, False), errors
    assert sorted(line.split(" is ready on ")[0] for line in out.splitlines()) == [
        "JabberTTS",
        "The bridge",
    ]
    assert not is_open(server)
    assert not is_open(bridge)
    with wave.open(BytesIO(sound)) as speech:
        assert any(speech.readframes(speech.getframerate()))


def test_a_bridge_that_cannot_listen_takes_the_server_along(real_data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        arguments = ("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir)
        with run(*arguments, "--bridge-port", str(taken.getsockname()[1])) as process:
            _, errors = process.communicate(timeout=READY_SECONDS + END_SECONDS)
    assert process.returncode == 1
    assert "can't listen on 127.0.0.1" in errors
    assert "script/run: the bridge ended with status 1" in errors
