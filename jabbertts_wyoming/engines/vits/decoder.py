"""Decode a sentence window by window: the stages as a pipeline over the worker threads."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import numpy as np

from ...runtime.pacer import Pacer
from ...runtime.pool import WorkerPool
from .encoder import Encoded
from .schedule import CostModel, first_window, next_window, planned_windows
from .stage import Signal, Stage

# Windows under way at once: one for each stage of the pipeline.
DEPTH = 3

Finish = Callable[[Signal], bytes]
T = TypeVar("T")


class Decoder:
    """The stages from prior to samples, what they cost, and `finish`, samples to PCM."""

    def __init__(
        self, stages: Sequence[Stage], frame_seconds: float, cost: CostModel, finish: Finish
    ) -> None:
        self._stages = stages
        self._frame_seconds = frame_seconds
        self._finish = finish
        self.cost = cost
        self.lookahead = lookahead_frames(stages)

    async def decode(
        self, encoded: Encoded, pacer: Pacer, pool: WorkerPool, repeatable: bool = False
    ) -> AsyncGenerator[bytes, None]:
        """Yield the sentence as PCM, in windows.

        With `repeatable` the windows don't follow the clock, so that the same noise gives the
        same bytes. Closing the iterator drops the windows not begun.
        """
        sentence = _Sentence(self._stages, encoded, pool, self._finish)
        plan = self._plan(encoded.frames) if repeatable else None
        position, total = 0, encoded.frames
        running: deque[tuple[int, asyncio.Task[bytes]]] = deque()
        try:
            while position < total or running:
                while position < total and len(running) < DEPTH:
                    ahead = sum(frames for frames, _ in running) * self._frame_seconds
                    window = next(plan) if plan else self._next(total, position, pacer, ahead)
                    push = self._window(
                        sentence, position, position + window, pacer.deadline() + ahead
                    )
                    running.append((window, asyncio.create_task(push)))
                    position += window
                pcm = await running[0][1]
                running.popleft()
                if pcm:
                    yield pcm
        finally:
            await _cancel([task for _, task in running])

    def _plan(self, total: int) -> Iterator[int]:
        return planned_windows(total, self._frame_seconds, self.cost.unloaded())

    def _next(self, total: int, position: int, pacer: Pacer, ahead: float) -> int:
        if not position:
            return first_window(total, self._frame_seconds, self.cost)
        buffered = pacer.buffered() + ahead
        return next_window(total - position, buffered, self._frame_seconds, self.cost)

    async def _window(self, sentence: "_Sentence", start: int, end: int, deadline: float) -> bytes:
        total = sentence.encoded.frames
        begin = min(total, start + self.lookahead) if start else 0
        stop = min(total, end + self.lookahead)
        pcm, seconds = await sentence.advance(end, deadline)
        self.cost.observe(max(stop - begin, end - start), seconds)
        return pcm


class _Sentence:
    def __init__(
        self, stages: Sequence[Stage], encoded: Encoded, pool: WorkerPool, finish: Finish
    ) -> None:
        self.encoded = encoded
        self._pool = pool
        self._finish = finish
        self._stages: list[_Stage] = []
        length, waiting = encoded.frames, [encoded.prior]
        for stage in stages:
            self._stages.append(_Stage(stage, encoded.conditions, length, waiting))
            length, waiting = length * stage.spec.up, []
        self._hop = length // encoded.frames

    async def advance(self, end: int, deadline: float) -> tuple[bytes, float]:
        """Compute the samples up to frame `end`, from where the window before ended.

        Returns the PCM and the seconds that computing it took, waiting for a worker not counted:
        what is not urgent waits without harm.
        """
        window: Signal | None = None
        spent = 0.0
        run = partial(self._pool.run, deadline, _timed)
        *earlier, (last, last_stop) = zip(self._stages, self._stops(end), strict=True)
        for stage, stop in earlier:
            # asyncio.Lock is fair: windows keep their order from stage to stage.
            async with stage.turn:
                window, seconds = await run(stage.advance, window, stop)
            spent += seconds
        async with last.turn:
            pcm, seconds = await run(self._pcm, last, window, last_stop)
        return pcm, spent + seconds

    def _pcm(self, last: "_Stage", window: Signal | None, stop: int) -> bytes:
        samples = last.advance(window, stop)
        return b"" if samples is None else self._finish(samples.reshape(-1))

    def _stops(self, end: int) -> list[int]:
        """Return how far each stage's input has to go for the samples up to frame `end`."""
        stops, step = [], end * self._hop
        for stage in reversed(self._stages):
            step = stage.needed(step)
            stops.append(step)
        return stops[::-1]


class _Stage:
    """A stage's part in one sentence of `length` input steps; `waiting` is what came already."""

    def __init__(
        self, stage: Stage, conditions: Mapping[str, Signal], length: int, waiting: list[Signal]
    ) -> None:
        self.turn = asyncio.Lock()
        self._stream = stage.open(conditions)
        self._spec = stage.spec
        self._length = length
        self._waiting = waiting
        self._position = 0

    def needed(self, output: int) -> int:
        """Return the input steps that the first `output` output steps are made of."""
        return min(self._length, -(-output // self._spec.up) + self._spec.lookahead)

    def advance(self, window: Signal | None, stop: int) -> Signal | None:
        """Take in `window`, and send what waits through the stage up to step `stop`. Blocking."""
        if window is not None:
            self._waiting.append(window)
        count = stop - self._position
        if not count:
            return None
        first, *more = self._waiting
        waiting = np.concatenate([first, *more], axis=-1) if more else first
        self._waiting = [waiting[..., count:]]
        self._position = stop
        return self._stream.push(waiting[..., :count], stop == self._length)


def _timed(function: Callable[..., T], *args: Any) -> tuple[T, float]:
    began = time.perf_counter()
    result = function(*args)
    return result, time.perf_counter() - began


def lookahead_frames(stages: Sequence[Stage]) -> int:
    """Return the frames that the first stage needs beyond those that come out at the end."""
    steps = 0
    for stage in reversed(stages):
        steps = stage.spec.lookahead + -(-steps // stage.spec.up)
    return steps


async def _cancel(tasks: Sequence["asyncio.Task[bytes]"]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, Exception):
            await task
