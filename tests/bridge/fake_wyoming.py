"""A Wyoming TTS server on loopback that does as a test tells it, and records what it was asked.

async with FakeWyoming(ours=True) as server:
    server.answer = Answer(chunks=tone(0.2), die_after=3)   # from the next request on
    server.answers.append(Answer(error=("busy", "later")))  # for the next request only
    ... parse_uri(server.uri) ...
    assert server.requests[0]["text"] == "Hello"
"""

import asyncio
import math
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from struct import pack
from types import TracebackType
from typing import Any, Self

from wyoming.event import Event, async_read_event, async_write_event

from jabbertts_wyoming.common.address import Address, TcpAddress, UnixAddress


def tone(seconds: float, rate: int = 22050, *, chunk_ms: int = 20) -> list[bytes]:
    """A 440 Hz sine as 16-bit mono PCM, in chunks."""
    frames = round(seconds * rate)
    samples = [round(9000 * math.sin(2 * math.pi * 440 * i / rate)) for i in range(frames)]
    pcm = pack(f"<{frames}h", *samples)
    size = 2 * (rate * chunk_ms // 1000)
    return [pcm[start : start + size] for start in range(0, len(pcm), size)]


@dataclass
class FakeVoice:
    """A voice of the `info`; `jabbertts` is sent only by a server that is ours."""

    name: str = "en_US-joe-medium"
    languages: Sequence[str] = ("en_US",)
    speakers: Sequence[str] = ()
    description: str | None = None
    installed: bool = True
    jabbertts: dict[str, Any] = field(
        default_factory=lambda: {"engine": "piper", "sample_rate": 22050, "quality": "medium"}
    )

    def info(self, *, ours: bool) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "attribution": {"name": "", "url": ""},
            "installed": self.installed,
            "description": self.description,
            "version": None,
            "languages": list(self.languages),
            "speakers": [{"name": speaker} for speaker in self.speakers] or None,
        }
        return {**data, "jabbertts": self.jabbertts} if ours else data


@dataclass
class Answer:
    """How one `synthesize` is answered; times are in seconds.

    Order: `start_delay`, `audio-start` (with `start_data`, if given, as its data), the chunks with
    `chunk_delay` before each, `audio-stop`, and `close` to close then. On the way, by the number
    of chunks that were sent: `hold_after` waits there until `FakeWyoming.gate` is set,
    `die_after` ends the connection as a killed process would, `error_after` sends `error` =
    (code, text) and closes (a code of None is left out). `silent` never answers at all; `raw` is
    sent instead of all this.

    `words` (start_char, end_char, start, end) and `marks` (name, time) are told behind the first
    chunk if the request asks for timestamps, or always with `tell_always`; `told` are events sent
    there as they are.
    """

    chunks: Sequence[bytes] = field(default_factory=lambda: tone(0.2))
    rate: int = 22050
    width: int = 2
    channels: int = 1
    start_delay: float = 0.0
    chunk_delay: float = 0.0
    start_data: dict[str, Any] | None = None
    hold_after: int | None = None
    die_after: int | None = None
    error: tuple[str | None, str] | None = None
    error_after: int = 0
    silent: bool = False
    raw: bytes | None = None
    stop: bool = True
    close: bool = False
    words: Sequence[tuple[int, int, float, float]] = ()
    marks: Sequence[tuple[str, float]] = ()
    told: Sequence[Event] = ()
    tell_always: bool = False

    def events(self, request: dict[str, Any]) -> Iterator[Event]:
        """What is told of words and marks."""
        asked = request.get("context", {}).get("jabbertts", {}).get("timestamps")
        if asked or self.tell_always:
            for start_char, end_char, start, end in self.words:
                text = request["text"][start_char:end_char]
                span = {"start_char": start_char, "end_char": end_char}
                yield Event("spoken-word", {"text": text, **span, "start": start, "end": end})
            for name, time in self.marks:
                yield Event("spoken-mark", {"name": name, "time": time})
            yield from self.told

    @property
    def pcm(self) -> bytes:
        return b"".join(self.chunks)


class _DiedError(Exception):
    pass


