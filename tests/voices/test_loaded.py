"""Which engines are in memory, with engines that only have a size."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import pytest

from jabbertts_wyoming.common.errors import BusyError, VoiceError
from jabbertts_wyoming.engines.base import EngineVoice
from jabbertts_wyoming.voices import loaded as loaded_module
from jabbertts_wyoming.voices.loaded import LoadedVoices, MemoryRules
from jabbertts_wyoming.voices.voice import Source

BASE = 100


@dataclass(frozen=True)
class Fake:
    name: str
    model: str


@dataclass
class Machine:
    """Loads engines that take `size` each, once for a model; knows what is in memory."""

    size: int = 10
    loads: list[str] = field(default_factory=list)
    fail: list[Exception] = field(default_factory=list)
    go: threading.Event | None = None

    def load(self, source: Source) -> EngineVoice:
        if self.go is not None:
            assert self.go.wait(10)
        if self.fail:
            raise self.fail.pop()
        self.loads.append(source.name)
        return cast("EngineVoice", object())


def made(machine: Machine, limit: int | None = None, idle: float | None = None) -> LoadedVoices:
    return LoadedVoices(machine.load, MemoryRules(limit, idle), resident=lambda: BASE)


def source(name: str, model: str | None = None) -> Source:
    return cast("Source", Fake(name, model or name))


@asynccontextmanager
async def lent(voices: LoadedVoices, name: str, model: str | None = None) -> AsyncIterator[object]:
    async with voices.lend(source(name, model), 10) as engine:
        yield engine


async def use(voices: LoadedVoices, name: str, model: str | None = None) -> object:
    async with lent(voices, name, model) as engine:
        return engine


async def test_a_voice_is_loaded_once() -> None:
    machine = Machine()
    voices = made(machine)
    assert await use(voices, "a") is await use(voices, "a")
    assert machine.loads == ["a"]
    assert voices.holds("a")
    assert not voices.holds("b")


async def test_the_least_recently_used_goes_first() -> None:
    machine = Machine()
    voices = made(machine, limit=BASE + 30)
    for name in ("a", "b", "c", "a", "d"):
        await use(voices, name)
    assert [n for n in "abcd" if voices.holds(n)] == ["a", "c", "d"]
    await use(voices, "b")
    assert machine.loads == ["a", "b", "c", "d", "b"]


async def test_what_the_process_really_has_counts_too() -> None:
    def resident() -> int:
        return BASE + (25 if voices.holds("a") else 0)  # more than its 10

    voices = LoadedVoices(Machine().load, MemoryRules(limit=BASE + 30), resident)
    await use(voices, "a")
    await use(voices, "b")
    assert not voices.holds("a")


async def test_memory_that_does_not_come_back_keeps_no_voice_away() -> None:
    resident = BASE
    voices = LoadedVoices(Machine().load, MemoryRules(limit=BASE + 10), lambda: resident)
    await use(voices, "a")
    resident = BASE + 50
    await use(voices, "b")
    assert [n for n in "ab" if voices.holds(n)] == ["b"]


async def test_voices_of_one_model_count_once_and_go_together() -> None:
    voices = made(Machine(), limit=BASE + 20)
    for name in ("a", "b", "c"):
        await use(voices, name, "model")
    await use(voices, "other")
    assert all(map(voices.holds, ("a", "b", "c", "other")))
    await use(voices, "third")
    assert [n for n in ("a", "b", "c", "other", "third") if voices.holds(n)] == ["other", "third"]


async def test_a_voice_that_speaks_stays() -> None:
    voices = made(Machine(), limit=BASE + 20)
    async with lent(voices, "a") as engine:
        for name in ("b", "c", "d"):
            await use(voices, name)
        assert await use(voices, "a") is engine
    assert [n for n in "abcd" if voices.holds(n)] == ["a", "d"]


async def test_who_finds_no_room_waits_until_a_voice_has_spoken() -> None:
    voices = made(Machine(), limit=BASE + 10)
    async with lent(voices, "a"):
        waiting = asyncio.create_task(use(voices, "b"))
        second = asyncio.create_task(use(voices, "c"))
        await asyncio.sleep(0.02)
        assert not waiting.done()
        assert await use(voices, "a"), "who needs no room waits for nobody"
    await asyncio.gather(waiting, second)
    assert voices.holds("c")


async def test_who_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded_module, "WAIT_SECONDS", 0.05)
    voices = made(Machine(), limit=BASE + 10)
    async with lent(voices, "a"):
        tasks = [asyncio.create_task(use(voices, name)) for name in ("b", "c")]
        for task in tasks:
            with pytest.raises(BusyError, match=r"no memory for the voice '.'.*try again later"):
                await task
    monkeypatch.undo()
    await use(voices, "b")


async def test_who_gives_up_waiting_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    voices = made(Machine(), limit=BASE + 10)
    async with lent(voices, "a"):
        waiting = asyncio.create_task(use(voices, "b"))
        await asyncio.sleep(0.02)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(5):
        await use(voices, "c")


async def test_a_voice_larger_than_the_limit() -> None:
    voices = LoadedVoices(Machine().load, MemoryRules(limit=400_000_000), lambda: 150_000_000)
    with pytest.raises(
        VoiceError, match="'a' takes about 300 MB of memory, and the limit leaves 250"
    ):
        async with voices.lend(source("a"), 300_000_000):
            pass
    assert not voices.holds("a")


async def test_a_failed_load_is_tried_again() -> None:
    machine = Machine(fail=[VoiceError("no")])
    voices = made(machine, limit=BASE + 10)
    with pytest.raises(VoiceError, match="no"):
        await use(voices, "a")
    assert not voices.holds("a")
    await use(voices, "a")


async def test_a_cancelled_borrower_does_not_cancel_the_load() -> None:
    machine = Machine(go=threading.Event())
    voices = made(machine, limit=BASE + 10)
    impatient = asyncio.create_task(use(voices, "a"))
    patient = asyncio.create_task(use(voices, "a"))
    await asyncio.sleep(0.02)
    impatient.cancel()
    assert machine.go is not None
    machine.go.set()
    await patient
    assert machine.loads == ["a"]
    await use(voices, "b")
    assert not voices.holds("a"), "the cancelled one holds it no more"


async def test_idle_voices_are_unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    voices = made(Machine(), idle=60)
    for name in ("kept", "busy", "old", "fresh"):
        await use(voices, name)
    await use(voices, "sister", "kept")
    async with lent(voices, "busy"):
        now += 50
        await use(voices, "fresh")
        now += 20
        await voices.unload_idle(["kept"])
        assert [n for n in ("kept", "sister", "busy", "old", "fresh") if not voices.holds(n)] == [
            "old"
        ]
    await voices.unload_idle(["kept"])
    assert voices.holds("busy"), "it has just been used"


async def test_nothing_is_idle_without_a_rule() -> None:
    voices = made(Machine())
    await use(voices, "a")
    await voices.unload_idle([])
    assert voices.holds("a")


async def test_a_forgotten_voice_is_loaded_anew() -> None:
    machine = Machine()
    voices = made(machine)
    async with lent(voices, "a") as before:
        voices.forget("a")
        assert await use(voices, "a") is not before
    assert machine.loads == ["a", "a"]
