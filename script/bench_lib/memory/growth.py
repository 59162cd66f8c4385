"""Thousands of requests to one voice, and the memory after each answer."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .. import proc
from ..client import Line, Mode, connected
from ..errors import BenchError
from ..server import Running
from .results import Growth

AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Load:
    """`requests` of the `texts`, over and over; the first `warm_up` do not count."""

    name: str
    texts: Sequence[str]
    requests: int
    warm_up: int


async def grow(running: Running, load: Load) -> Growth:
    """Ask for all, on two connections, one text after the other on each.

    Requests that fail are counted, not raised; a failed connection is made anew.
    """
    texts = (load.texts[i % len(load.texts)] for i in range(load.requests))
    resident: list[int] = []
    failures: list[str] = []
    began = time.perf_counter()
    await asyncio.gather(*(_worker(running, texts, resident, failures) for _ in range(AT_ONCE)))
    return Growth(
        name=load.name,
        warm_up=load.warm_up,
        distinct=len(set(load.texts)),
        at_once=AT_ONCE,
        seconds=time.perf_counter() - began,
        peak=proc.memory_alone(running.pid).peak,
        resident=resident,
        failures=failures,
    )


async def _worker(
    running: Running, texts: Iterator[str], resident: list[int], failures: list[str]
) -> None:
    done = False
    while not done:
        try:
            async with connected(running.uri) as line:
                await _ask_all(running.pid, line, texts, resident)
                done = True
        except BenchError as err:
            failures.append(str(err))
            done = running.process.returncode is not None


async def _ask_all(pid: int, line: Line, texts: Iterator[str], resident: list[int]) -> None:
    for text in texts:
        await line.ask(Mode.PLAIN, text)
        resident.append(proc.memory_alone(pid).resident)
