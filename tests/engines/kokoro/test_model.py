"""Speaking: windows, silence, exactness, closing."""

from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.base import Manner
from jabbertts_wyoming.engines.kokoro import sentence as module
from jabbertts_wyoming.engines.kokoro.calibrate import sample_ids
from jabbertts_wyoming.engines.kokoro.model import LoadedKokoro
from jabbertts_wyoming.engines.kokoro.prepared import DESCRIPTION
from jabbertts_wyoming.engines.kokoro.styles import Styles
from jabbertts_wyoming.runtime.pacer import Pacer
from jabbertts_wyoming.runtime.pool import WorkerPool
from tests.tiny_kokoro import FRAMES_PER_SYMBOL

LONG = sample_ids(2) + sample_ids(1)[1:]


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as made:
        yield made


async def speak(
    model: LoadedKokoro, styles: Styles, pool: WorkerPool, manner: Manner, ids: list[int]
) -> list[bytes]:
    pacer = Pacer(lambda: 0.0)
    engine = model.voice(styles)
    sentence = await engine.encode(ids, manner, np.random.default_rng(0), 0.0, pool)
    pacer.promise(sentence.seconds)
    chunks = []
    async for pcm in sentence.windows(pacer, pool):
        seconds = len(pcm) / (2 * engine.sample_rate)
        pacer.keep(seconds)
        pacer.sent(seconds)
        chunks.append(pcm)
    assert pacer.ahead() == pytest.approx(pacer.buffered()), "no promise is left open"
    return chunks


async def test_a_long_sentence_comes_in_windows(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool
) -> None:
    chunks = await speak(tiny, tiny_style, pool, Manner(), LONG)
    assert len(chunks) > 2
    assert all(chunks)
    assert len(chunks[0]) < len(max(chunks, key=len))
    (whole,) = await speak(tiny, tiny_style, pool, Manner(exact=True), LONG)
    streamed = b"".join(chunks)
    assert abs(len(streamed) - len(whole)) < 0.1 * len(whole)


async def test_a_short_sentence_is_exact_anyway(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool
) -> None:
    ids = sample_ids(0)
    said = [await speak(tiny, tiny_style, pool, Manner(exact=e), ids) for e in (False, True)]
    assert said[0] == said[1]
    assert len(said[0]) == 1


async def test_repeatable_is_the_same_bytes(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool
) -> None:
    manner = Manner(repeatable=True)
    first = await speak(tiny, tiny_style, pool, manner, LONG)
    assert await speak(tiny, tiny_style, pool, manner, LONG) == first


async def test_windows_join_as_if_there_were_none(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the whole sentence as the sample, streaming gives the exact sound."""
    monkeypatch.setattr(module, "_LEAST_SAMPLED", 10_000)
    streamed = b"".join(await speak(tiny, tiny_style, pool, Manner(), LONG))
    (whole,) = await speak(tiny, tiny_style, pool, Manner(exact=True), LONG)
    one, other = (np.frombuffer(pcm, "<i2").astype(float) for pcm in (streamed, whole))
    shared = min(len(one), len(other))
    assert abs(len(one) - len(other)) < 50
    assert np.abs(one[:shared] - other[:shared]).max() < 0.02 * np.abs(other).max()


@pytest.mark.parametrize(
    ("manner", "factor"),
    [
        (Manner(speed=2.0), 0.5),
        (Manner(length_scale=2.0), 2.0),
        (Manner(speed=2.0, length_scale=2.0), 1.0),
    ],
)
async def test_speed(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool, manner: Manner, factor: float
) -> None:
    ids = sample_ids(0)
    random = np.random.default_rng(0)
    sentence = await tiny.voice(tiny_style).encode(ids, manner, random, 0.0, pool)
    plain = len(ids) * FRAMES_PER_SYMBOL / 80
    assert sentence.seconds == pytest.approx(plain * factor, abs=0.03)


async def test_closing_drops_what_has_not_begun(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool
) -> None:
    random = np.random.default_rng(0)
    sentence = await tiny.voice(tiny_style).encode(LONG, Manner(), random, 0.0, pool)
    async with aclosing(sentence.windows(Pacer(lambda: 0.0), pool)) as windows:
        assert await anext(windows)
    assert await pool.run(0.0, int, "1") == 1, "the pool is free"


async def test_memory_is_handed_back_whether_a_listener_stays_or_leaves(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, original = [], tiny._graphs.give_back

    def give_back(*arguments: Any) -> None:
        given.append(1)
        original(*arguments)

    monkeypatch.setattr(tiny._graphs, "give_back", give_back)
    await speak(tiny, tiny_style, pool, Manner(), LONG)
    assert len(given) == 1
    random = np.random.default_rng(0)
    sentence = await tiny.voice(tiny_style).encode(LONG, Manner(), random, 0.0, pool)
    async with aclosing(sentence.windows(Pacer(lambda: 0.0), pool)) as windows:
        await anext(windows)
    assert len(given) >= 2


async def test_an_exact_sentence_too_long_for_memory_is_measured_on_a_part(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = await speak(tiny, tiny_style, pool, Manner(exact=True), LONG)
    monkeypatch.setattr(module, "MOST_EXACT", 150)
    pieces = await speak(tiny, tiny_style, pool, Manner(exact=True), LONG)
    assert len(pieces) > 1
    assert abs(sum(map(len, pieces)) - len(whole)) < 0.1 * len(whole)


async def test_an_error_comes_through(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(tiny._graphs, "window", fail)
    with pytest.raises(RuntimeError, match="no memory"):
        await speak(tiny, tiny_style, pool, Manner(), LONG)


def test_a_broken_description_is_a_voice_error(tmp_path: Path) -> None:
    (tmp_path / DESCRIPTION).write_text("{}")
    with pytest.raises(VoiceError, match="is broken"):
        LoadedKokoro.load(tmp_path, 1)


def test_memory_is_told(tiny: LoadedKokoro) -> None:
    assert tiny.memory_bytes > 1_000_000


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
async def test_boundaries_are_those_of_what_is_given(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool, speed: float
) -> None:
    engine = tiny.voice(tiny_style)
    manner = Manner(speed=speed)
    sentence = await engine.encode(LONG, manner, np.random.default_rng(0), 0.0, pool)
    before = sentence.boundaries
    assert before is None, "what is trimmed is not known yet"
    async with aclosing(sentence.windows(Pacer(lambda: 0.0), pool)) as windows:
        await anext(windows)
        bounds = sentence.boundaries
    assert bounds is not None
    assert len(bounds) == len(LONG) + 1
    assert list(bounds) == sorted(bounds)
    steps = np.diff([b for b in bounds if b > 0])
    assert steps == pytest.approx(FRAMES_PER_SYMBOL / 80 / speed, abs=1e-6)
    assert bounds[-1] == pytest.approx(sentence.seconds - module.EARLY_SECONDS, abs=0.1)


async def test_a_model_without_durations_does_not_tell(
    tiny: LoadedKokoro, tiny_style: Styles, pool: WorkerPool
) -> None:
    engine = tiny.voice(tiny_style)
    sentence = await engine.encode(LONG, Manner(), np.random.default_rng(0), 0.0, pool)
    assert isinstance(sentence, module.KokoroSentence)
    sentence.features = replace(sentence.features, durations=np.zeros(0, np.float32))
    async with aclosing(sentence.windows(Pacer(lambda: 0.0), pool)) as windows:
        await anext(windows)
        assert sentence.boundaries is None
