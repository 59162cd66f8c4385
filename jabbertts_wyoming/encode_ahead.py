"""Text into encoded sentences, one ahead of the one that is heard."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

import numpy as np

from .cast import Cast, Role
from .common.errors import JabberError, SynthesisError
from .engines.base import Sentence
from .runtime.pacer import Pacer
from .runtime.pool import WorkerPool
from .text.feed import TextFeed
from .text.front import TextFront
from .text.passages import Passage
from .text.reading import Reading
from .word_times import TimedSentence

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A passage of the text and its sentences, mostly one; none if it has nothing to say.

    Of a passage that was spoken before, `kept` is the sound; else `key` is what to keep it under.
    """

    passage: Passage
    role: Role
    sentences: Sequence[TimedSentence] = ()
    kept: bytes = b""
    key: str | None = None


@dataclass(frozen=True, slots=True)
class EncodeAhead:
    """Encodes what a feed brings while the sentence before is still being decoded.

    The second sentence waits until the first one's sound has begun: nothing may slow that down.
    With `timed` the sentences know when their words are heard.
    """

    cast: Cast
    front: TextFront
    pool: WorkerPool
    pacer: Pacer
    seed: int | None = None
    timed: bool = False
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
        language = self.cast.lead.voice.language
        index = 0
        try:
            async with aclosing(self.front.passages(feed, language, self.pacer.ahead)) as source:
                async for passage in source:
                    await ready.put(await self._encoded(passage, index))
                    await self._begun.wait()
                    index += 1
            await ready.put(None)
        except JabberError as error:
            await ready.put(error)
        except Exception as error:
            name = self.cast.lead.voice.name
            _LOGGER.exception("Voice %s failed", name)
            failure = SynthesisError(f"voice {name!r} failed while speaking")
            failure.__cause__ = error
            await ready.put(failure)

    async def _encoded(self, passage: Passage, index: int) -> Encoded:
        role = await self.cast.role(passage.how)
        if not passage.said:
            return Encoded(passage, role)
        reading = await asyncio.to_thread(
            self.front.read, passage.said, role.voice.language, role.voice.name
        )
        # Each passage draws from a generator of its own: it sounds the same whatever is kept.
        seed = None if self.seed is None else (self.seed, index)
        key = role.audio.key(reading, role.manner, seed)
        kept = None if self.timed else await role.audio.get(key)
        if kept is not None:
            self.pacer.promise(len(kept) / (2 * role.voice.sample_rate))
            return Encoded(passage, role, kept=kept)
        sentences = await self._sentences(reading, role, np.random.default_rng(seed))
        return Encoded(passage, role, sentences, key=key)

    async def _sentences(
        self, reading: Reading, role: Role, random: np.random.Generator
    ) -> list[TimedSentence]:
        engine = await role.engine()
        begin = self.pacer.begin_by()
        given = reading.given
        pieces = await self.pool.run(begin, role.voice.phoneme_ids, reading.text, given)
        words = None
        if self.timed and pieces:
            words = await self.pool.run(begin, role.voice.word_map, reading.text, given)
        sentences = []
        for piece, ids in enumerate(pieces):
            deadline = self.pacer.begin_by()
            sentence: Sentence = await engine.encode(ids, role.manner, random, deadline, self.pool)
            self.pacer.promise(sentence.seconds)
            sentences.append(TimedSentence(sentence, reading, words, piece))
        return sentences
