"""Text into encoded sentences, one ahead of the one that is heard."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

import numpy as np

from .common.errors import JabberError, SynthesisError
from .engines.base import EngineVoice, Manner, Sentence
from .runtime.pacer import Pacer
from .runtime.pool import WorkerPool
from .text.feed import TextFeed
from .text.sentences import Segment, SentenceSplitter
from .text.source import segments
from .voices.voice import Voice

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A segment of text and its sentences, mostly one; none if it has nothing to say."""

    segment: Segment
    sentences: Sequence[Sentence]


@dataclass(frozen=True, slots=True)
class EncodeAhead:
    """Encodes what a feed brings while the sentence before is still being decoded.

    The second sentence waits until the first one's sound has begun: nothing may slow that down.
    """

    voice: Voice
    engine: EngineVoice
    manner: Manner
    pool: WorkerPool
    pacer: Pacer
    _begun: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def sound_began(self) -> None:
        """Tell that the first sound is out."""
        self._begun.set()

    async def encoded(
        self, feed: TextFeed, random: np.random.Generator
    ) -> AsyncGenerator[Encoded, None]:
        """Yield what `feed` brings, encoded, until it is closed; raises `JabberError`."""
        ready: asyncio.Queue[Encoded | JabberError | None] = asyncio.Queue(maxsize=1)
        encoding = asyncio.create_task(self._encode_all(feed, random, ready))
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
        self,
        feed: TextFeed,
        random: np.random.Generator,
        ready: asyncio.Queue[Encoded | JabberError | None],
    ) -> None:
        splitter = SentenceSplitter(self.voice.language)
        try:
            async with aclosing(segments(feed, splitter, self.pacer.ahead)) as source:
                async for segment in source:
                    await ready.put(await self._encode(segment, random))
                    await self._begun.wait()
            await ready.put(None)
        except JabberError as error:
            await ready.put(error)
        except Exception as error:
            _LOGGER.exception("Voice %s failed", self.voice.name)
            failure = SynthesisError(f"voice {self.voice.name!r} failed while speaking")
            failure.__cause__ = error
            await ready.put(failure)

    async def _encode(self, segment: Segment, random: np.random.Generator) -> Encoded:
        pieces = await self.pool.run(self.pacer.begin_by(), self.voice.phoneme_ids, segment.text)
        sentences = []
        for ids in pieces:
            deadline = self.pacer.begin_by()
            sentence = await self.engine.encode(ids, self.manner, random, deadline, self.pool)
            self.pacer.promise(sentence.seconds)
            sentences.append(sentence)
        return Encoded(segment, sentences)
