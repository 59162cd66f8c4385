"""The order of one run: preparation, the voices in turn under each limit, then the growth."""

import dataclasses
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from .. import server as servers
from ..server import Running, Server
from ..texts import SHORT_TEXT, Text
from .arms import NINE, TEN, WITH_CACHE, Arm
from .growth import Load, grow
from .preparation import prepared
from .results import MemoryResults
from .turns import use_in_turn

_PREPARATION_TIMEOUT_S = 600.0
_NO_CACHE = " --audio-cache 0"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much one run does: `rounds` of the voices by arm, over `texts`, and the `loads`."""

    texts: Sequence[Text]
    rounds: Mapping[str, int]
    loads: Sequence[Load]


class MemoryRun:
    """One run over our server, started anew for each part; fills `results`."""

    def __init__(
        self, plan: Plan, logs: Path, results: MemoryResults, say: Callable[[str], None]
    ) -> None:
        self._plan = plan
        self._logs = logs
        self._results = results
        self._say = say

    async def run(self, server: Server, alone: Callable[[], Path]) -> None:
        """Do the whole plan; `alone` makes the data folder without Kokoro when all is prepared.

        Raises `BenchError` when the server fails.
        """
        await self._prepare(server)
        pipers = dataclasses.replace(server, data_dir=alone())
        await self._turns(server, TEN)
        await self._turns(pipers, NINE)
        for load in self._plan.loads:
            self._say(f"{load.requests} requests {load.name}")
            command = server.command
            if load.name == WITH_CACHE:
                command = command.replace(_NO_CACHE, "")
            async with self._started(pipers, command, load.name) as running:
                self._results.growth.append(await grow(running, load))

    async def _prepare(self, server: Server) -> None:
        self._say("first start (prepares the voices)")
        began = time.perf_counter()
        async with self._started(server, server.command, "first") as running:
            self._results.preparation = await prepared(running, TEN.voices, began)

    async def _turns(self, server: Server, arm: Arm) -> None:
        rounds = self._plan.rounds[arm.name]
        self._say(f"{len(arm.voices)} voices in turn with {arm.name}, {rounds} rounds")
        command = f"{server.command} {arm.options} --log-level info"
        async with self._started(server, command, arm.name) as running:
            turns = await use_in_turn(running, arm, self._plan.texts, rounds)
        self._results.turns.append(turns)

    @asynccontextmanager
    async def _started(self, server: Server, command: str, name: str) -> AsyncIterator[Running]:
        logs = self._logs / name.strip("-").replace(" ", "-")
        logs.mkdir()
        made = dataclasses.replace(server, command=command)
        running = await servers.start(made, logs, SHORT_TEXT, _PREPARATION_TIMEOUT_S)
        try:
            yield running
        finally:
            await running.stop()
