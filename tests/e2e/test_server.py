"""The server as a process, spoken to with the stock client, with the real voice."""

import asyncio
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from wyoming.audio import AudioStart
from wyoming.client import AsyncClient, AsyncTcpClient, AsyncUnixClient
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeVoice,
)

from jabbertts_wyoming.voices.piper import EMBEDDED
from tests.e2e.program import END_SECONDS, Running, run, server, start
from tests.shelf import Shelf
from tests.wire import answer, pcm, stock_client, types

RATE = 22050
FIVE_SECONDS = (
    "The birch canoe slid on the smooth planks, and the glue was stuck to the dark background."
)


@pytest.fixture(scope="module")
def running(real_data_dir: Path) -> Iterator[Running]:
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir) as made:
        yield made


def request(text: str, **settings: object) -> Event:
    event = Synthesize(text=text).event()
    event.data["context"] = {"jabbertts": settings}
    return event


async def spoken(client: AsyncClient, event: Event) -> list[Event]:
    await client.write_event(event)
    return await answer(client)  # type: ignore[arg-type]


def seconds(events: list[Event]) -> float:
    return len(pcm(events)) / 2 / RATE


def test_ready_line_tells_address_voice_and_what_to_do(running: Running) -> None:
    assert re.fullmatch(
        r"JabberTTS is ready on tcp://127\.0\.0\.1:\d+ with the voice en_US-joe-medium\. "
        r"In Home Assistant: .*Wyoming Protocol.* port \d+\.\n",
        running.line,
    )
    assert running.port > 0


def test_a_second_start_is_quick(running: Running) -> None:
    assert running.ready_after < 5.0


async def test_describe(running: Running) -> None:
    async with stock_client(running.port) as client:
        began = time.monotonic()
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert time.monotonic() - began < 1.0
    assert event is not None
    (program,) = Info.from_event(event).tts
    assert program.name == "jabbertts"
    assert program.installed
    assert program.supports_synthesize_streaming
    voice, *others = program.voices
    assert all(other.name.startswith("espeak-") for other in others)
    assert (voice.name, voice.languages, voice.speakers) == (EMBEDDED, ["en_US"], None)
    assert event.data["tts"][0]["voices"][0]["jabbertts"]["sample_rate"] == RATE


async def test_a_sentence(running: Running) -> None:
    async with stock_client(running.port) as client:
        events = await spoken(client, request(FIVE_SECONDS))
        assert types(events) == ["audio-start", "audio-chunk", "audio-stop"]
        start = AudioStart.from_event(events[0])
        assert (start.rate, start.width, start.channels) == (RATE, 2, 1)
        assert 3.5 < seconds(events) < 7.0
        samples = np.frombuffer(pcm(events), "<i2").astype(int)
        assert 8000 < np.abs(samples).max() < 32767
        assert np.abs(samples[-200:]).max() < 2000, "it ends in quiet, not in the middle of a sound"
        # The same connection serves again.
        assert types(await spoken(client, request("Yes.")))[-1] == "audio-stop"


async def test_seed_and_speed(running: Running) -> None:
    async with stock_client(running.port) as client:
        said = [
            await spoken(client, request("Good morning, everybody.", seed=seed, speed=speed))
            for seed, speed in [(7, 1.0), (7, 1.0), (8, 1.0), (7, 2.0)]
        ]
    assert pcm(said[0]) == pcm(said[1])
    assert pcm(said[0]) != pcm(said[2])
    # Somewhat more than half: a phoneme lasts at least one frame.
    assert 0.45 < seconds(said[3]) / seconds(said[0]) < 0.7


