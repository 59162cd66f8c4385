"""Decode a sentence window by window, each as long as the listener's player allows."""

from collections.abc import AsyncGenerator, Sequence

from ...runtime.pacer import Pacer
from ...runtime.pool import WorkerPool
from ..schedule import CostModel, first_window, next_window, planned_windows
from .encoder import Encoded
from .pipeline import Finish, Pipeline, Window
from .stage import Stage

# Windows under way at once.
DEPTH = 3


class Decoder:
    """The stages from prior to samples, what they cost, and `finish`, samples to PCM."""

    def __init__(
        self, stages: Sequence[Stage], frame_seconds: float, cost: CostModel, finish: Finish
    ) -> None:
        self._stages = stages
        self.frame_seconds = frame_seconds
        self._finish = finish
        self.cost = cost
        self.lookahead = lookahead_frames(stages)

    async def decode(
        self, encoded: Encoded, pacer: Pacer, pool: WorkerPool, repeatable: bool = False
    ) -> AsyncGenerator[bytes, None]:
        """Yield the sentence as PCM, in windows.

        With `repeatable` the windows don't follow the clock, so that the same noise gives the
        same bytes. Closing the iterator drops what has not begun.
        """
        total, given, taken = encoded.frames, 0, 0
        plan = planned_windows(total, self.frame_seconds, self.cost.unloaded())
        under_way = 0

        def deadline(frame: int) -> float:
            return pacer.deadline() + max(0, frame - taken) * self.frame_seconds

        pipeline = Pipeline(self._stages, encoded, pool, self._finish, deadline)
        try:
            while taken < total:
                while given < total and under_way < DEPTH:
                    ahead = pacer.buffered() + (given - taken) * self.frame_seconds
                    size = next(plan) if repeatable else self._next(total, given, ahead)
                    if given + size + self.lookahead >= total:
                        size = total - given  # the end comes in with it: all that is left
                    window = self._window(given, given + size, total)
                    pipeline.push(window, *self._frames_for(window, total))
                    given = window.end
                    under_way += 1
                result = await pipeline.result()
                if result.last:
                    taken = result.window.end
                    under_way -= 1
                    self._learn(result.window, total)
                if result.pcm:
                    yield result.pcm
        finally:
            await pipeline.close()

    def _next(self, total: int, given: int, ahead: float) -> int:
        """Return the next window's frames while `ahead` seconds of sound are made or on the way."""
        if not given:
            return first_window(total, self.frame_seconds, self.cost)
        return next_window(total - given, ahead, self.frame_seconds, self.cost)

    def _window(self, start: int, end: int, total: int) -> Window:
        """Return the window, up to the sentence's end if its lookahead reaches that far."""
        return Window(start, total if end + self.lookahead >= total else end)

    def _learn(self, window: Window, total: int) -> None:
        begin, stop = self._frames_for(window, total)
        self.cost.observe(max(1, stop - begin), window.seconds)

    def _frames_for(self, window: Window, total: int) -> tuple[int, int]:
        """Return the frames of the prior that complete the sound of `window`."""
        begin = min(total, window.start + self.lookahead) if window.start else 0
        return begin, min(total, window.end + self.lookahead)


def lookahead_frames(stages: Sequence[Stage]) -> int:
    """Return the frames that the first stage needs beyond those that come out at the end."""
    steps = 0
    for stage in reversed(stages):
        steps = stage.spec.lookahead + -(-steps // stage.spec.up)
    return steps
