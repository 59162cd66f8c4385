"""The voices of this machine as they are now: found, prepared, loaded, or told to be broken."""

import asyncio
import logging
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..common.errors import ConfigError, UnknownVoiceError, VoiceError
from ..engines.base import EngineVoice
from ..request import VoiceInfo, VoiceSelector
from ..runtime.cache import PreparedCache
from ..runtime.children import Children
from .choose import choose, choose_speaker
from .files import scan
from .voice import EngineSettings, Source, Voice

if TYPE_CHECKING:  # a server that downloads nothing need not load what downloading takes
    from .offer import Offer

RESCAN_SECONDS = 5.0
# Voices kept in memory at once; each takes about twice its file.
LOADED = 3

_LOGGER = logging.getLogger(__name__)


class _Entry:
    """One voice's state: `voice` once its config proved good, `ready` once it is prepared."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.voice: Voice | None = None
        self.ready = False
        self.error: str | None = None
        self.preparing: asyncio.Task[None] | None = None


class Registry:
    """Keeps the list of voices up to date and their engines loaded, most recently used first."""

    def __init__(
        self,
        data_dir: Path,
        default: str,
        settings: EngineSettings,
        offer: "Offer | None" = None,
    ) -> None:
        self._data_dir = data_dir
        self._default = default
        self._settings = settings
        self._offer = offer
        self._cache = PreparedCache(data_dir / "prepared")
        self._children = Children()
        self._entries: dict[str, _Entry] = {}
        self._loaded: OrderedDict[str, asyncio.Task[EngineVoice]] = OrderedDict()
        self._scanning = asyncio.Lock()
        self._preparing = asyncio.Lock()
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> Voice:
        """Find the voices, load the default one and return it; the others are prepared behind.

        Raises `UnknownVoiceError` or `VoiceError` if the default voice can't speak, `ConfigError`
        if the data directory can't be made.
        """
        await asyncio.to_thread(_make_directory, self._data_dir)
        await self.rescan(first=self._default)
        voice = await self.resolve(VoiceSelector(name=self._default))
        self._default = voice.name
        await self.engine(voice)
        self._watcher = asyncio.create_task(self._watch())
        return voice

    async def stop(self) -> None:
        """Stop watching and preparing, for good."""
        self._children.end()
        if self._offer is not None:
            await self._offer.stop()
        tasks = [self._watcher, *(e.preparing for e in self._entries.values())]
        running = [t for t in tasks if t is not None and not t.done()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def infos(self) -> list[VoiceInfo]:
        """List the voices that can speak now, the default one first, then those on offer."""
        ready = [e.voice for e in self._entries.values() if e.ready and e.voice is not None]
        ready.sort(key=lambda v: (v.name != self._default, v.name))
        infos = [v.info() for v in ready]
        return [*infos, *self._offer.infos(self._entries)] if self._offer is not None else infos

    async def resolve(self, selector: VoiceSelector) -> Voice:
        """Return the voice that `selector` means.

        Before giving up it looks on disk again, then for a voice that can be downloaded. Raises
        `UnknownVoiceError`, or `VoiceError` if that voice is broken or can't be downloaded.
        """
        with suppress(UnknownVoiceError):
            return self._choose(selector)
        await self.rescan()
        with suppress(UnknownVoiceError):
            return self._choose(selector)
        entry = self._offer.find(selector) if self._offer is not None else None
        if self._offer is not None and entry is not None:
            await self._offer.fetch(entry)
            await self.rescan()
            return self._choose(VoiceSelector(name=entry.name))
        return self._choose(selector)

    def speaker(self, speaker: str | None, voice: Voice) -> int | None:
        """Return the index of a voice's speaker; raises `UnknownVoiceError`."""
        return choose_speaker(speaker, voice)

    async def engine(self, voice: Voice) -> EngineVoice:
        """Return the voice's engine, waiting for its preparation and loading it if needed.

        Raises `VoiceError`.
        """
        entry = self._entries.get(voice.name)
        while entry is not None and entry.preparing is not None and not entry.preparing.done():
            await asyncio.wait([entry.preparing])
            entry = self._entries.get(voice.name)  # another one if its files have changed
        if entry is not None and entry.error is not None:
            raise VoiceError(f"voice {voice.name!r} can't speak: {entry.error}")
        if entry is None:
            raise VoiceError(f"voice {voice.name!r} is gone")
        task = self._loaded.get(voice.name)
        if task is None or (task.done() and task.exception() is not None):
            task = asyncio.create_task(asyncio.to_thread(self._load, entry.source))
            self._loaded[voice.name] = task
        self._loaded.move_to_end(voice.name)
        while len(self._loaded) > LOADED:
            self._loaded.popitem(last=False)
        return await asyncio.shield(task)

    async def rescan(self, first: str | None = None) -> None:
        """Look on disk; new and changed voices are checked at once and prepared behind."""
        async with self._scanning:
            found = await asyncio.to_thread(scan, self._data_dir)
            models = {entry.source.model for entry in self._entries.values()}
            for name in [n for n in self._entries if n not in found]:
                _LOGGER.info("Voice %s is gone", name)
                self._forget(name)
            for model in models - {source.model for source in found.values()}:
                await asyncio.to_thread(self._cache.forget, model)
            for name in sorted(found, key=lambda n: (n != first, n)):
                known = self._entries.get(name)
                if known is None or known.source.stamp != found[name].stamp:
                    await self._add(name, found[name])

    async def _add(self, name: str, source: Source) -> None:
        self._forget(name)
        entry = self._entries[name] = _Entry(source)
        try:
            entry.voice = await asyncio.to_thread(source.read)
        except VoiceError as error:
            self._break(entry, error)
            return
        entry.preparing = asyncio.create_task(self._prepare(entry))

    async def _prepare(self, entry: _Entry) -> None:
        async with self._preparing:
            try:
                await asyncio.to_thread(entry.source.prepare, self._cache, self._children)
                entry.ready = True
            except VoiceError as error:
                self._break(entry, error)
            except Exception as error:
                _LOGGER.exception("Preparing the voice %s failed", entry.source.name)
                self._break(entry, error)

    def _break(self, entry: _Entry, error: Exception) -> None:
        entry.error = str(error)
        name = entry.source.name
        if self._watcher is None and name == self._default:
            return  # `start` raises it
        _LOGGER.warning("Voice %s is left out: %s", name, error)

    def _forget(self, name: str) -> None:
        entry = self._entries.pop(name, None)
        if entry is not None and entry.preparing is not None:
            entry.preparing.cancel()
        self._loaded.pop(name, None)

    def _choose(self, selector: VoiceSelector) -> Voice:
        whole = {n: e.voice for n, e in self._entries.items() if e.voice is not None}
        broken = {n: e.error for n, e in self._entries.items() if e.error is not None}
        if selector.name in broken:
            raise VoiceError(f"voice {selector.name!r} can't speak: {broken[selector.name]}")
        usable = [v for n, v in whole.items() if n not in broken]
        name = choose(selector, usable, self._default)
        if name in broken:
            raise VoiceError(f"voice {name!r} can't speak: {broken[name]}")
        if name not in whole:
            raise UnknownVoiceError(f"the default voice {name!r} is gone")
        return whole[name]

    def _load(self, source: Source) -> EngineVoice:
        return source.load(self._cache, self._settings, self._children)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(RESCAN_SECONDS)
            try:
                await self.rescan()
            except OSError as error:
                _LOGGER.warning("The data directory can't be read: %s", error)


def _make_directory(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise ConfigError(f"the data directory {path} can't be used: {reason}") from error