@pytest.mark.parametrize("text", ["", "   ", "😀"])
async def test_nothing_to_say_is_a_tenth_of_a_second(running: Running, text: str) -> None:
    async with stock_client(running.port) as client:
        events = await spoken(client, request(text))
    assert types(events) == ["audio-start", "audio-chunk", "audio-stop"]
    assert pcm(events) == bytes(2 * (RATE // 10))


async def test_a_stream_of_words(running: Running) -> None:
    async with stock_client(running.port) as client:
        await client.write_event(SynthesizeStart(voice=SynthesizeVoice(name=EMBEDDED)).event())
        for word in ("Good", "morning", "to", "you.", "Now", "it", "rains."):
            await client.write_event(SynthesizeChunk(text=f"{word} ").event())
        await client.write_event(Synthesize(text="Good morning to you. Now it rains.").event())
        await client.write_event(SynthesizeStop().event())
        events = await answer(client, "synthesize-stopped")
    assert types(events) == ["audio-start", "audio-chunk", "audio-stop", "synthesize-stopped"]
    assert 1.5 < seconds(events) < 5.0


async def test_sound_comes_while_the_sentence_is_still_computed(running: Running) -> None:
    async with stock_client(running.port) as client:
        await spoken(client, request("Warm up."))
        began = time.monotonic()
        await client.write_event(request(FIVE_SECONDS * 3))
        first = None
        for _ in range(2):
            first = await client.read_event()
        early = time.monotonic() - began
        assert first is not None
        assert first.type == "audio-chunk"
        await answer(client)
        assert early < 0.5 * (time.monotonic() - began)


async def test_many_clients_at_once_and_describe_between(running: Running) -> None:
    async def one(k: int) -> float:
        async with stock_client(running.port) as client:
            return seconds(await spoken(client, request(f"This is number {k}.", seed=k)))

    tasks = [asyncio.create_task(one(k)) for k in range(8)]
    await asyncio.sleep(0.05)
    async with stock_client(running.port) as client:
        began = time.monotonic()
        await client.write_event(Describe().event())
        assert await client.read_event() is not None
        assert time.monotonic() - began < 1.0
    assert all(0.5 < length < 4.0 for length in await asyncio.gather(*tasks))


async def test_unknown_voice_is_an_error_with_a_hint(running: Running) -> None:
    async with stock_client(running.port) as client:
        event = Synthesize(text="Hello.", voice=SynthesizeVoice(name="en_US-jo-medium")).event()
        events = await spoken(client, event)
    assert types(events) == ["error"]
    assert "did you mean 'en_US-joe-medium'?" in events[0].data["text"]
    assert events[0].data["code"] == "unknown-voice"


async def test_a_voice_dropped_in_is_found(
    running: Running, real_data_dir: Path, shelf: Shelf
) -> None:
    name = shelf.put(real_data_dir, name="de_DE-tiny-medium")
    try:
        async with stock_client(running.port) as client:
            event = Synthesize(text="Hallo.", voice=SynthesizeVoice(name=name)).event()
            assert types(await spoken(client, event))[-1] == "audio-stop"
    finally:
        (real_data_dir / f"{name}.onnx").unlink()
        (real_data_dir / f"{name}.onnx.json").unlink()


async def test_unix_socket_and_sigterm(real_data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "tts.sock"
    arguments = ("--uri", f"unix://{path}", "--data-dir", real_data_dir, "--log-level", "warning")
    with server(*arguments) as made:
        assert made.address == f"unix://{path}"
        client = AsyncUnixClient(str(path))
        await client.connect()
        assert types(await spoken(client, request("Good morning.")))[-1] == "audio-stop"
        await client.disconnect()
        assert made.end(signal.SIGTERM) == (0, "")
        assert not path.exists()


async def test_sigterm_while_it_speaks(real_data_dir: Path) -> None:
    arguments = ("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir, "--grace", "0.5")
    with server(*arguments) as made:
        async with AsyncTcpClient("127.0.0.1", made.port) as client:
            await client.write_event(request(FIVE_SECONDS * 20))
            assert await client.read_event() is not None
            began = time.monotonic()
            code, _ = await asyncio.to_thread(made.end, signal.SIGINT)
        assert code == 0
        assert time.monotonic() - began < 5.0


def test_sigterm_while_the_first_voice_is_prepared(tmp_path: Path) -> None:
    """Preparation takes a minute on a small machine; nobody waits that long for an end."""
    process = start("jabbertts_wyoming", ["--uri", "tcp://127.0.0.1:0", "--data-dir", tmp_path])
    assert process.stderr is not None
    assert "Preparing the voice" in process.stderr.readline()
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=END_SECONDS)
    assert time.monotonic() - began < 2.5
    assert (process.returncode, output) == (0, "")
    assert not list((tmp_path / "prepared").glob("*@*")), "nothing half done is left"


# What keeps it from starting.


def one_line(errors: bytes) -> str:
    (line,) = errors.decode().strip().splitlines()
    return line


def test_a_wrong_option() -> None:
    ended = run("jabbertts_wyoming", "--uri", "http://nowhere")
    assert ended.returncode == 2
    assert "uri" in one_line(ended.stderr)
    assert ended.stdout == b""


def test_an_unknown_voice(real_data_dir: Path) -> None:
    ended = run(
        "jabbertts_wyoming",
        *("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir, "--voice", "en_US-jo-medium"),
    )
    assert ended.returncode == 1
    assert "did you mean 'en_US-joe-medium'?" in one_line(ended.stderr)
    assert ended.stdout == b""


def test_a_port_that_is_taken(running: Running, real_data_dir: Path) -> None:
    ended = run("jabbertts_wyoming", "--uri", running.address, "--data-dir", real_data_dir)
    assert ended.returncode == 1
    assert "in use" in one_line(ended.stderr)
    assert ended.stdout == b""
