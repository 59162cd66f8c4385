import asyncio
import struct
import sys
import wave
from functools import partial
from pathlib import Path

import pytest
from wyoming.event import Event
from wyoming.server import AsyncTcpServer
from wyoming.tts import Synthesize

from script.bench_lib.client import Mode, connected
from script.bench_lib.errors import BenchError
from script.bench_lib.kokoro import run, speakers
from script.bench_lib.kokoro.arms import ARMS, CONTEXTS, EXACT, PEER, STREAMING
from script.bench_lib.kokoro.run import KokoroRun, Plan
from script.bench_lib.kokoro.speakers import peer_argv, start_peer
from script.bench_lib.server import OURS, Server
from script.bench_lib.texts import Text

from .fake_server import FakeHandler
from .kokoro_results import results

# A package of the same name and the same two calls: each word is 0.1 s.
KOKORO_ONNX = """
import sys

import numpy as np


class Kokoro:
    def __init__(self, model, voices):
        if model == "broken":
            raise SystemExit("no such model")

    def create(self, text, voice):
        if "fail" in text:
            raise ValueError("not to be said")
        if "die" in text:
            sys.exit(3)
        return np.full(2400 * len(text.split()), 2.0, np.float32), 24000

    async def create_stream(self, text, voice):
        for word in text.split():
            yield self.create(word, voice)
"""


@pytest.fixture(autouse=True)
def at_full_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_SETTLE_S", 0.01)
    monkeypatch.setattr(run, "_REST_SHARE", 100.0)
    monkeypatch.setattr(run, "_PAUSE_S", 0.0)


@pytest.fixture
def peer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    packages = tmp_path / "packages"
    packages.mkdir()
    (packages / "kokoro_onnx.py").write_text(KOKORO_ONNX, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(packages))
    return peer_argv(Path("model"), Path("voices"))


async def test_a_whole_run(tmp_path: Path, fake_command: str, peer: list[str]) -> None:
    texts = [Text("a", "a", "one two three"), Text("b", "b", "four")]
    got = results()
    said: list[str] = []
    plan = Plan(texts, ["Say this now.", "And that."], rounds=2)
    wavs = await KokoroRun(plan, tmp_path, got, said.append).run(
        Server(OURS, fake_command, tmp_path), peer
    )

    assert [sample.arm for sample in got.samples[:3]] == list(ARMS)
    assert len(got.samples) == len(ARMS) * len(texts) * 2
    for sample in got.samples:
        assert 0 < sample.first_audio <= sample.total
        words = 3 if sample.text == "a" else 1
        assert sample.audio == pytest.approx(words * (0.1 if sample.arm == PEER else 0.05))
        assert sample.chunks == words
        assert sample.cpu >= 0
    assert {(sample.arm, sample.text) for sample in got.spoken} == set(wavs)
    assert [use.arm for use in got.memory] == [start.arm for start in got.starts] == list(ARMS)
    assert all(0 < use.ready <= use.peak for use in got.memory)
    assert got.preparation > 0
    assert said[:2] == ["first start (prepares the voice)", "start"]
    for (arm, sentence), path in wavs.items():
        with wave.open(str(path)) as file:
            seconds = file.getnframes() / file.getframerate()
            (first,) = struct.unpack("<h", file.readframes(1))
        words = len(sentence.split())
        assert seconds == pytest.approx(words * (0.1 if arm == PEER else 0.05))
        assert first == (32767 if arm == PEER else 8000)  # too loud is clipped, not wrapped


async def test_each_mode_is_asked_for_by_its_context(unused_port: int) -> None:
    seen: list[object] = []

    class Handler(FakeHandler):
        async def handle_event(self, event: Event) -> bool:
            seen.append(Synthesize.from_event(event).context)
            return await super().handle_event(event)

    server = AsyncTcpServer("127.0.0.1", unused_port)
    await server.start(partial(Handler, []))
    try:
        for arm in (STREAMING, EXACT):
            async with connected(f"tcp://127.0.0.1:{unused_port}") as line:
                await line.ask(Mode.PLAIN, "one", CONTEXTS[arm])
    finally:
        await server.stop()
    assert seen == [None, {"jabbertts": {"exact": True}}]


async def test_a_text_that_the_peer_cant_say_is_told(tmp_path: Path, peer: list[str]) -> None:
    speaker = await start_peer(peer, tmp_path, "one")
    try:
        with pytest.raises(BenchError, match="not to be said"):
            await speaker.speak("one fail")
        assert (await speaker.speak("one two")).chunks == 2
        with pytest.raises(BenchError, match="'die': it ended instead of answering"):
            await speaker.speak("die")
    finally:
        await speaker.stop()


async def test_a_peer_that_does_not_start_is_told_with_its_log(
    tmp_path: Path, peer: list[str]
) -> None:
    command = [*peer[:-3], "broken", *peer[-2:]]
    with pytest.raises(BenchError, match=r"(?s)kokoro-onnx: it ended.*no such model"):
        await start_peer(command, tmp_path, "one")


async def test_a_peer_that_says_nothing_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speakers, "_ANSWER_TIMEOUT_S", 0.2)
    with pytest.raises(BenchError, match="kokoro-onnx: "):
        await start_peer([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, "one")


async def test_waiting_for_rest_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_REST_SHARE", -1.0)
    monkeypatch.setattr(run, "_REST_CHECKS", 3)
    async with asyncio.timeout(5):
        await run._at_rest(1)
