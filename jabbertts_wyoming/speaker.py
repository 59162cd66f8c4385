"""The speaking half of a connection: its requests, answered one after the other."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.tts import SynthesizeStopped

from .admission import Place
from .channel import Channel
from .common.errors import JabberError, SynthesisError
from .framing import encode_event
from .request import (
    AudioFormat,
    Heard,
    Speech,
    SpeechRequest,
    SpokenMark,
    SpokenWord,
    Utterance,
)
from .text.feed import TextFeed

_LOGGER = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Job:
    """One request to answer; `streamed` if its text comes as a text stream."""

    request: SpeechRequest
    feed: TextFeed
    streamed: bool
    place: Place
    complete: bool = False

    def close(self) -> None:
        """Say that all of the text is in the feed."""
        self.complete = True
        self.feed.close()


class Speaker:
    """Answers a connection's jobs in the order of their coming.

    `run` is the task; everything else is called by the connection's reader. The `audio-start`
    of an answer goes out as soon as its voice is chosen; `audio-stop` only after all audio.
    """

    def __init__(self, speech: Speech, channel: Channel) -> None:
        self._speech = speech
        self._channel = channel
        self._jobs: deque[Job] = deque()
        self._current: Job | None = None
        self._failure: JabberError | None = None
        self._finishing = False
        self._over = False
        self._changed = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether something is spoken or waits."""
        return self._current is not None or bool(self._jobs)

    @property
    def unspoken(self) -> int:
        """Characters that wait to be spoken, over all jobs."""
        current = self._current.feed.unspoken if self._current else 0
        return current + sum(job.feed.unspoken for job in self._jobs)

    def is_speaking(self, job: Job) -> bool:
        """Whether `job` is the one being answered now."""
        return job is self._current

    def submit(self, job: Job) -> None:
        """Add a job; the speaker gives its place back."""
        self._jobs.append(job)
        self._changed.set()
        if self._over:  # its failure has not reached the reader yet
            self._leave()

    def drop(self, job: Job) -> None:
        """Take back a job that is not being answered yet."""
        if job in self._jobs:
            self._jobs.remove(job)
            job.place.leave()

    def fail(self, error: JabberError) -> None:
        """Raise `error` from `run` once the jobs before it are answered."""
        self._failure = error
        self._changed.set()

    def finish(self) -> None:
        """Let `run` return once all jobs are answered."""
        self._finishing = True
        self._changed.set()

    async def run(self) -> None:
        """Answer jobs until `finish` or `fail`.

        Raises `JabberError` and `DisconnectedError`; what else an engine raises comes through.
        """
        try:
            while (job := await self._next()) is not None:
                await self._answer(job)
        finally:
            self._over = True
            self._leave()

    def _leave(self) -> None:
        for job in self._jobs:
            job.place.leave()

    async def _next(self) -> Job | None:
        while not self._jobs:
            if self._failure is not None:
                raise self._failure
            if self._finishing:
                return None
            self._changed.clear()
            await self._changed.wait()
        self._current = self._jobs.popleft()
        return self._current

    async def _answer(self, job: Job) -> None:
        try:
            await job.place.turn()
            await self._speak(job)
        finally:
            self._current = None
            job.place.leave()

    async def _speak(self, job: Job) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        size = 0
        first: float | None = None
        async with self._speech.open(job.request) as utterance:
            audio = utterance.format
            await self._channel.send(_start(audio))
            async with _chunks(utterance, job.feed) as chunks:
                async for heard in chunks:
                    if not isinstance(heard, bytes):
                        await self._channel.send(_told(heard))
                        continue
                    first = first if first is not None else loop.time() - started
                    size += len(heard)
                    await self._channel.send(_chunk(audio, heard))
        if not size or not job.complete:
            raise SynthesisError("the voice stopped before the end of the text")
        await self._channel.send(_stop(streamed=job.streamed))
        _LOGGER.info(
            "%s: spoke %.2f s of audio in %.2f s, first sound after %.0f ms",
            self._channel.peer,
            size / (audio.rate * audio.width * audio.channels),
            loop.time() - started,
            (first or 0.0) * 1000,
        )


@asynccontextmanager
async def _chunks(utterance: Utterance, feed: TextFeed) -> AsyncIterator[AsyncIterator[Heard]]:
    """Close the iterator at the end, also when the body is cancelled."""
    chunks = utterance.chunks(feed)
    try:
        yield chunks
    finally:
        aclose = getattr(chunks, "aclose", None)
        if aclose is not None:
            await aclose()


def _start(audio: AudioFormat) -> bytes:
    return encode_event(
        AudioStart(rate=audio.rate, width=audio.width, channels=audio.channels).event()
    )


def _chunk(audio: AudioFormat, pcm: bytes) -> bytes:
    return encode_event(
        AudioChunk(rate=audio.rate, width=audio.width, channels=audio.channels, audio=pcm).event()
    )


def _told(heard: SpokenWord | SpokenMark) -> bytes:
    """Return the event that tells of a word or a mark; Wyoming has none of its own."""
    kind = "spoken-word" if isinstance(heard, SpokenWord) else "spoken-mark"
    return encode_event(Event(kind, asdict(heard)))


def _stop(*, streamed: bool) -> bytes:
    stop = encode_event(AudioStop().event())
    return stop + encode_event(SynthesizeStopped().event()) if streamed else stop
