import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

import numpy as np
import pytest

from jabbertts_wyoming.audio.adjust import Adjustment
from jabbertts_wyoming.audio_cache.cache import AudioCache
from jabbertts_wyoming.cast import Cast, Role
from jabbertts_wyoming.common.errors import (
    JabberError,
    SynthesisError,
    UnknownVoiceError,
    VoiceError,
)
from jabbertts_wyoming.encode_ahead import EncodeAhead
from jabbertts_wyoming.engines.base import Manner
from jabbertts_wyoming.kept_audio import KeptAudio
from jabbertts_wyoming.request import VoiceSelector
from jabbertts_wyoming.runtime.pacer import Pacer
from jabbertts_wyoming.runtime.pool import WorkerPool
from jabbertts_wyoming.text.feed import TextFeed
from jabbertts_wyoming.text.front import TextFront
from jabbertts_wyoming.text.lexicon.lexicons import Lexicons
from jabbertts_wyoming.voices.piper import PiperVoice
from tests.shelf import Shelf

TEXT = "One is here. Two is here. Three is here. Four is here."


@dataclass
class Counted:
    """A sentence of one second."""

    seconds: float = 1.0
    boundaries: Sequence[float] | None = None

    def windows(self, pacer: Pacer, pool: WorkerPool) -> AsyncGenerator[bytes, None]:
        raise AssertionError("nobody listens here")


@dataclass
class Engine:
    """Counts the sentences it encodes; fails at one of them."""

    sample_rate: int = 22050
    encoded: int = 0
    fail_at: int | None = None
    error: Exception = field(default_factory=lambda: VoiceError("out of breath"))

    async def encode(
        self,
        phoneme_ids: Sequence[int],
        manner: Manner,
        random: np.random.Generator,
        deadline: float,
        pool: WorkerPool,
    ) -> Counted:
        if self.encoded == self.fail_at:
            raise self.error
        self.encoded += 1
        return Counted()


@pytest.fixture
def voice(shelf: Shelf) -> PiperVoice:
    item = shelf.item()
    return PiperVoice(item.files, item.config)


def ahead_of(voice: PiperVoice, engine: Engine, pool: WorkerPool) -> EncodeAhead:
    async def loaded() -> Engine:
        return engine

    async def choose(_selector: VoiceSelector) -> Role:
        raise UnknownVoiceError("there is one voice")

    pacer = Pacer(asyncio.get_running_loop().time)
    audio = KeptAudio(AudioCache.off(), voice, None)
    role = Role(voice, loaded, Manner(), audio, Adjustment(22050, 22050))
    return EncodeAhead(Cast(role, choose), TextFront(Lexicons(None)), pool, pacer)


async def settled() -> None:
    await asyncio.sleep(0.05)


async def test_one_sentence_ahead_once_the_first_sound_is_out(
    voice: PiperVoice, pool: WorkerPool
) -> None:
    engine = Engine()
    ahead = ahead_of(voice, engine, pool)
    feed = TextFeed.of(TEXT, limit=1000)
    async with aclosing(ahead.encoded(feed)) as encoded:
        first = await anext(encoded)
        assert first.passage.text == "One is here."
        await settled()
        assert engine.encoded == 1
        ahead.sound_began()
        await settled()
        assert engine.encoded == 3  # one waits, one waits to wait
        rest = [item.passage.text.strip() async for item in encoded]
    assert rest == ["Two is here.", "Three is here.", "Four is here."]
    assert ahead.pacer.ahead() == pytest.approx(4.0)


async def test_a_segment_without_a_sound_does_not_hold_the_next_one_up(
    voice: PiperVoice, pool: WorkerPool
) -> None:
    feed = TextFeed.of("...\n\nOne is here.", limit=1000)
    ahead = ahead_of(voice, Engine(), pool)
    async with asyncio.timeout(5), aclosing(ahead.encoded(feed)) as all_:
        counts = [len(item.sentences) async for item in all_]
    assert counts[-1] == 1
    assert sum(counts) == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [(VoiceError("out of breath"), VoiceError), (ZeroDivisionError("oh"), SynthesisError)],
)
async def test_an_error_comes_after_what_was_encoded_before(
    voice: PiperVoice, pool: WorkerPool, error: Exception, expected: type[JabberError]
) -> None:
    ahead = ahead_of(voice, Engine(fail_at=2, error=error), pool)
    feed = TextFeed.of(TEXT, limit=1000)
    heard: list[str] = []

    async def listen() -> None:
        async with aclosing(ahead.encoded(feed)) as encoded:
            async for item in encoded:
                ahead.sound_began()
                heard.append(item.passage.text.strip())

    with pytest.raises(expected):
        await listen()
    assert heard == ["One is here.", "Two is here."]


async def test_closing_early_leaves_nothing_behind(voice: PiperVoice, pool: WorkerPool) -> None:
    engine = Engine()
    ahead = ahead_of(voice, engine, pool)
    feed = TextFeed(1000)
    await feed.put(TEXT)
    async with aclosing(ahead.encoded(feed)) as encoded:
        await anext(encoded)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    before = engine.encoded
    await settled()
    assert engine.encoded == before
