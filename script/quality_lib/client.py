"""Speech from the server under test, over the stock `wyoming` client."""

import asyncio
import wave
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeVoice

from .errors import QualityError

_ANSWER_TIMEOUT_S = 300.0  # a voice that is being prepared answers late
_BROKEN = (OSError, EOFError, ValueError)  # what the client raises on a lost or garbled stream
_CONTEXT = {"jabbertts": {"seed": 1}}


class RefusedError(QualityError):
    """The server's answer is an error; `code` is the protocol's."""

    def __init__(self, text: str, code: str | None) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice as `info` tells it."""

    name: str
    languages: tuple[str, ...]
    engine: str
    quality: str


@dataclass(frozen=True, slots=True)
class Speech:
    """16-bit mono PCM; `rate` in Hz."""

    rate: int
    pcm: bytes

    def write(self, path: Path) -> None:
        """Write a WAV file."""
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(self.pcm)


async def speak(uri: str, text: str, voice: SynthesizeVoice) -> Speech:
    """Have `text` spoken, by a voice's name or by a language alone; the same each time.

    Raises `RefusedError` with the server's error, `QualityError` if no complete answer comes.
    """
    rate, parts = 0, []
    for event in await _answer(uri, Synthesize(text, voice, context=_CONTEXT), AudioStop.is_type):
        if AudioChunk.is_type(event.type):
            chunk = AudioChunk.from_event(event)
            if chunk.width != 2 or chunk.channels != 1 or rate not in (0, chunk.rate):
                raise QualityError("only 16-bit mono audio of one rate can be judged")
            rate = chunk.rate
            parts.append(chunk.audio)
    return Speech(rate, b"".join(parts))


async def voices(uri: str) -> Sequence[Voice]:
    """Return the voices that can speak now, the default one first; raises `QualityError`."""
    info = (await _answer(uri, Describe(), Info.is_type))[-1]
    return [
        Voice(
            raw["name"],
            tuple(raw["languages"]),
            raw["jabbertts"]["engine"],
            raw["jabbertts"]["quality"],
        )
        for raw in info.data["tts"][0]["voices"]
        if raw["installed"]
    ]


async def _answer(uri: str, request: Eventable, is_last: Callable[[str], bool]) -> list[Event]:
    """Return the events up to the last one of the answer."""
    events: list[Event] = []
    try:
        async with asyncio.timeout(_ANSWER_TIMEOUT_S), _connection(uri) as client:
            await client.write_event(request.event())
            while (event := await client.read_event()) is not None:
                if Error.is_type(event.type):
                    error = Error.from_event(event)
                    raise RefusedError(error.text, error.code)
                events.append(event)
                if is_last(event.type):
                    return events
    except _BROKEN as error:
        raise QualityError(f"no complete answer from {uri}: {error!r}") from error
    raise QualityError(f"{uri} closed the connection before its answer was complete")


@asynccontextmanager
async def _connection(uri: str) -> AsyncIterator[AsyncClient]:
    client = AsyncClient.from_uri(uri)
    await client.connect()
    try:
        yield client
    finally:
        with suppress(OSError):
            await client.disconnect()
