import asyncio
from pathlib import Path

import numpy as np
import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.base import Manner
from jabbertts_wyoming.engines.vits.voice import VitsVoice
from jabbertts_wyoming.runtime.pacer import Pacer
from jabbertts_wyoming.runtime.pool import WorkerPool
from tests.shelf import VARIANTS, Item, Shelf
from tests.speaking import speak as spoken

IDS = [1, 0, *(k for n in range(14, 60) for k in (n, 0)), 2]


async def speak(
    item: Item, pool: WorkerPool, manner: Manner | None = None, seed: int = 0, load: float = 1.0
) -> list[bytes]:
    voice = item.voice()
    voice.decoder.cost.load = load
    pacer = Pacer(asyncio.get_running_loop().time)
    chunks = []
    random = np.random.default_rng(seed)
    async for pcm in spoken(voice, IDS, manner or Manner(), random, pacer, pool):
        pacer.sent(len(pcm) / 2 / voice.sample_rate)
        chunks.append(pcm)
    return chunks


def seconds(chunks: list[bytes], item: Item) -> float:
    return sum(map(len, chunks)) / 2 / item.config.sample_rate


async def test_a_loaded_voice_speaks(variant: Item, pool: WorkerPool) -> None:
    voice = await asyncio.to_thread(VitsVoice.load, variant.directory, 2)
    assert voice.sample_rate == variant.config.sample_rate
    pacer = Pacer(asyncio.get_running_loop().time)
    random = np.random.default_rng(0)
    chunks = [pcm async for pcm in spoken(voice, IDS, Manner(), random, pacer, pool)]
    assert len(chunks) > 1
    samples = np.frombuffer(b"".join(chunks), "<i2")
    assert samples.size % variant.prepared.hop == 0
    assert np.abs(samples.astype(int)).max() > 1000


async def test_the_first_chunk_is_short(shelf: Shelf, pool: WorkerPool) -> None:
    chunks = await speak(shelf.item(), pool)
    assert len(chunks[0]) / 2 / 22050 < 0.1
    assert max(map(len, chunks)) > len(chunks[0])


async def test_repeatable_speech_is_the_same_to_the_last_bit(
    variant: Item, pool: WorkerPool
) -> None:
    """However busy the machine is, and so however the windows would fall."""
    manner = Manner(repeatable=True)
    first = await speak(variant, pool, manner, seed=5)
    assert b"".join(first) == b"".join(await speak(variant, pool, manner, seed=5, load=15.0))
    assert b"".join(first) != b"".join(await speak(variant, pool, manner, seed=6))


async def test_speed_and_length_scale(shelf: Shelf, pool: WorkerPool) -> None:
    item = shelf.item()

    async def lasts(speed: float = 1.0, length_scale: float | None = None) -> float:
        manner = Manner(noise_w_scale=0.0, speed=speed, length_scale=length_scale)
        return seconds(await speak(item, pool, manner), item)

    base, frame = await lasts(), 256 / item.config.sample_rate
    for speed in (0.25, 0.5, 1.7, 2.0, 4.0):
        assert await lasts(speed=speed) == pytest.approx(base / speed, abs=frame)
    # VITS's own scale rounds each phoneme up to a whole frame: slow speech shows the factor.
    slow = await lasts(length_scale=4.0)
    assert slow / await lasts(length_scale=2.0) == pytest.approx(2.0, rel=0.1)
    assert await lasts(length_scale=4.0, speed=2.0) == pytest.approx(slow / 2, abs=frame)


async def test_a_scale_that_is_left_out_is_the_voices_own(shelf: Shelf, pool: WorkerPool) -> None:
    item = shelf.item()
    own = Manner(length_scale=1.0, noise_scale=0.667, noise_w_scale=0.8, repeatable=True)
    assert await speak(item, pool, own) == await speak(item, pool, Manner(repeatable=True))
    still = Manner(noise_scale=0.0, noise_w_scale=0.0, repeatable=True)
    assert await speak(item, pool, still, seed=1) == await speak(item, pool, still, seed=2)


async def test_speakers_differ(shelf: Shelf, pool: WorkerPool) -> None:
    item = shelf.item(VARIANTS["medium-speakers"])
    said = [await speak(item, pool, Manner(speaker=k, repeatable=True)) for k in (None, 0, 1)]
    assert said[0] == said[1]
    assert said[1] != said[2]


async def test_closing_early_frees_the_pool(shelf: Shelf, pool: WorkerPool) -> None:
    voice = shelf.item().voice()
    pacer = Pacer(asyncio.get_running_loop().time)
    windows = spoken(voice, IDS, Manner(speed=0.25), np.random.default_rng(0), pacer, pool)
    await anext(windows)
    await windows.aclose()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert await pool.run(0.0, divmod, 7, 2) == (3, 1)


async def test_a_failure_in_the_model_is_raised(shelf: Shelf, pool: WorkerPool) -> None:
    voice = shelf.item().voice()
    pacer = Pacer(asyncio.get_running_loop().time)
    beyond = [1, 0, 10**6, 0, 2]
    with pytest.raises(Exception, match="out of data bounds"):
        async for _ in spoken(voice, beyond, Manner(), np.random.default_rng(0), pacer, pool):
            pass


def test_what_is_not_there_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(VoiceError):
        VitsVoice.load(tmp_path, 1)


@pytest.mark.parametrize("speed", [0.5, 1.0, 1.7])
async def test_boundaries_are_where_each_id_begins(
    variant: Item, pool: WorkerPool, speed: float
) -> None:
    voice, random = variant.voice(), np.random.default_rng(0)
    sentence = await voice.encode(IDS, Manner(speed=speed), random, 0.0, pool)
    bounds = sentence.boundaries
    assert len(bounds) == len(IDS) + 1
    assert bounds[0] == 0.0
    assert list(bounds) == sorted(bounds)
    pacer = Pacer(asyncio.get_running_loop().time)
    chunks = [pcm async for pcm in sentence.windows(pacer, pool)]
    assert bounds[-1] == pytest.approx(seconds(chunks, variant)) == pytest.approx(sentence.seconds)
