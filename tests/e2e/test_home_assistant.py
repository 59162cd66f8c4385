"""The server under Home Assistant, old and new: each thing it does, and what it needs back."""

import asyncio
import io
import os
import re
import shutil
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from wyoming.client import AsyncTcpClient
from wyoming.info import TtsProgram, TtsVoice
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeVoice
from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

from jabbertts_wyoming.common.address import TcpAddress
from jabbertts_wyoming.common.discovery import SERVICE_TYPE, Announcer
from jabbertts_wyoming.voices.piper import EMBEDDED
from tests.e2e.home_assistant import (
    LANGUAGE_TAG,
    Heard,
    load_info,
    program_of,
    speak,
    speak_stream,
    speak_stream_2025_7,
    voices_of,
)
from tests.e2e.program import Running, server
from tests.shelf import Shelf
from tests.tiny_vits import TinySpec
from tests.wire import answer, types

WHOLE = ["audio-start", "audio-chunk", "audio-stop"]
SPEAKERS = ["speaker_0", "speaker_1", "speaker_2"]
STREAMED = [*WHOLE, "synthesize-stopped"]
REPLY = ["The kitchen", " light", " is on.", " Any", "thing", " else?"]
GERMAN = TinySpec(language="de_DE", espeak_voice="de", speakers=3, dataset="trio")


