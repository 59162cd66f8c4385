"""What Home Assistant's Wyoming integration does with a text-to-speech server.

Written after its behaviour, from version 2024.3 on: what it sends, what it waits for, where it
stops to read. It has no timeout of its own while it waits for sound.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.info import Describe, Info, TtsProgram
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

# Seconds. The oldest versions give `describe` one second; a test may not hang.
INFO_TIMEOUT = 1.0
TEST_TIMEOUT = 20.0

# How Home Assistant takes a language tag apart: language, script, region.
LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([A-Z][a-z]{3}))?(?:[-_]([A-Z]{2}|\d{3}))?")


@dataclass
class Heard:
    """What came of a request: the format, the sound, and whether it ended as it should."""

    start: AudioStart | None = None
    pcm: bytes = b""
    complete: bool = False
    types: list[str] = field(default_factory=list)


async def load_info(port: int) -> Info:
    """Ask what the server has, as at set-up and every 30 s."""
    async with AsyncTcpClient("127.0.0.1", port) as client, asyncio.timeout(INFO_TIMEOUT):
        await client.write_event(Describe().event())
        while True:
            event = await client.read_event()
            assert event is not None, "connection closed unexpectedly"
            if Info.is_type(event.type):
                return Info.from_event(event)


def program_of(info: Info) -> TtsProgram:
    """The program that Home Assistant makes an entity of."""
    return next(program for program in info.tts if program.installed)


def voices_of(program: TtsProgram) -> dict[str, list[tuple[str, str]]]:
    """The choice that users see: by language, the voices' ids and labels."""
    voices: dict[str, list[tuple[str, str]]] = {}
    for voice in program.voices:
        if voice.installed:
            for language in voice.languages:
                label = voice.description or voice.name
                voices.setdefault(language, []).append((voice.name, label))
    return voices


def wanted(voice: str | None, speaker: str | None) -> SynthesizeVoice | None:
    return SynthesizeVoice(name=voice, speaker=speaker) if voice is not None else None


async def speak(
    port: int, text: str, voice: str | None = None, speaker: str | None = None
) -> Heard:
    """One whole text: reads to the first `audio-stop`, knows no errors."""
    heard = Heard()
    async with asyncio.timeout(TEST_TIMEOUT), AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Synthesize(text=text, voice=wanted(voice, speaker)).event())
        while (event := await client.read_event()) is not None:
            _take(heard, event)
            if AudioStop.is_type(event.type):
                heard.complete = True
                break
    return heard


async def speak_stream(
    port: int,
    pieces: Sequence[str],
    voice: str | None = None,
    speaker: str | None = None,
    delay: float = 0.0,
) -> Heard:
    """A text as it comes from a language model: one task writes, the other reads.

    The whole text follows for servers that don't stream; the end is `synthesize-stopped`.
    """
    heard = Heard()
    async with asyncio.timeout(TEST_TIMEOUT), AsyncTcpClient("127.0.0.1", port) as client:
        writing = asyncio.create_task(_write(client, pieces, wanted(voice, speaker), delay))
        try:
            while (event := await client.read_event()) is not None:
                _take(heard, event)
                if SynthesizeStopped.is_type(event.type):
                    heard.complete = True
                    break
        finally:
            writing.cancel()
            await asyncio.wait([writing])
    return heard


async def speak_stream_2025_7(port: int, pieces: Sequence[str], delay: float = 0.0) -> Heard:
    """The first version that streamed: one loop over a read task and a write task.

    It looks at no event between the last piece of text and `synthesize-stop`.
    """
    heard = Heard()
    async with asyncio.timeout(TEST_TIMEOUT), AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(SynthesizeStart().event())
        writing = asyncio.create_task(_write_pieces(client, pieces, delay))
        reading = asyncio.create_task(client.read_event())
        while True:
            done, _ = await asyncio.wait({reading, writing}, return_when=asyncio.FIRST_COMPLETED)
            if writing in done:
                break
            event = reading.result()
            if event is None:
                return heard
            _take(heard, event)
            reading = asyncio.create_task(client.read_event())
        await client.write_event(Synthesize(text="".join(pieces)).event())
        await client.write_event(SynthesizeStop().event())
        event = await reading
        while event is not None:
            _take(heard, event)
            if SynthesizeStopped.is_type(event.type):
                heard.complete = True
                break
            event = await client.read_event()
    return heard


async def _write(
    client: AsyncTcpClient, pieces: Sequence[str], voice: SynthesizeVoice | None, delay: float
) -> None:
    try:
        await client.write_event(SynthesizeStart(voice=voice).event())
        await _write_pieces(client, pieces, delay)
        await client.write_event(Synthesize(text="".join(pieces), voice=voice).event())
        await client.write_event(SynthesizeStop().event())
    except OSError:
        pass  # logged as an unexpected disconnection


async def _write_pieces(client: AsyncTcpClient, pieces: Sequence[str], delay: float) -> None:
    async for piece in _arriving(pieces, delay):
        await client.write_event(SynthesizeChunk(text=piece).event())


async def _arriving(pieces: Sequence[str], delay: float) -> AsyncIterator[str]:
    for piece in pieces:
        yield piece
        await asyncio.sleep(delay)


def _take(heard: Heard, event: Event) -> None:
    if event.type != "audio-chunk" or heard.types[-1:] != [event.type]:
        heard.types.append(event.type)
    if AudioStart.is_type(event.type):
        heard.start = AudioStart.from_event(event)
    elif AudioChunk.is_type(event.type):
        heard.pcm += AudioChunk.from_event(event).audio
