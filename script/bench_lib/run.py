"""The order of one run: starts, warm-up, interleaved requests, load, wyoming-bench."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from . import proc
from .answer import Measures, measure, timeline
from .client import Mode, ask
from .errors import BenchError
from .load import load
from .results import MemoryUse, Results, Sample, Starts, Timeline, Usage
from .server import TITLES, Running, Server, StartUp, start
from .stats import percentile
from .texts import BENCH, LONG, SHORT_TEXT, Text
from .wyoming_bench_cli import run_cli

LOAD_REQUESTS = 20
_PAUSE_S = 0.05
_SETTLE_S = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much one run does.

    `starts` counts those after the first one of each server; `cli_rounds` of 0 leaves
    wyoming-bench's command out.
    """

    texts: Sequence[Text]
    rounds: int
    word_rounds: int
    starts: int
    cli_rounds: int


class Run:
    """One run over some servers; everything measured goes to `results`."""

    def __init__(
        self, plan: Plan, logs: Path, results: Results, say: Callable[[str], None]
    ) -> None:
        self._plan = plan
        self._logs = logs
        self._results = results
        self._say = say
        self._timelines: dict[str, list[tuple[float, Timeline]]] = {}

    async def run(self, servers: Sequence[Server]) -> None:
        """Do the whole plan over `servers`; raises `BenchError` when one of them fails."""
        async with AsyncExitStack() as stack:
            running = await self._start_all(servers, stack)
            self._say("warm-up")
            for one in running:
                await self._warm_up(one)
            await asyncio.sleep(_SETTLE_S)
            warm = _memory(running)
            for mode in Mode:
                await self._mode(running, mode)
            before = _memory(running)
            await self._load(running)
            if self._plan.cli_rounds:
                self._say("wyoming-bench's own command")
                self._results.cli = await run_cli(running, self._plan.cli_rounds)
            await asyncio.sleep(_SETTLE_S)
            last = _memory(running)
        self._results.memory = [
            MemoryUse(
                server=one.name,
                ready=one.memory.resident,
                warm=warm[one.name].resident,
                rest=last[one.name].resident,
                peak_before_load=before[one.name].peak,
                peak=last[one.name].peak,
            )
            for one in running
        ]
        self._results.timelines = {name: middle(lines) for name, lines in self._timelines.items()}

    async def _start_all(self, servers: Sequence[Server], stack: AsyncExitStack) -> list[Running]:
        """Start each server several times, in turn; the last ones stay."""
        startups: dict[str, list[StartUp]] = {server.name: [] for server in servers}
        running: list[Running] = []
        for i in range(self._plan.starts + 1):
            self._say(f"start {i + 1} of {self._plan.starts + 1}")
            running = []
            for server in servers:
                one = await start(server, self._logs, SHORT_TEXT)
                startups[server.name].append(one.startup)
                if i < self._plan.starts:
                    await one.stop()
                else:
                    stack.push_async_callback(one.stop)
                    running.append(one)
        self._results.starts = [
            Starts(name, first, later) for name, (first, *later) in startups.items()
        ]
        return running

    async def _warm_up(self, one: Running) -> None:
        for text in self._plan.texts:
            await self._ask(one, Mode.PLAIN, text)
        await self._ask(one, Mode.STREAMING, self._plan.texts[0])

    async def _mode(self, running: Sequence[Running], mode: Mode) -> None:
        rounds = self._plan.word_rounds if mode is Mode.WORDS else self._plan.rounds
        before = {one.name: proc.cpu_seconds(one.pid) for one in running}
        audio = dict.fromkeys(before, 0.0)
        for i in range(rounds):
            self._say(f"{mode}: round {i + 1} of {rounds}")
            for text in self._plan.texts:
                # The order is swapped each round, so that neither always goes first.
                for one in running if i % 2 == 0 else reversed(running):
                    measures = await self._sample(one, mode, text, i)
                    audio[one.name] += measures.audio
        for one in running:
            used = proc.cpu_seconds(one.pid) - before[one.name]
            self._results.usage.append(Usage(one.name, mode, used, audio[one.name]))

    async def _sample(self, one: Running, mode: Mode, text: Text, round_: int) -> Measures:
        measures, line = await self._ask(one, mode, text)
        self._results.samples.append(
            Sample(one.name, mode, text.group, text.name, round_, measures)
        )
        if mode is Mode.PLAIN and text.group == LONG:
            self._timelines.setdefault(one.name, []).append((measures.first_audio, line))
        return measures

    async def _ask(self, one: Running, mode: Mode, text: Text) -> tuple[Measures, Timeline]:
        # A pause lets both servers' threads come to rest before the next request.
        await asyncio.sleep(_PAUSE_S)
        try:
            answer = await ask(one.uri, mode, text.text)
            return measure(answer), timeline(answer)
        except BenchError as err:
            raise one.failure(f"{text.name}, {mode}: {err}") from err

    async def _load(self, running: Sequence[Running]) -> None:
        texts = [text.text for text in self._plan.texts if text.group == BENCH]
        for one in running:
            self._say(f"{LOAD_REQUESTS} requests at once: {TITLES[one.name]}")
            try:
                self._results.load.append(await load(one.name, one.uri, texts, LOAD_REQUESTS))
            except BenchError as err:
                raise one.failure(f"describe under load: {err}") from err


def _memory(running: Sequence[Running]) -> dict[str, proc.Memory]:
    return {one.name: proc.memory(one.pid) for one in running}


def middle(lines: Sequence[tuple[float, Timeline]]) -> Timeline:
    """Return the timeline whose first audio is nearest the median."""
    median = percentile((first for first, _ in lines), 50)
    return min(lines, key=lambda line: abs(line[0] - median))[1]
