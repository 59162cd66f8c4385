"""Speak an encoded sentence window by window."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Coroutine, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np

from ...audio.level import to_pcm
from ...audio.trim import SilenceTrimmer
from ...runtime.pacer import Pacer
from ...runtime.pool import WorkerPool
from ..schedule import CostModel, first_window, next_window, planned_windows
from .base import SAMPLE_RATE
from .graphs import CONTEXT, Array, Features, Graphs, Statistics

# A symbol is heard this much before its duration begins: by the first sound of forty sentences.
EARLY_SECONDS = 0.03
# Windows under way at once.
DEPTH = 2
# How many frames stand for a sentence: at least, as a share, and at most. Fewer are audible.
_LEAST_SAMPLED, _SHARE, _MOST_SAMPLED = 120, 0.2, 400
# So many of them are not the first ones.
_LEAST_OTHERS = 80
# A sentence of no more is computed as a whole: windows would cost more than they save.
_WHOLE_FRAMES = 200
# An exact one takes a third of a megabyte for each frame: of more, so many stand for all (25 s).
MOST_EXACT = 2000


@dataclass(slots=True, eq=False)
class KokoroSentence:
    """A sentence before the generator; implements `Sentence`.

    With `exact` it is computed as a whole, as the published model does.
    """

    graphs: Graphs
    cost: CostModel
    features: Features
    exact: bool
    repeatable: bool
    _skipped: int | None = field(default=None, init=False)

    @property
    def boundaries(self) -> Sequence[float] | None:
        """When each id begins, once the first window was given; see `Sentence.boundaries`."""
        durations = self.features.durations
        if self._skipped is None or not durations.size:
            return None
        ends = np.cumsum(durations, dtype=np.float64) * (self.seconds / durations.sum())
        early = EARLY_SECONDS + self._skipped / SAMPLE_RATE
        return [max(0.0, end - early) for end in (0.0, *ends.tolist())]

    @property
    def seconds(self) -> float:
        """How long its sound lasts, silence at its ends included."""
        return self.features.frames * self.graphs.prepared.frame_seconds

    async def windows(self, pacer: Pacer, pool: WorkerPool) -> AsyncGenerator[bytes, None]:
        """Yield it as PCM without the silence at its ends."""
        trimmer = SilenceTrimmer.at(SAMPLE_RATE)
        given = 0.0
        async with aclosing(self._samples(pacer, pool)) as windows:
            async for samples, last in windows:
                # Not in the pool: there it would wait for the windows that come next.
                pcm = await asyncio.to_thread(self._finished, trimmer, samples, last)
                given += len(pcm) / (2 * SAMPLE_RATE)
                self._skipped = trimmer.skipped
                if pcm:
                    yield pcm
        pacer.keep(self.seconds - given)  # the silence won't come

    async def _samples(
        self, pacer: Pacer, pool: WorkerPool
    ) -> AsyncGenerator[tuple[Array, bool], None]:
        frames = self.features.frames
        if frames <= (MOST_EXACT if self.exact else _WHOLE_FRAMES):
            yield await pool.run(pacer.deadline(), self.graphs.whole, self.features), True
            return
        stream = _Stream(self, pacer, pool)
        try:
            while (window := await stream.next()) is not None:
                yield window
        finally:
            await stream.close()

    def sampled(self, first: int) -> int:
        """Return how many frames stand for the sentence, the `first` ones among them."""
        if self.exact:
            return MOST_EXACT
        share = min(_MOST_SAMPLED, round(_SHARE * self.features.frames))
        return max(_LEAST_SAMPLED, share, first + CONTEXT + _LEAST_OTHERS)

    def _finished(self, trimmer: SilenceTrimmer, samples: Array, last: bool) -> bytes:
        gain = self.graphs.prepared.gain
        pcm = to_pcm(trimmer.push(samples), gain)
        return pcm + to_pcm(trimmer.finish(), gain) if last else pcm


class _Stream:
    """Windows of a sentence, some computed at once, given in their order."""

    def __init__(self, sentence: KokoroSentence, pacer: Pacer, pool: WorkerPool) -> None:
        self._sentence = sentence
        self._statistics: Statistics | None = None
        self._pacer = pacer
        self._pool = pool
        self._total = sentence.features.frames
        self._frame = sentence.graphs.prepared.frame_seconds
        self._lead = min(sentence.graphs.prepared.lead, self._total - 1)
        self._given = self._taken = 0
        self._plan = self._planned() if sentence.repeatable else None
        self._running: deque[tuple[int, asyncio.Task[tuple[Array, float]]]] = deque()
        self._closed = False

    async def next(self) -> tuple[Array, bool] | None:
        """Return the next window's samples and whether it is the last; None behind it."""
        if self._statistics is None:
            return await self._first()
        self._fill(self._statistics)
        if not self._running:
            return None
        end, task = self._running[0]
        samples, seconds = await task
        self._running.popleft()
        self._sentence.cost.observe(end - self._taken, seconds)
        self._taken = end
        return samples, end == self._total

    async def close(self) -> None:
        """Drop what has not begun, and have memory handed back."""
        self._closed = True
        tasks = [task for _, task in self._running]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._give_back)

    async def _first(self) -> tuple[Array, bool]:
        end = self._next_end()
        samples, statistics = await self._pool.run(self._pacer.deadline(), self._compute_first, end)
        self._given = end
        self._fill(statistics)
        self._taken = end
        return samples, end == self._total

    def _compute_first(self, end: int) -> tuple[Array, Statistics]:
        sentence = self._sentence
        samples, self._statistics = sentence.graphs.begin(
            sentence.features, sentence.sampled(end), end
        )
        if self._closed:
            self._give_back()
        return samples, self._statistics

    def _fill(self, statistics: Statistics) -> None:
        while self._given < self._total and len(self._running) < DEPTH:
            self._begin(statistics)

    def _begin(self, statistics: Statistics) -> None:
        begin, end = self._given, self._next_end()
        late = self._pacer.deadline() + max(0, begin - self._taken) * self._frame
        window: Coroutine[Any, Any, tuple[Array, float]] = self._pool.run(
            late, self._compute, statistics, begin, end
        )
        self._running.append((end, asyncio.create_task(window)))
        self._given = end

    def _compute(self, statistics: Statistics, begin: int, end: int) -> tuple[Array, float]:
        began = perf_counter()
        sentence = self._sentence
        samples = sentence.graphs.window(sentence.features, statistics, begin, end)
        seconds = perf_counter() - began
        if self._closed:
            self._give_back()
        return samples, seconds

    def _give_back(self) -> None:
        if self._statistics is not None:
            self._sentence.graphs.give_back(self._sentence.features, self._statistics)

    def _next_end(self) -> int:
        size = next(self._plan) if self._plan else self._size()
        return min(self._total, self._given + size)

    def _size(self) -> int:
        cost = self._sentence.cost
        if not self._given:
            return self._lead + first_window(self._total - self._lead, self._frame, cost)
        # The lead is silence, which is taken off: nobody hears it while the next window is made.
        to_come = self._given - max(self._taken, self._lead)
        ahead = self._pacer.buffered() + max(0, to_come) * self._frame
        return next_window(self._total - self._given, ahead, self._frame, cost)

    def _planned(self) -> Iterator[int]:
        cost = self._sentence.cost.unloaded()
        lead = self._lead
        for size in planned_windows(self._total - lead, self._frame, cost):
            yield lead + size
            lead = 0
