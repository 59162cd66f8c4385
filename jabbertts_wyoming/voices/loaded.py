"""The engines in memory: as many as there is room for, the least recently used ones go first."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ..common.errors import BusyError, VoiceError
from ..engines.base import EngineVoice
from ..runtime.memory import give_back, resident_bytes
from .voice import Source

# How long a request waits for memory that other voices speak from.
WAIT_SECONDS = 30.0
_MEGABYTE = 1_000_000

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MemoryRules:
    """What the process may have in memory (bytes), and for how long (seconds) unused; None: any."""

    limit: int | None = None
    idle_after: float | None = None


@dataclass(eq=False, slots=True)
class _Item:
    """A voice that is loaded or being loaded; `need` is what its model takes, in bytes."""

    name: str
    model: str
    need: int
    task: asyncio.Task[EngineVoice]
    users: int = 0
    used: float = 0.0


class LoadedVoices:
    """Loads voices, lends them out and unloads those that nobody uses.

    Voices of one model come and go together. The limit is kept by what the process really has in
    memory, or by what its models may come to need, whichever is more.
    """

    def __init__(
        self,
        load: Callable[[Source], EngineVoice],
        rules: MemoryRules,
        resident: Callable[[], int] = resident_bytes,
    ) -> None:
        self._load = load
        self._rules = rules
        self._resident = resident
        self._base: int | None = None
        self._items: dict[str, _Item] = {}
        self._loading = asyncio.Lock()
        self._released = asyncio.Event()

    def holds(self, name: str) -> bool:
        """Say whether a voice is in memory."""
        item = self._items.get(name)
        return item is not None and item.task.done()

    @asynccontextmanager
    async def lend(self, source: Source, need: int) -> AsyncIterator[EngineVoice]:
        """Lend out a voice's engine; its model takes about `need` bytes.

        Raises `VoiceError` if it can't be loaded or is larger than the limit, `BusyError` if all
        memory is taken by voices that speak.
        """
        item = await self._borrowed(source, need)
        try:
            yield await asyncio.shield(item.task)
        finally:
            item.users -= 1
            item.used = time.monotonic()
            self._released.set()

    def forget(self, name: str) -> None:
        """Load a voice anew for the next request; who has it keeps it."""
        self._items.pop(name, None)

    async def unload_idle(self, keep: Collection[str]) -> None:
        """Unload what nobody has used for long, but for the voices of `keep`."""
        if self._rules.idle_after is None:
            return
        before = time.monotonic() - self._rules.idle_after
        kept = {item.model for item in self._items.values() if item.name in keep}
        old = [m for m in self._idle_models() if m not in kept and self._last_used(m) < before]
        for model in old:
            self._unload(model, "not used for long")
        if old:
            await asyncio.to_thread(give_back)

    async def _borrowed(self, source: Source, need: int) -> _Item:
        item = self._items.get(source.name) or await self._begun(source, need)
        item.users += 1
        item.used = time.monotonic()
        return item

    async def _begun(self, source: Source, need: int) -> _Item:
        try:
            async with asyncio.timeout(WAIT_SECONDS) as waiting, self._loading:
                item = self._items.get(source.name)
                if item is None:
                    await self._make_room(source, need)
                    item = self._begin(source, need)
                waiting.reschedule(None)
                return item
        except TimeoutError:
            raise BusyError(
                f"no memory for the voice {source.name!r}: others are speaking; try again later"
            ) from None

    def _begin(self, source: Source, need: int) -> _Item:
        task = asyncio.create_task(asyncio.to_thread(self._load, source))
        item = self._items[source.name] = _Item(source.name, source.model, need, task)
        task.add_done_callback(lambda done: self._ended(item, done))
        return item

    def _ended(self, item: _Item, task: asyncio.Task[EngineVoice]) -> None:
        failed = task.cancelled() or task.exception() is not None
        if failed and self._items.get(item.name) is item:
            del self._items[item.name]

    async def _make_room(self, source: Source, need: int) -> None:
        limit = self._rules.limit
        if limit is None or any(item.model == source.model for item in self._items.values()):
            return
        while await self._taken() + need > limit:
            idle = self._idle_models()
            if idle:
                self._unload(min(idle, key=self._last_used), f"to make room for {source.name}")
                await asyncio.to_thread(give_back)
            elif not self._items:
                self._check_size(source, need, limit)
                return  # what is not given back to the system will be used again
            else:
                self._released.clear()
                await self._released.wait()

    async def _taken(self) -> int:
        resident = await asyncio.to_thread(self._resident)
        if self._base is None:
            self._base = resident
        by_model = {item.model: item.need for item in self._items.values()}
        return max(resident, self._base + sum(by_model.values()))

    def _check_size(self, source: Source, need: int, limit: int) -> None:
        left = max(0, limit - (self._base or 0))
        if need > left:
            raise VoiceError(
                f"voice {source.name!r} takes about {need // _MEGABYTE} MB of memory, and the limit"
                f" leaves {left // _MEGABYTE} MB; a higher --max-memory would allow it"
            )

    def _idle_models(self) -> list[str]:
        models = {item.model: True for item in self._items.values()}
        for item in self._items.values():
            if item.users or not item.task.done():
                models[item.model] = False
        return [model for model, idle in models.items() if idle]

    def _last_used(self, model: str) -> float:
        return max(item.used for item in self._items.values() if item.model == model)

    def _unload(self, model: str, why: str) -> None:
        for item in [item for item in self._items.values() if item.model == model]:
            _LOGGER.info("Voice %s is unloaded: %s", item.name, why)
            del self._items[item.name]
