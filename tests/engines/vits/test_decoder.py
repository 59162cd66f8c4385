import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np
import pytest

from jabbertts_wyoming.audio.level import to_pcm
from jabbertts_wyoming.engines.schedule import CostModel
from jabbertts_wyoming.engines.vits import decoder as decoder_module
from jabbertts_wyoming.engines.vits.decoder import Decoder, lookahead_frames
from jabbertts_wyoming.engines.vits.encoder import Encoded
from jabbertts_wyoming.engines.vits.specs import SegmentSpec, StageSpec
from jabbertts_wyoming.engines.vits.stage import Signal, Stage
from jabbertts_wyoming.runtime.pacer import Pacer
from jabbertts_wyoming.runtime.pool import WorkerPool
from tests.engines.vits.whole import streamed
from tests.shelf import Item

FRAME_SECONDS = 0.0116


@dataclass
class Log:
    """What the fake stages did."""

    pushed: list[tuple[int, int, bool]] = field(default_factory=list)  # stage, steps, final
    active: int = 0
    most_active: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class FakeStage:
    """Doubles each step, as late as a lookahead makes it; takes a moment."""

    def __init__(self, index: int, log: Log, right: int = 3, fail_at: int | None = None) -> None:
        self.index = index
        self.log = log
        self.fail_at = fail_at
        segments = (SegmentSpec(channels=1, left=right, right=right, up=2),)
        self.spec = StageSpec("x", "y", 3, segments, (), 1.0)

    def open(self, conditions: Mapping[str, Signal]) -> "FakeStream":
        return FakeStream(self)


class FakeStream:
    def __init__(self, stage: FakeStage) -> None:
        self._stage = stage
        self._held = np.zeros((1, 1, 0), np.float32)
        self._count = 0

    def push(self, window: Signal | None, final: bool) -> Signal | None:
        log = self._stage.log
        with log.lock:
            log.active += 1
            log.most_active = max(log.most_active, log.active)
            log.pushed.append((self._stage.index, 0 if window is None else window.shape[-1], final))
        time.sleep(0.001 * (1 + self._count % 3))
        with log.lock:
            log.active -= 1
        if self._stage.fail_at == self._count:
            raise ValueError("the stage fails")
        self._count += 1
        if window is not None:
            self._held = np.concatenate([self._held, window], axis=-1)
        ready = self._held.shape[-1] - (0 if final else self._stage.spec.lookahead)
        out, self._held = self._held[..., : max(0, ready)], self._held[..., max(0, ready) :]
        return out.repeat(2, axis=-1) if out.shape[-1] else None


def decoder(log: Log, *, fail_at: int | None = None, cost: CostModel | None = None) -> Decoder:
    stages = [FakeStage(0, log), FakeStage(1, log), FakeStage(2, log, fail_at=fail_at)]
    return Decoder(
        cast("list[Stage]", stages),
        FRAME_SECONDS,
        cost or CostModel(0.001, 0.0001),
        finish=lambda samples: samples.astype("<f4").tobytes(),
    )


def sentence(frames: int) -> Encoded:
    prior = np.arange(frames, dtype=np.float32).reshape(1, 1, frames)
    return Encoded(prior=prior, durations=np.ones(frames, np.int64), conditions={})


def pacer() -> Pacer:
    return Pacer(asyncio.get_running_loop().time)


def others() -> set[asyncio.Task[object]]:
    return asyncio.all_tasks() - {cast("asyncio.Task[object]", asyncio.current_task())}


async def collect(windows: AsyncGenerator[bytes, None], player: Pacer) -> list[bytes]:
    chunks = []
    async for pcm in windows:
        player.sent(len(pcm) / 32 * FRAME_SECONDS)  # eight samples of four bytes a frame
        chunks.append(pcm)
    return chunks


@pytest.mark.parametrize("frames", [1, 2, 6, 7, 8, 15, 100, 500])
async def test_windows_in_order_and_complete(pool: WorkerPool, frames: int) -> None:
    log, player = Log(), pacer()
    chunks = await collect(decoder(log).decode(sentence(frames), player, pool), player)
    assert all(chunks)
    samples = np.frombuffer(b"".join(chunks), "<f4")
    np.testing.assert_array_equal(samples, np.arange(frames, dtype=np.float32).repeat(8))
    for index in range(3):
        finals = [final for stage, _, final in log.pushed if stage == index]
        assert finals.count(True) == 1
        assert finals[-1]
    assert not others()


async def test_the_first_window_is_small_and_the_later_ones_are_larger(pool: WorkerPool) -> None:
    log, player = Log(), pacer()
    chunks = await collect(decoder(log).decode(sentence(1000), player, pool), player)
    sizes = [len(pcm) / 32 for pcm in chunks]
    assert 7 <= sizes[0] < 8
    assert max(sizes) > 20
    first = next(steps for stage, steps, _ in log.pushed if stage == 0)
    assert first == 7 + decoder(log).lookahead


