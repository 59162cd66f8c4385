"""The order of one run: start both, warm-up, all ways of asking in turn, many at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from .. import proc
from ..answer import Answer
from ..answer import measure as measure_raw
from ..client import Line, Mode, connected
from ..errors import BenchError
from ..server import Running, Server, start
from ..texts import BENCH, SHORT_TEXT, Text
from . import program
from .arms import ARMS, OF_FORMAT, PCM_NEW, PCM_SDK, RAW, RAW_NEW, Arm
from .at_once import at_once
from .program import Bridge
from .received import Heard, Measures
from .results import BridgeResults, MemoryUse, Sample
from .speaker import ask_anew, ask_by_sdk, sdk_client, speaking

AT_ONCE_REQUESTS = 50
_PAUSE_S = 0.05
_SETTLE_S = 1.0

Ask = Callable[[str], Awaitable[Heard]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much one run does."""

    texts: Sequence[Text]
    rounds: int
    requests: int = AT_ONCE_REQUESTS


class BridgeRun:
    """One run over our server, asked directly and through the bridge; fills `results`."""

    def __init__(
        self, plan: Plan, logs: Path, results: BridgeResults, say: Callable[[str], None]
    ) -> None:
        self._plan = plan
        self._logs = logs
        self._results = results
        self._say = say

    async def run(self, server: Server, bridge_command: str) -> None:
        """Do the whole plan; raises `BenchError` when a program fails."""
        async with AsyncExitStack() as stack:
            self._say("start")
            running = await start(server, self._logs, SHORT_TEXT)
            stack.push_async_callback(running.stop)
            bridge = await program.start(bridge_command, running.uri, self._logs)
            stack.push_async_callback(bridge.stop)
            asks = await _asks(running.uri, bridge.url, stack)
            self._say("warm-up")
            for arm, ask in asks.items():
                for text in self._plan.texts:
                    await self._ask(arm, ask, text, bridge)
            await asyncio.sleep(_SETTLE_S)
            await self._rounds(asks, bridge)
            after = proc.memory(bridge.pid)
            await self._all_at_once(running, bridge)
            await asyncio.sleep(_SETTLE_S)
            last = proc.memory(bridge.pid)
        self._results.memory = MemoryUse(
            ready=bridge.memory.resident,
            after=after.resident,
            last=last.resident,
            peak=last.peak,
        )

    async def _rounds(self, asks: Mapping[Arm, Ask], bridge: Bridge) -> None:
        cpu = bridge.cpu_seconds()
        for i in range(self._plan.rounds):
            self._say(f"round {i + 1} of {self._plan.rounds}")
            for text in self._plan.texts:
                for arm in in_turn(ARMS, i):
                    measures = await self._ask(arm, asks[arm], text, bridge)
                    # A pause lets all threads come to rest before the next request.
                    await asyncio.sleep(_PAUSE_S)
                    now = bridge.cpu_seconds()
                    self._results.samples.append(
                        Sample(arm.name, text.group, text.name, i, measures, now - cpu)
                    )
                    cpu = now

    async def _ask(self, arm: Arm, ask: Ask, text: Text, bridge: Bridge) -> Measures:
        try:
            return (await ask(text.text)).measures()
        except BenchError as err:
            raise bridge.failure(f"{text.name}, {arm.name}: {err}") from err

    async def _all_at_once(self, running: Running, bridge: Bridge) -> None:
        texts = [text for text in self._plan.texts if text.group == BENCH] or self._plan.texts
        usual = {
            text.text: list(
                self._results.values(RAW.name, lambda one: one.audio, text.name).values()
            )
            for text in texts
        }
        asks: Mapping[Arm, Ask] = {
            RAW: lambda text: _raw_anew(running.uri, text),
            OF_FORMAT["mp3"]: lambda text: ask_anew(bridge.url, "mp3", text),
            OF_FORMAT["pcm"]: lambda text: ask_anew(bridge.url, "pcm", text),
        }
        for arm, ask in asks.items():
            self._say(f"{self._plan.requests} requests at once: {arm.name}")
            await asyncio.sleep(_SETTLE_S)
            self._results.at_once.append(await at_once(arm.name, ask, usual, self._plan.requests))


def in_turn(arms: Sequence[Arm], round_: int) -> list[Arm]:
    """Return the arms in an order that differs by round, so that none always goes first."""
    first = round_ * 3 % len(arms)
    return [*arms[first:], *arms[:first]]


async def _asks(uri: str, url: str, stack: AsyncExitStack) -> dict[Arm, Ask]:
    """Connect all clients; they hang up with the `stack`."""
    line = await stack.enter_async_context(connected(uri))
    speaker = await stack.enter_async_context(speaking(url))
    sdk = await stack.enter_async_context(sdk_client(url))

    def spoken(arm: Arm) -> Ask:
        return lambda text: speaker.ask(arm.format, text)

    return {
        RAW: lambda text: _raw(line, text),
        **{arm: spoken(arm) for arm in OF_FORMAT.values()},
        PCM_SDK: lambda text: ask_by_sdk(sdk, PCM_SDK.format, text),
        RAW_NEW: lambda text: _raw_anew(uri, text),
        PCM_NEW: lambda text: ask_anew(url, PCM_NEW.format, text),
    }


async def _raw(line: Line, text: str) -> Heard:
    return _Raw(await line.ask(Mode.PLAIN, text), 0.0)


async def _raw_anew(uri: str, text: str) -> Heard:
    began = time.perf_counter()
    async with connected(uri) as line:
        connecting = time.perf_counter() - began
        return _Raw(await line.ask(Mode.PLAIN, text), connecting)


@dataclass(frozen=True, slots=True)
class _Raw:
    """An answer over Wyoming that was preceded by `connecting` seconds."""

    answer: Answer
    connecting: float

    def measures(self) -> Measures:
        raw = measure_raw(self.answer)
        return Measures(self.connecting + raw.first_audio, self.connecting + raw.total, raw.audio)
