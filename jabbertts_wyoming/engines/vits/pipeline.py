"""A sentence's way through the stages: windows in, PCM out, all stages at work at once."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from ...runtime.pool import WorkerPool
from .encoder import Encoded
from .stage import Signal, Stage, StageStream, cut

T = TypeVar("T")
Finish = Callable[[Signal], bytes]
Deadline = Callable[[int], float]


@dataclass(slots=True)
class Window:
    """Frames `start` to `end` of the sound to come; `seconds` is the work done for it so far."""

    start: int
    end: int
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a window between two stages; `last` of its window, `final` of the sentence."""

    data: Signal | None
    window: Window
    last: bool
    final: bool


@dataclass(frozen=True, slots=True)
class Result:
    """PCM (never empty unless `last`), and whether it is the last of its window."""

    pcm: bytes
    window: Window
    last: bool


class Pipeline:
    """The stages of one sentence, each with a task of its own that feeds the worker threads.

    A stage takes a window in pieces of its `chunk` and hands each on at once, so that a later
    stage works on the first piece while an earlier one computes the next. `deadline` gives the
    time by which the sound from a frame on is needed: what is needed first is computed first.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        encoded: Encoded,
        pool: WorkerPool,
        finish: Finish,
        deadline: Deadline,
    ) -> None:
        self._encoded = encoded
        self._pool = pool
        self._finish = finish
        self._deadline = deadline
        self._results: asyncio.Queue[Result | BaseException] = asyncio.Queue()
        inboxes = [asyncio.Queue[_Piece]() for _ in stages]
        self._first = inboxes[0]
        streams = [(s.open(encoded.conditions), s.spec.chunk) for s in stages]
        self._tasks = [
            asyncio.create_task(self._guard(self._work(stream, chunk, inbox, outbox)))
            for (stream, chunk), (inbox, outbox) in zip(
                streams[:-1], pairwise(inboxes), strict=True
            )
        ]
        stream, chunk = streams[-1]
        self._tasks.append(
            asyncio.create_task(self._guard(self._work_last(stream, chunk, inboxes[-1])))
        )

    def push(self, window: Window, begin: int, stop: int) -> None:
        """Send frames `begin` to `stop` of the prior off, for the sound of `window`.

        Nothing here waits: the caller bounds how many windows are under way.
        """
        final = stop == self._encoded.frames
        data = self._encoded.prior[:, :, begin:stop]
        self._first.put_nowait(_Piece(data, window, last=True, final=final))

    async def result(self) -> Result:
        """Return the next piece of sound, in order; raises what a stage raised."""
        result = await self._results.get()
        if isinstance(result, BaseException):
            raise result
        return result

    async def close(self) -> None:
        """Drop what has not begun."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _guard(self, work: Any) -> None:
        try:
            await work
        except Exception as error:  # the reader's, whatever it is
            self._results.put_nowait(error)

    async def _work(
        self,
        stream: StageStream,
        chunk: int,
        inbox: asyncio.Queue[_Piece],
        outbox: asyncio.Queue[_Piece],
    ) -> None:
        async with aclosing(self._pieces(inbox, chunk)) as pieces:
            async for piece in pieces:
                data = await self._run(piece, stream.push, piece.data, piece.final)
                if data is not None or piece.last:
                    outbox.put_nowait(_Piece(data, piece.window, piece.last, piece.final))

    async def _work_last(
        self, stream: StageStream, chunk: int, inbox: asyncio.Queue[_Piece]
    ) -> None:
        async with aclosing(self._pieces(inbox, chunk)) as pieces:
            async for piece in pieces:
                pcm = await self._run(piece, self._sound, stream, piece.data, piece.final)
                if pcm or piece.last:
                    self._results.put_nowait(Result(pcm, piece.window, piece.last))

    async def _pieces(
        self, inbox: asyncio.Queue[_Piece], chunk: int
    ) -> AsyncGenerator[_Piece, None]:
        """Yield what comes, cut to `chunk`, until the end of the sentence."""
        while True:
            piece = await inbox.get()
            for data, end in cut(piece.data, chunk):
                yield _Piece(data, piece.window, piece.last and end, piece.final and end)
            if piece.final:
                return

    async def _run(self, piece: _Piece, function: Callable[..., T], *args: Any) -> T:
        deadline = self._deadline(piece.window.start)
        timed: tuple[T, float] = await self._pool.run(deadline, _timed, function, *args)
        piece.window.seconds += timed[1]
        return timed[0]

    def _sound(self, stream: StageStream, window: Signal | None, final: bool) -> bytes:
        samples = stream.push(window, final)
        return b"" if samples is None else self._finish(samples.reshape(-1))


def _timed(function: Callable[..., T], *args: Any) -> tuple[T, float]:
    began = time.perf_counter()
    result = function(*args)
    return result, time.perf_counter() - began
