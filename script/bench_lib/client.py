"""Requests over the stock `wyoming` client, timed at the socket."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from enum import StrEnum
from typing import Any

from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

from .answer import Answer, Chunk
from .errors import BenchError

WORD_INTERVAL_S = 0.05
_CONNECT_TIMEOUT_S = 10.0
_ANSWER_TIMEOUT_S = 120.0
_BROKEN = (OSError, EOFError, ValueError)  # what the client raises on a lost or garbled stream


class Mode(StrEnum):
    """How the text reaches the server."""

    PLAIN = "plain"
    STREAMING = "streaming"
    WORDS = "words"


class Recorder:
    """Collects an answer's chunks; `began` is the clock when the request was sent."""

    def __init__(self, last: Callable[[str], bool]) -> None:
        self.began = 0.0
        self._last = last
        self._chunks: list[Chunk] = []
        self._rate = 0
        self._stopped: float | None = None

    def take(self, event: Event) -> bool:
        """Record `event` as arriving now; return whether the answer is complete.

        Raises `BenchError` for an error event or audio that is not 16-bit mono.
        """
        now = time.perf_counter() - self.began
        if Error.is_type(event.type):
            error = Error.from_event(event)
            raise BenchError(f"the server answered with an error: {error.text} ({error.code})")
        if AudioChunk.is_type(event.type):
            self._take_chunk(now, AudioChunk.from_event(event))
        elif AudioStop.is_type(event.type):
            self._stopped = now
        return self._last(event.type)

    def _take_chunk(self, now: float, chunk: AudioChunk) -> None:
        if chunk.width != 2 or chunk.channels != 1 or self._rate not in (0, chunk.rate):
            raise BenchError("only 16-bit mono audio of one rate can be measured")
        self._rate = chunk.rate
        if chunk.audio:
            self._chunks.append(Chunk(now, chunk.audio))

    def answer(self) -> Answer:
        """Return what came; raises `BenchError` if it was no audio or never stopped."""
        if not self._chunks or self._stopped is None:
            raise BenchError("the answer held no audio or no audio-stop")
        return Answer(self._rate, self._chunks, self._stopped)


def words_of(text: str) -> Sequence[str]:
    """Cut `text` in words, each but the last with the space behind it."""
    words = text.split()
    return [*(f"{word} " for word in words[:-1]), *words[-1:]]


@asynccontextmanager
async def _connection(uri: str) -> AsyncIterator[AsyncClient]:
    client = AsyncClient.from_uri(uri, connect_timeout=_CONNECT_TIMEOUT_S)
    await client.connect()
    try:
        yield client
    finally:
        with suppress(OSError):
            await client.disconnect()


class Line:
    """An open connection on which one text after the other can be spoken."""

    def __init__(self, uri: str, client: AsyncClient) -> None:
        self._uri = uri
        self._client = client

    async def ask(
        self,
        mode: Mode,
        text: str,
        context: Mapping[str, Any] | None = None,
        voice: str | None = None,
    ) -> Answer:
        """Speak `text`, by `voice` or the server's own; time runs from the first byte sent.

        `context` is the `synthesize` event's, which holds a single request's settings. Raises
        `BenchError` when the server fails, falls silent or closes the connection; the line is of
        no use then.
        """
        last = AudioStop.is_type if mode is Mode.PLAIN else SynthesizeStopped.is_type
        recorder = Recorder(last)
        with _told(self._uri):
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                recorder.began = time.perf_counter()
                writer = asyncio.create_task(
                    _send(self._client, mode, _event(text, context, voice))
                )
                try:
                    await _receive(self._client, recorder)
                finally:
                    writer.cancel()
                    with suppress(asyncio.CancelledError, OSError):
                        await writer
        return recorder.answer()


@asynccontextmanager
async def connected(uri: str) -> AsyncIterator[Line]:
    """Connect, and hang up in the end; raises `BenchError` if there is no connection."""
    async with AsyncExitStack() as stack:
        with _told(uri):
            client = await stack.enter_async_context(_connection(uri))
        yield Line(uri, client)


@contextmanager
def _told(uri: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as err:
        raise BenchError(f"no complete answer from {uri}: {err!r}") from err


async def ask(uri: str, mode: Mode, text: str) -> Answer:
    """Speak `text` once on a connection of its own; time runs from the first byte sent.

    Raises `BenchError` when the server fails, falls silent or closes the connection.
    """
    async with connected(uri) as line:
        return await line.ask(mode, text)


async def _receive(client: AsyncClient, recorder: Recorder) -> None:
    while True:
        event = await client.read_event()
        if event is None:
            raise BenchError("the server closed the connection before its answer was complete")
        if recorder.take(event):
            return


def _event(text: str, context: Mapping[str, Any] | None, voice: str | None) -> Synthesize:
    return Synthesize(
        text,
        voice=SynthesizeVoice(name=voice) if voice else None,
        context=dict(context) if context else None,
    )


async def _send(client: AsyncClient, mode: Mode, synthesize: Synthesize) -> None:
    if mode is Mode.PLAIN:
        await client.write_event(synthesize.event())
        return
    start = SynthesizeStart(voice=synthesize.voice, context=synthesize.context)
    await client.write_event(start.event())
    if mode is Mode.WORDS:
        await _send_words(client, synthesize.text)
    else:
        await client.write_event(SynthesizeChunk(synthesize.text).event())
    # Home Assistant repeats the whole text for servers that do not stream.
    await client.write_event(synthesize.event())
    await client.write_event(SynthesizeStop().event())


async def _send_words(client: AsyncClient, text: str) -> None:
    began = time.perf_counter()
    for i, word in enumerate(words_of(text)):
        await asyncio.sleep(max(0.0, began + i * WORD_INTERVAL_S - time.perf_counter()))
        await client.write_event(SynthesizeChunk(word).event())


async def describe(uri: str) -> float:
    """Return the seconds from connecting to the whole `info`.

    Raises `BenchError` if none comes.
    """
    began = time.perf_counter()
    await _info(uri)
    return time.perf_counter() - began


async def voices(uri: str) -> set[str]:
    """Return the names of the voices that can speak now; raises `BenchError` if none are told."""
    info = Info.from_event(await _info(uri))
    return {voice.name for program in info.tts for voice in program.voices if voice.installed}


async def _info(uri: str) -> Event:
    try:
        async with asyncio.timeout(_ANSWER_TIMEOUT_S), _connection(uri) as client:
            await client.write_event(Describe().event())
            while (event := await client.read_event()) is not None:
                if Info.is_type(event.type):
                    return event
    except _BROKEN as err:
        raise BenchError(f"no info from {uri}: {err!r}") from err
    raise BenchError(f"{uri} closed the connection without an info")
