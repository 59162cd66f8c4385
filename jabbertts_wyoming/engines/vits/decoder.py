"""Decode a sentence window by window: the stages as a pipeline over the worker threads."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress

from ...runtime.pacer import Pacer
from ...runtime.pool import WorkerPool
from .encoder import Encoded
from .schedule import CostModel, first_window, next_window
from .stage import Signal, Stage, StageStream

# Windows under way at once: one for each stage of the pipeline.
DEPTH = 3

Finish = Callable[[Signal], bytes]


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
        self, encoded: Encoded, pacer: Pacer, pool: WorkerPool
    ) -> AsyncGenerator[bytes, None]:
        """Yield the sentence as PCM, in windows.

        Closing the iterator drops the windows not begun.
        """
        sentence = _Sentence(self._stages, encoded, pool, self._finish)
        position, total = 0, encoded.frames
        window = first_window(total, self._frame_seconds, self.cost)
        running: deque[tuple[int, asyncio.Task[bytes]]] = deque()
        try:
            while position < total or running:
                while position < total and len(running) < DEPTH:
                    ahead = sum(frames for frames, _ in running) * self._frame_seconds
                    end = min(total, position + window)
                    push = self._window(sentence, position, end, pacer.deadline() + ahead)
                    running.append((end - position, asyncio.create_task(push)))
                    ahead += pacer.buffered() + (end - position) * self._frame_seconds
                    position = end
                    window = next_window(total - end, ahead, self._frame_seconds, self.cost)
                pcm = await running[0][1]
                running.popleft()
                if pcm:
                    yield pcm
        finally:
            await _cancel([task for _, task in running])

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

        Returns the PCM that is complete now and the seconds spent on the window, waiting for a
        worker included and waiting for the window before not.
        """
        window: Signal | None = self.encoded.prior[:, :, start:stop]
        final = stop == self.encoded.frames
        clock = asyncio.get_running_loop().time
        spent = 0.0
        for stream, turn in self._streams[:-1]:
            # asyncio.Lock is fair: windows keep their order from stage to stage.
            async with turn:
                before = clock()
                window = await self._pool.run(deadline, stream.push, window, final)
                spent += clock() - before
            if window is None and not final:
                return b"", spent
        last, turn = self._streams[-1]
        async with turn:
            before = clock()
            pcm = await self._pool.run(deadline, self._last, last, window, final)
            return pcm, spent + clock() - before

    def _last(self, stream: StageStream, window: Signal | None, final: bool) -> bytes:
        samples = stream.push(window, final)
        return b"" if samples is None else self._finish(samples.reshape(-1))


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