async def test_the_pipeline_is_bounded_while_nobody_takes(pool: WorkerPool) -> None:
    log, player = Log(), pacer()
    windows = decoder(log).decode(sentence(2000), player, pool)
    await anext(windows)
    await asyncio.sleep(0.05)
    begun = sum(stage == 0 for stage, _, _ in log.pushed)
    assert begun <= decoder_module.DEPTH + 1
    await windows.aclose()
    assert not others()


async def test_closing_early_stops_the_work(pool: WorkerPool) -> None:
    log, player = Log(), pacer()
    windows = decoder(log).decode(sentence(2000), player, pool)
    await anext(windows)
    await windows.aclose()
    assert not others()
    await asyncio.sleep(0.02)  # what a thread had begun ends
    before = len(log.pushed)
    await asyncio.sleep(0.02)
    assert len(log.pushed) == before
    assert await pool.run(0.0, divmod, 3, 2) == (1, 1)


async def test_cancelling_the_reader_stops_the_work(pool: WorkerPool) -> None:
    log, player = Log(), pacer()
    task = asyncio.create_task(collect(decoder(log).decode(sentence(2000), player, pool), player))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.02)
    before = len(log.pushed)
    await asyncio.sleep(0.02)
    assert len(log.pushed) == before


@pytest.mark.parametrize("fail_at", [0, 1, 4])
async def test_a_failure_ends_the_sentence(pool: WorkerPool, fail_at: int) -> None:
    log, player = Log(), pacer()
    windows = decoder(log, fail_at=fail_at).decode(sentence(2000), player, pool)
    with pytest.raises(ValueError, match="the stage fails"):
        await collect(windows, player)
    assert not others()
    await asyncio.sleep(0.02)
    assert sum(stage == 2 for stage, _, _ in log.pushed) == fail_at + 1


async def test_several_windows_are_computed_at_once(pool: WorkerPool) -> None:
    log, player = Log(), pacer()
    await collect(decoder(log).decode(sentence(1000), player, pool), player)
    assert log.most_active == 2


async def test_the_cost_is_learned(pool: WorkerPool) -> None:
    cost, player = CostModel(1e-6, 1e-6), pacer()
    await collect(decoder(Log(), cost=cost).decode(sentence(300), player, pool), player)
    assert cost.load > 2


async def test_several_sentences_at_once_do_not_mix(pool: WorkerPool) -> None:
    log = Log()
    shared = decoder(log)
    sentences = [sentence(n) for n in (50, 90, 130)]

    async def speak(encoded: Encoded) -> bytes:
        player = pacer()
        return b"".join(await collect(shared.decode(encoded, player, pool), player))

    spoken = await asyncio.gather(*(speak(s) for s in sentences))
    for encoded, pcm in zip(sentences, spoken, strict=True):
        np.testing.assert_array_equal(np.frombuffer(pcm, "<f4"), encoded.prior[0, 0].repeat(8))


def test_lookahead_counts_each_stage_in_its_own_steps() -> None:
    stages = cast("list[Stage]", [FakeStage(0, Log(), 3), FakeStage(1, Log(), 5)])
    assert lookahead_frames(stages) == 3 + 3  # five half steps are three whole ones
    assert lookahead_frames([]) == 0


@pytest.mark.parametrize("chunk", [0, 30])
async def test_a_voice_decoded_is_the_voice_streamed(
    variant: Item, pool: WorkerPool, chunk: int
) -> None:
    rng = np.random.default_rng(0)
    encoded = variant.encoder.encode(range(1, 50), variant.config.scales, None, rng)
    expected = to_pcm(streamed(variant.stages, encoded, [encoded.frames]), variant.prepared.gain)
    player, seconds = pacer(), variant.prepared.hop / variant.prepared.sample_rate
    chunks = []
    made = Decoder(
        [Stage(s.session, replace(s.spec, chunk=chunk)) for s in variant.stages],
        seconds,
        CostModel(variant.prepared.cost_overhead, variant.prepared.cost_per_frame),
        finish=lambda samples: to_pcm(samples, variant.prepared.gain),
    )
    async for pcm in made.decode(encoded, player, pool):
        player.sent(len(pcm) / 2 / variant.prepared.sample_rate)
        chunks.append(pcm)
    assert len(chunks) >= 2
    actual, whole = (np.frombuffer(p, "<i2").astype(int) for p in (b"".join(chunks), expected))
    assert actual.shape == whole.shape
    assert np.abs(actual - whole).max() <= 1
