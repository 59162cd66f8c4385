"""The server's memory, read again and again while something happens."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby
from types import TracebackType
from typing import Self

from .. import proc
from .results import Curve

EVERY_S = 0.02
_SHOWN_EVERY_S = 0.25


class Watch:
    """Reads a process's resident memory every 20 ms for as long as the context lasts."""

    def __init__(self, pid: int, read: Callable[[int], proc.Memory] = proc.memory_alone) -> None:
        self._pid = pid
        self._read = read
        self._began = time.perf_counter()
        self._task: asyncio.Task[None] | None = None
        self.readings: list[tuple[float, int]] = []

    async def __aenter__(self) -> Self:
        self._began = time.perf_counter()
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.now()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def now(self) -> int:
        """Read it now, too; return bytes."""
        resident = self._read(self._pid).resident
        self.readings.append((time.perf_counter() - self._began, resident))
        return resident

    @property
    def highest(self) -> int:
        """The most that was read."""
        return max((resident for _, resident in self.readings), default=0)

    async def _run(self) -> None:
        while True:
            self.now()
            await asyncio.sleep(EVERY_S)


def thinned(readings: Sequence[tuple[float, int]], every: float = _SHOWN_EVERY_S) -> Curve:
    """Return the highest reading of each stretch of `every` seconds."""
    stretches = groupby(readings, key=lambda reading: int(reading[0] / every))
    return [
        (round(key * every, 3), max(resident for _, resident in group)) for key, group in stretches
    ]
