"""Text into encoded sentences, one ahead of the one that is heard."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

import numpy as np

from .common.errors import JabberError, SynthesisError
from .engines.base import EngineVoice, Manner, Sentence
from .kept_audio import KeptAudio
from .runtime.pacer import Pacer
from .runtime.pool import WorkerPool
from .text.feed import TextFeed
from .text.sentences import Segment, SentenceSplitter
from .text.source import segments
from .voices.voice import Voice

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A segment of text and its sentences, mostly one; none if it has nothing to say.

    Of a segment that was spoken before, `kept` is the sound; else `key` is what to keep it under.
    """

    segment: Segment
    sentences: Sequence[Sentence] = ()
    kept: bytes = b""
    key: str | None = None


@dataclass(frozen=True, slots=True)
class EncodeAhead:
    """Encodes what a feed brings while the sentence before is still being decoded.

    The second sentence waits until the first one's sound has begun: nothing may slow that down.
    `engine` is awaited for the first segment whose sound is not kept.
    """

    voice: Voice
    engine: Callable[[], Awaitable[EngineVoice]]
    manner: Manner
    pool: WorkerPool
    pacer: Pacer
    audio: KeptAudio
    seed: int | None = None
    _begun: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def sound_began(self) -> None:
        """Tell that the first sound is out."""
        self._begun.set()

    async def encoded(self, feed: TextFeed) -> AsyncGenerator[Encoded, None]:
        """Yield what `feed` brings, encoded, until it is closed; raises `JabberError`."""
        ready: asyncio.Queue[Encoded | JabberError | None] = asyncio.Queue(maxsize=1)
        encoding = asyncio.create_task(self._encode_all(feed, ready))
        try:
            while (item := await ready.get()) is not None:
                if isinstance(item, JabberError):
                    raise item
                yield item
                self._begun.set()  # there may have been nothing to hear
        finally:
            encoding.cancel()
            await asyncio.wait([encoding])

    async def _encode_all(
        self, feed: TextFeed, ready: asyncio.Queue[Encoded | JabberError | None]
    ) -> None:
        splitter = SentenceSplitter(self.voice.language)
        index = 0
        try:
            async with aclosing(segments(feed, splitter, self.pacer.ahead)) as source:
                async for segment in source:
                    await ready.put(await self._encoded(segment, index))
                    await self._begun.wait()
                    index += 1
            await ready.put(None)
        except JabberError as error:
            await ready.put(error)
        except Exception as error:
            _LOGGER.exception("Voice %s failed", self.voice.name)
            failure = SynthesisError(f"voice {self.voice.name!r} failed while speaking")
            failure.__cause__ = error
            await ready.put(failure)

    async def _encoded(self, segment: Segment, index: int) -> Encoded:
        # Each segment draws from a generator of its own: it sounds the same whatever is kept.
        seed = None if self.seed is None else (self.seed, index)
        key = self.audio.key(segment.text, self.manner, seed)
        kept = await self.audio.get(key)
        if kept is not None:
            self.pacer.promise(len(kept) / (2 * self.voice.sample_rate))
            return Encoded(segment, kept=kept)
        return Encoded(segment, await self._encode(segment, np.random.default_rng(seed)), key=key)

    async def _encode(self, segment: Segment, random: np.random.Generator) -> list[Sentence]:
        engine = await self.engine()
        pieces = await self.pool.run(self.pacer.begin_by(), self.voice.phoneme_ids, segment.text)
        sentences = []
        for ids in pieces:
            deadline = self.pacer.begin_by()
            sentence = await engine.encode(ids, self.manner, random, deadline, self.pool)
            self.pacer.promise(sentence.seconds)
            sentences.append(sentence)
        return sentences
