"""Decode a sentence window by window: the stages as a pipeline over the worker threads."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from ...runtime.pacer import Pacer
from ...runtime.pool import WorkerPool
from .encoder import Encoded
from .schedule import CostModel, first_window, next_window, planned_windows
from .stage import Signal, Stage, StageStream

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
        pcm, seconds = await sentence.push(begin, stop, deadline)
        self.cost.observe(max(1, stop - begin), seconds)
        return pcm


class _Sentence:
    def __init__(
        self, stages: Sequence[Stage], encoded: Encoded, pool: WorkerPool, finish: Finish
    ) -> None:
        self.encoded = encoded
        self._pool = pool
        self._finish = finish
        self._streams = [(s.open(encoded.conditions), asyncio.Lock()) for s in stages]

    async def push(self, start: int, stop: int, deadline: float) -> tuple[bytes, float]:
        """Send frames `start` to `stop` of the prior through all stages, in order.

        Returns the PCM that is complete now and the seconds that computing it took, waiting for
        a worker not counted: what is not urgent waits without harm.
        """
        window: Signal | None = self.encoded.prior[:, :, start:stop]
        final = stop == self.encoded.frames
        spent = 0.0
        for stream, turn in self._streams[:-1]:
            # asyncio.Lock is fair: windows keep their order from stage to stage.
            async with turn:
                window, seconds = await self._pool.run(deadline, _timed, stream.push, window, final)
            spent += seconds
            if window is None and not final:
                return b"", spent
        last, turn = self._streams[-1]
        async with turn:
            pcm, seconds = await self._pool.run(deadline, _timed, self._last, last, window, final)
        return pcm, spent + seconds

    def _last(self, stream: StageStream, window: Signal | None, final: bool) -> bytes:
        samples = stream.push(window, final)
        return b"" if samples is None else self._finish(samples.reshape(-1))


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
