"""The README's examples for OpenAI clients, as they stand there."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from .program import server, start

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
SECTION = README.split("\n## Open WebUI and OpenAI clients\n")[1].split("\n## ")[0]
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def address(real_data_dir: Path) -> Iterator[str]:
    """Start both programs on free ports; return what stands for `ADDRESS`."""
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir) as speech:
        bridge = start("bridge", ["--port", "0", "--wyoming-uri", speech.address])
        try:
            assert bridge.stdout is not None
            found = re.search(r"ready on (http://\S+)/v1 ", bridge.stdout.readline())
            assert found
            yield found.group(1)
        finally:
            bridge.terminate()
            bridge.communicate(timeout=15)


def example(language: str, address: str) -> str:
    """Return the first example in a language, with the address of the bridge that runs."""
    found = re.search(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)
    assert found
    assert ADDRESS in found.group(1)
    return found.group(1).replace(ADDRESS, address)


def seconds(path: Path) -> float:
    with av.open(path, "r") as container:
        return float(sum(f.samples / f.sample_rate for f in container.decode(audio=0)))


def run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_curl(address: str, tmp_path: Path) -> None:
    run(["sh", "-c", example("sh", address)], tmp_path)
    assert 0.5 < seconds(tmp_path / "speech.mp3") < 3


def test_python(address: str, tmp_path: Path) -> None:
    run([sys.executable, "-c", example("python", address)], tmp_path)
    assert 0.5 < seconds(tmp_path / "speech.wav") < 3
