from contextlib import aclosing

import numpy as np
import pytest

from jabbertts_wyoming.audio.trim import LEAD_SECONDS, TAIL_SECONDS, THRESHOLD
from jabbertts_wyoming.engines.base import Manner
from jabbertts_wyoming.engines.espeak.engine import (
    FIRST_SECONDS,
    GAIN,
    LATER_SECONDS,
    EspeakEngine,
    EspeakSentence,
)
from jabbertts_wyoming.engines.espeak.text import to_ids
from jabbertts_wyoming.runtime.pacer import Pacer
from jabbertts_wyoming.runtime.pool import WorkerPool
from tests.speaking import speak

RATE = 22_050
TEXT = "La luce della cucina è accesa, e la finestra è aperta."
ITALIAN = EspeakEngine("roa/it")


async def said(pool: WorkerPool, manner: Manner, text: str = TEXT) -> list[bytes]:
    (ids,) = to_ids(text)
    pacer, random = Pacer(lambda: 0.0), np.random.default_rng(0)
    return [pcm async for pcm in speak(ITALIAN, ids, manner, random, pacer, pool)]


async def test_windows_come_short_first(pool: WorkerPool) -> None:
    chunks = await said(pool, Manner())
    sizes = [len(chunk) / 2 / RATE for chunk in chunks]
    assert sizes[0] == FIRST_SECONDS
    assert sizes[1:-1] == pytest.approx([LATER_SECONDS] * (len(sizes) - 2), abs=1e-4)
    assert 2.0 < sum(sizes) < 5.0
    assert all(chunks)


async def test_the_length_is_known_before(pool: WorkerPool) -> None:
    sentence = await ITALIAN.encode(to_ids(TEXT)[0], Manner(), np.random.default_rng(0), 0.0, pool)
    chunks = [pcm async for pcm in sentence.windows(Pacer(lambda: 0.0), pool)]
    assert sentence.seconds == sum(map(len, chunks)) / 2 / RATE
    assert ITALIAN.sample_rate == RATE


async def test_the_silence_at_the_ends_is_trimmed(pool: WorkerPool) -> None:
    samples = np.frombuffer(b"".join(await said(pool, Manner())), "<i2") / 32767 / GAIN
    loud = np.flatnonzero(np.abs(samples) > THRESHOLD)
    assert loud[0] <= LEAD_SECONDS * RATE + 1
    assert len(samples) - loud[-1] <= TAIL_SECONDS * RATE + 1
    assert np.abs(samples[[0, -1]]).max() < 0.01


async def test_it_is_as_loud_as_other_voices(pool: WorkerPool) -> None:
    """The built-in voice has 0.11, measured in the same way."""
    samples = np.frombuffer(b"".join(await said(pool, Manner())), "<i2") / 32767
    frames = samples[: len(samples) // 441 * 441].reshape(-1, 441)
    energy = np.sqrt(np.mean(frames**2, axis=1))
    loudness = np.sqrt(np.mean(energy[energy > 0.05 * energy.max()] ** 2))
    assert 0.08 < loudness < 0.15
    assert np.abs(samples).max() < 1.0


@pytest.mark.parametrize(
    ("manner", "factor"),
    [
        (Manner(speed=2.0), 0.5),
        (Manner(length_scale=2.0), 2.0),
        (Manner(speed=2.0, length_scale=2.0), 1.0),
        (Manner(speed=0.25), 4.0),
    ],
)
async def test_speed(pool: WorkerPool, manner: Manner, factor: float) -> None:
    usual = sum(map(len, await said(pool, Manner())))
    assert sum(map(len, await said(pool, manner))) == pytest.approx(usual * factor, rel=0.06)


async def test_it_repeats_itself(pool: WorkerPool) -> None:
    first = await said(pool, Manner())
    await said(pool, Manner(speed=1.7), "Buongiorno!")
    assert await said(pool, Manner(repeatable=True)) == first


async def test_closing_early_is_fine(pool: WorkerPool) -> None:
    sentence = EspeakSentence(bytes(2 * RATE))
    async with aclosing(sentence.windows(Pacer(lambda: 0.0), pool)) as windows:
        assert await anext(windows)


async def test_what_has_no_sound_has_no_windows(pool: WorkerPool) -> None:
    assert [pcm async for pcm in EspeakSentence(b"").windows(Pacer(lambda: 0.0), pool)] == []


@pytest.mark.parametrize("speed", [0.3, 1.0, 1.5])
async def test_boundaries_are_those_of_what_is_heard(pool: WorkerPool, speed: float) -> None:
    (ids,) = to_ids(TEXT)
    random = np.random.default_rng(0)
    sentence = await ITALIAN.encode(ids, Manner(speed=speed), random, 0.0, pool)
    bounds = sentence.boundaries
    assert len(bounds) == len(ids) + 1
    assert list(bounds) == sorted(bounds)
    assert bounds[0] == 0.0
    assert sentence.seconds - 2 * TAIL_SECONDS < bounds[-1] <= sentence.seconds
    comma = TEXT.index(",")
    assert bounds[comma + 1] == bounds[comma + 2], "a space has no length"
    quiet, loud = (_loudest(sentence, *bounds[k : k + 2]) for k in (comma, comma + 2))
    assert quiet < 0.1 < loud


def _loudest(sentence: EspeakSentence, start: float, end: float) -> float:
    samples = np.frombuffer(sentence.pcm, "<i2") / 32767
    return float(np.abs(samples[round((start + 0.02) * RATE) : round(end * RATE)]).max())