@pytest.fixture(scope="module")
def home(
    real_data_dir: Path, shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A server with the embedded voice and a German one of three speakers."""
    data_dir = tmp_path_factory.mktemp("home")
    prepared = data_dir / "prepared"
    shutil.copytree(real_data_dir / "prepared", prepared, copy_function=os.link)
    shelf.put(data_dir, GERMAN)
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", data_dir) as made:
        yield made


@pytest.fixture(scope="module")
def port(home: Running) -> int:
    return home.port


def seconds(heard: Heard) -> float:
    assert heard.start is not None
    return len(heard.pcm) / (heard.start.rate * heard.start.width * heard.start.channels)


def neural(program: TtsProgram) -> list[TtsVoice]:
    return [voice for voice in program.voices if not voice.name.startswith("espeak-")]


async def test_setting_up(port: int) -> None:
    async with asyncio.timeout(5):
        while len(neural(program_of(info := await load_info(port)))) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)  # the German voice gets ready behind
    # Any other kind of service would get an entity of its own, or its name.
    others = [info.asr, info.handle, info.intent, info.wake, info.mic, info.snd, info.satellite]
    assert not any(others)
    program = program_of(info)
    assert program.name == "jabbertts"  # the entity's name, and part of its unique id
    assert program.supports_synthesize_streaming
    voices = voices_of(program)
    assert voices["en_US"][0] == (EMBEDDED, "joe (medium)")
    assert voices["de_DE"] == [(GERMAN.name, "trio (medium)")]
    for language in voices:
        assert LANGUAGE_TAG.fullmatch(language), language
    embedded, german = neural(program)
    assert embedded.speakers is None
    assert [speaker.name for speaker in german.speakers or []] == SPEAKERS


async def test_each_speaker_can_be_chosen(port: int) -> None:
    for speaker in (None, *SPEAKERS):
        for heard in (
            await speak(port, "Guten Morgen.", GERMAN.name, speaker),
            await speak_stream(port, ["Guten ", "Morgen."], GERMAN.name, speaker),
        ):
            assert heard.complete
            assert seconds(heard) > 0.1


@pytest.mark.parametrize("language", ["de", "de_DE", "de-DE", "DE-at"])
async def test_other_clients_may_send_a_language_alone(port: int, language: str) -> None:
    async with asyncio.timeout(5), AsyncTcpClient("127.0.0.1", port) as client:
        event = Synthesize(text="Ja.", voice=SynthesizeVoice(language=language)).event()
        event.data["voice"]["speaker"] = SPEAKERS[2]  # which only the German voice has
        await client.write_event(event)
        assert types(await answer(client)) == WHOLE


async def test_polling_every_30_seconds_fills_no_log(real_data_dir: Path) -> None:
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir) as made:
        for _ in range(5):
            await load_info(made.port)
        assert made.end() == (0, "")


async def test_speaking_a_text(port: int) -> None:
    heard = await speak(port, "The kitchen light is on.")
    assert heard.complete
    assert heard.types == WHOLE
    assert heard.start is not None
    # Home Assistant makes a WAV file of it.
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setframerate(heard.start.rate)
        out.setsampwidth(heard.start.width)
        out.setnchannels(heard.start.channels)
        out.writeframes(heard.pcm)
    buffer.seek(0)
    with wave.open(buffer) as back:
        assert (back.getframerate(), back.getsampwidth(), back.getnchannels()) == (22050, 2, 1)
        assert 0.8 < back.getnframes() / 22050 < 4


@pytest.mark.parametrize("voice", [None, EMBEDDED])
async def test_streaming_a_reply(port: int, voice: str | None) -> None:
    heard = await speak_stream(port, REPLY, voice, delay=0.01)
    assert heard.complete
    assert heard.types == STREAMED
    assert 1.0 < seconds(heard) < 5.0  # not twice: the whole text came, too


@pytest.mark.parametrize("delay", [0.0, 0.05])
async def test_streaming_with_the_first_version_that_could(port: int, delay: float) -> None:
    heard = await speak_stream_2025_7(port, REPLY, delay)
    assert heard.complete
    assert heard.types == STREAMED
    assert 1.0 < seconds(heard) < 5.0


async def test_sound_comes_before_the_language_model_is_done(port: int) -> None:
    began = time.monotonic()
    async with asyncio.timeout(10), AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(SynthesizeStart().event())
        for piece in ("It is ", "ten ", "past ", "nine. ", "And "):
            await client.write_event(SynthesizeChunk(text=piece).event())
        while (event := await client.read_event()) is not None and event.type != "audio-chunk":
            pass
    assert event is not None
    assert time.monotonic() - began < 2.0


@pytest.mark.parametrize("pieces", [[], [""], [" ", "\n"], ["😀"], ["..."]])
async def test_a_reply_without_a_word_still_brings_sound(port: int, pieces: list[str]) -> None:
    for heard in (await speak_stream(port, pieces), await speak(port, "".join(pieces))):
        assert heard.complete
        assert seconds(heard) >= 0.1


@pytest.mark.parametrize(
    ("voice", "speaker"),
    [("en_GB-nobody-medium", None), (EMBEDDED, "7"), ("", None)],
    ids=["voice", "speaker", "empty name"],
)
async def test_a_wrong_choice_ends_at_once(port: int, voice: str, speaker: str | None) -> None:
    """Versions that know no `error` wait for ever unless the connection is closed."""
    for heard in (
        await speak(port, "Hello.", voice, speaker),
        await speak_stream(port, ["Hello."], voice, speaker),
    ):
        if voice:
            assert heard.types == ["error"]
            assert not heard.complete
        else:
            assert heard.complete  # no name is no choice


async def test_leaving_in_the_middle_of_a_reply(home: Running) -> None:
    """A user stops the reply: the connection is dropped, and the next one works at once."""
    for _ in range(3):
        async with AsyncTcpClient("127.0.0.1", home.port) as client:
            await client.write_event(SynthesizeStart().event())
            await client.write_event(SynthesizeChunk(text="One two three four. " * 50).event())
            for _ in range(3):
                assert await client.read_event() is not None
    began = time.monotonic()
    heard = await speak(home.port, "Hello.")
    assert heard.complete
    assert time.monotonic() - began < 2.0


async def test_two_satellites_and_the_poll_at_once(port: int) -> None:
    first, second, info = await asyncio.gather(
        speak_stream(port, REPLY, delay=0.01), speak(port, "".join(REPLY)), load_info(port)
    )
    assert first.complete
    assert second.complete
    assert program_of(info).name == "jabbertts"


async def test_discovery(home: Running, tmp_path: Path) -> None:
    """What the config flow makes of an announcement: host, port, and a lasting unique id."""

    async def unique_id() -> str:
        announcer = Announcer(
            TcpAddress("127.0.0.1", home.port), data_dir=tmp_path, interfaces=["127.0.0.1"]
        )
        announcer.start()
        found: asyncio.Queue[str] = asyncio.Queue()
        network = AsyncZeroconf(interfaces=["127.0.0.1"])

        def seen(name: str, **_: object) -> None:
            found.put_nowait(name)

        browser = AsyncServiceBrowser(network.zeroconf, SERVICE_TYPE, handlers=[seen])
        try:
            async with asyncio.timeout(10):
                while True:
                    name = await found.get()
                    info = await network.async_get_service_info(SERVICE_TYPE, name)
                    if info is not None and info.port == home.port:
                        break
            assert info.parsed_addresses() == ["127.0.0.1"]
            service = program_of(await load_info(info.port))
            return f"{name}_{service.name}"
        finally:
            await browser.async_cancel()
            await network.async_close()
            await announcer.stop()

    first = await unique_id()
    assert re.fullmatch(r"jabbertts-[0-9a-f]{12}\._wyoming\._tcp\.local\._jabbertts", first)
    assert await unique_id() == first
