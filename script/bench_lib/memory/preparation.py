"""The first start: the server prepares all voices, in processes of its own."""

import asyncio
import time
from collections.abc import Collection

from .. import proc
from ..client import voices
from ..server import Running
from .results import Preparation

_EVERY_S = 0.1
_TIMEOUT_S = 900.0


async def prepared(running: Running, names: Collection[str], began: float) -> Preparation | None:
    """Wait until all voices can speak; `began` is when the server was started (seconds).

    None if nothing was prepared meanwhile. Raises `BenchError` if it takes too long.
    """
    peak = 0
    deadline = time.perf_counter() + _TIMEOUT_S
    while set(names) - await voices(running.uri):
        if time.perf_counter() > deadline:
            raise running.failure("not all voices are prepared")
        if running.process.returncode is not None:
            raise running.failure("it ended while it prepared voices")
        peak = max(peak, proc.memory(running.pid).peak - proc.memory_alone(running.pid).peak)
        await asyncio.sleep(_EVERY_S)
    return Preparation(time.perf_counter() - began, peak) if peak > 0 else None