class FakeWyoming:
    """The server. A counter that ends in -s counts from the first start on.

    `ours` decides the program's name and whether voices have their `jabbertts` object;
    `info_data` replaces the `info` altogether; with `mute` no `describe` is answered.
    """

    def __init__(
        self,
        voices: Sequence[FakeVoice] | None = None,
        *,
        ours: bool = True,
        program: str | None = None,
        version: str = "1.2.3",
        answer: Answer | None = None,
        unix_path: Path | None = None,
    ) -> None:
        self.voices = list(voices if voices is not None else [FakeVoice()])
        self.ours = ours
        self.program = program or ("jabbertts" if ours else "piper")
        self.version = version
        self.answer = answer or Answer()
        self.answers: deque[Answer] = deque()
        self.gate = asyncio.Event()
        self.mute = False
        self.describe_delay = 0.0
        self.info_data: dict[str, Any] | None = None

        self.requests: list[dict[str, Any]] = []
        self.describes = 0
        self.connections = 0
        self.cut_offs = 0
        """Answers in the middle of which the client went away."""
        self.speaking = 0

        self._unix_path = unix_path
        self._port = 0
        self._server: asyncio.Server | None = None
        self._writers: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def address(self) -> Address:
        if self._unix_path:
            return UnixAddress(self._unix_path)
        assert self._port, "not started yet"
        return TcpAddress("127.0.0.1", self._port)

    @property
    def uri(self) -> str:
        return str(self.address)

    @property
    def open(self) -> int:
        """Connections that are open now."""
        return len(self._writers)

    async def start(self) -> None:
        """Listen; after a `stop` on the same port as before."""
        if self._unix_path:
            self._server = await asyncio.start_unix_server(self._accept, self._unix_path)
            return
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and reset all connections, as a killed process would."""
        if self._server:
            self._server.close()
            self._server = None
        await self.drop_all()

    async def drop_all(self) -> None:
        """Reset all connections that are open."""
        tasks = list(self._writers)
        for task in tasks:
            self._writers[task].transport.abort()
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def close_all(self) -> None:
        """Close all connections the soft way, as an idle timeout does."""
        tasks = list(self._writers)
        for writer in list(self._writers.values()):
            writer.close()
        if tasks:
            await asyncio.wait(tasks, timeout=5)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def info(self) -> dict[str, Any]:
        if self.info_data is not None:
            return self.info_data
        program = {
            "name": self.program,
            "attribution": {"name": "", "url": ""},
            "installed": True,
            "description": None,
            "version": self.version,
            "voices": [voice.info(ours=self.ours) for voice in self.voices],
        }
        return {"tts": [program]}

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: what asyncio does with the one it made has changed between versions.
        task = asyncio.create_task(self._serve(reader, writer))
        self.connections += 1
        self._writers[task] = writer
        task.add_done_callback(self._writers.pop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        todo: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        speaker = asyncio.create_task(self._speak_all(todo, writer))
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while (event := await async_read_event(reader)) is not None:
                    if event.type == "describe":
                        await self._describe(writer)
                    elif event.type == "synthesize":
                        self.requests.append(event.data)
                        todo.put_nowait(event.data)
        finally:
            speaker.cancel()
            await asyncio.wait([speaker])
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _describe(self, writer: asyncio.StreamWriter) -> None:
        self.describes += 1
        if self.describe_delay:
            await asyncio.sleep(self.describe_delay)
        if not self.mute:
            await async_write_event(Event("info", self.info()), writer)

    async def _speak_all(
        self, todo: asyncio.Queue[dict[str, Any]], writer: asyncio.StreamWriter
    ) -> None:
        try:
            while True:
                request = await todo.get()
                answer = self.answers.popleft() if self.answers else self.answer
                with self._counted():
                    await self._speak(answer, request, writer)
                if answer.close:
                    writer.close()
        except _DiedError:
            writer.transport.abort()
        except ConnectionError:
            pass

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.speaking += 1
        try:
            yield
        except (asyncio.CancelledError, ConnectionError):
            self.cut_offs += 1
            raise
        finally:
            self.speaking -= 1

    async def _speak(
        self, answer: Answer, request: dict[str, Any], writer: asyncio.StreamWriter
    ) -> None:
        if answer.silent:
            await asyncio.Event().wait()
        if answer.start_delay:
            await asyncio.sleep(answer.start_delay)
        if answer.raw is not None:
            writer.write(answer.raw)
            return
        if await self._trouble(answer, 0, writer):
            return
        audio = {"rate": answer.rate, "width": answer.width, "channels": answer.channels}
        start = audio if answer.start_data is None else answer.start_data
        await async_write_event(Event("audio-start", start), writer)
        for count, chunk in enumerate(answer.chunks, 1):
            if answer.chunk_delay:
                await asyncio.sleep(answer.chunk_delay)
            await async_write_event(Event("audio-chunk", audio, chunk), writer)
            for event in answer.events(request) if count == 1 else ():
                await async_write_event(event, writer)
            if await self._trouble(answer, count, writer):
                return
        if answer.stop:
            await async_write_event(Event("audio-stop"), writer)

    async def _trouble(self, answer: Answer, count: int, writer: asyncio.StreamWriter) -> bool:
        """Do what is due after `count` chunks; true if the answer is over by that."""
        if answer.hold_after == count:
            await self.gate.wait()
        if answer.die_after == count:
            raise _DiedError
        if answer.error and answer.error_after == count:
            code, text = answer.error
            data = {"text": text} if code is None else {"text": text, "code": code}
            await async_write_event(Event("error", data), writer)
            writer.close()
            return True
        return False
