"""The voices of this machine as they are now: found, prepared, or told to be broken."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..common.errors import ConfigError, DownloadError, UnknownVoiceError, VoiceError
from ..engines.base import EngineVoice
from ..request import VoiceInfo, VoiceSelector
from ..runtime.cache import PreparedCache
from ..runtime.children import Children
from .choose import choose, choose_speaker
from .files import compose, scan
from .loaded import LoadedVoices, MemoryRules
from .standing import is_last_resort
from .voice import EngineSettings, Source, Voice

if TYPE_CHECKING:  # a server that downloads nothing need not load what downloading takes
    from .offer import Offer

RESCAN_SECONDS = 5.0
# Voices put together for a request that are remembered.
_COMPOSED = 32

_LOGGER = logging.getLogger(__name__)


class _Entry:
    """One voice's state: `voice` once its config proved good, `ready` once it is prepared."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.voice: Voice | None = None
        self.ready = False
        self.memory_bytes = 0
        self.error: str | None = None
        self.preparing: asyncio.Task[None] | None = None


class Registry:
    """Keeps the list of voices up to date and has their engines loaded when they are needed."""

    def __init__(
        self,
        data_dir: Path,
        default: str,
        settings: EngineSettings,
        offer: "Offer | None" = None,
        memory: MemoryRules | None = None,
        preload: Sequence[str] = (),
        *,
        formant: bool = True,
    ) -> None:
        self._data_dir = data_dir
        self._default = default
        self._settings = settings
        self._offer = offer
        self._keep = (default, *preload)
        self._formant = formant
        self._cache = PreparedCache(data_dir / "prepared")
        self._children = Children()
        self._entries: dict[str, _Entry] = {}
        self._composed: OrderedDict[str, _Entry] = OrderedDict()
        self._loaded = LoadedVoices(self._load, memory or MemoryRules())
        self._scanning = asyncio.Lock()
        self._preparing = asyncio.Lock()
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> Voice:
        """Find the voices, load those to be kept and return the default one.

        The others are prepared behind. Raises `UnknownVoiceError` or `VoiceError` if one of them
        can't speak, `ConfigError` if the data directory can't be made.
        """
        await asyncio.to_thread(_make_directory, self._data_dir)
        await self.rescan(first=self._default)
        voices = [await self.resolve(VoiceSelector(name=name)) for name in self._keep]
        self._keep = tuple(voice.name for voice in voices)
        voice, self._default = voices[0], self._keep[0]
        for kept in voices:
            async with self.engine(kept):
                _LOGGER.debug("Voice %s is loaded", kept.name)
        self._watcher = asyncio.create_task(self._watch())
        return voice

    async def stop(self) -> None:
        """Stop watching and preparing, for good."""
        self._children.end()
        if self._offer is not None:
            await self._offer.stop()
        entries = [*self._entries.values(), *self._composed.values()]
        tasks = [self._watcher, *(e.preparing for e in entries)]
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
        """Return the voice that `selector` means, which may be composed of others.

        Before giving up, or taking a voice that is a last resort, it looks on disk again, then for
        one that can be downloaded. Raises `UnknownVoiceError`, or `VoiceError` if that voice is
        broken or can't be downloaded.
        """
        voice = self._found(selector)
        if voice is not None:
            return voice
        await self.rescan()
        voice = self._found(selector) or await self._composed_of(selector.name)
        return voice or await self._fetched(selector)

    def _found(self, selector: VoiceSelector) -> Voice | None:
        try:
            voice = self._choose(selector)
        except UnknownVoiceError:
            return None
        if selector.name is None and is_last_resort(voice) and self._offer is not None:
            better = self._offer.find(selector)
            return voice if better is None or self._offer.failed_lately(better) else None
        return voice

    async def _fetched(self, selector: VoiceSelector) -> Voice:
        entry = self._offer.find(selector) if self._offer is not None else None
        if self._offer is None or entry is None:
            return self._choose(selector)
        try:
            await self._offer.fetch(entry)
        except DownloadError:
            with suppress(UnknownVoiceError):
                return self._choose(selector)
            raise
        await self.rescan()
        return self._choose(VoiceSelector(name=entry.name))

    def speaker(self, speaker: str | None, voice: Voice) -> int | None:
        """Return the index of a voice's speaker; raises `UnknownVoiceError`."""
        return choose_speaker(speaker, voice)

    @asynccontextmanager
    async def engine(self, voice: Voice) -> AsyncIterator[EngineVoice]:
        """Lend out the voice's engine, waiting for its preparation and loading it if needed.

        Raises `VoiceError`, or `BusyError` if other voices that speak take all memory.
        """
        entry = self._entry(voice.name)
        while entry is not None and entry.preparing is not None and not entry.preparing.done():
            await asyncio.wait([entry.preparing])
            entry = self._entry(voice.name)  # another one if its files have changed
        if entry is not None and entry.error is not None:
            raise VoiceError(f"voice {voice.name!r} can't speak: {entry.error}")
        if entry is None:
            raise VoiceError(f"voice {voice.name!r} is gone")
        async with self._loaded.lend(entry.source, entry.memory_bytes) as engine:
            yield engine

    def is_loaded(self, voice: Voice) -> bool:
        """Say whether a voice is in memory."""
        return self._loaded.holds(voice.name)

    def stamp(self, voice: Voice) -> Hashable:
        """Return what changes when the voice's files do."""
        entry = self._entry(voice.name)
        return entry.source.stamp if entry is not None else None

    async def rescan(self, first: str | None = None) -> None:
        """Look on disk; new and changed voices are checked at once and prepared behind."""
        async with self._scanning:
            found = await asyncio.to_thread(scan, self._data_dir, self._formant)
            models = {entry.source.model for entry in self._entries.values()}
            for name in [n for n in self._entries if n not in found]:
                _LOGGER.info("Voice %s is gone", name)
                self._forget_composed()
                self._forget(name)
            for model in models - {source.model for source in found.values()}:
                await asyncio.to_thread(self._cache.forget, model)
            added = []
            for name in sorted(found, key=lambda n: (n != first, n)):
                known = self._entries.get(name)
                if known is None or known.source.stamp != found[name].stamp:
                    added.append(name)
                    self._forget_composed()
                    await self._add(name, found[name])
            self._tell_broken([self._entries[name] for name in added])

    async def _add(self, name: str, source: Source) -> None:
        self._forget(name)
        entry = self._entries[name] = _Entry(source)
        await self._check(entry)

    async def _check(self, entry: _Entry) -> None:
        try:
            entry.voice = await asyncio.to_thread(entry.source.read)
        except VoiceError as error:
            entry.error = str(error)
            return
        entry.preparing = asyncio.create_task(self._prepare(entry))

    async def _prepare(self, entry: _Entry) -> None:
        async with self._preparing:
            try:
                entry.memory_bytes = await asyncio.to_thread(
                    entry.source.prepare, self._cache, self._children
                )
                entry.ready = True
            except VoiceError as error:
                entry.error = str(error)
            except Exception as error:
                _LOGGER.exception("Preparing the voice %s failed", entry.source.name)
                entry.error = str(error)
            self._tell_broken([entry])

    def _tell_broken(self, entries: Sequence[_Entry]) -> None:
        """Warn of those that are broken, of all for the same reason at once."""
        names: dict[str, list[str]] = {}
        for entry in entries:
            # If it is the default one at the start, `start` raises it.
            told = self._watcher is None and entry.source.name == self._default
            if entry.error is not None and not told:
                names.setdefault(entry.error, []).append(entry.source.name)
        for error, (first, *others) in names.items():
            if others:
                every = ", ".join([first, *others])
                _LOGGER.warning("%d voices are left out (%s): %s", len(others) + 1, every, error)
            else:
                _LOGGER.warning("Voice %s is left out: %s", first, error)

    def _forget(self, name: str) -> None:
        entry = self._entries.pop(name, None)
        if entry is not None and entry.preparing is not None:
            entry.preparing.cancel()
        self._loaded.forget(name)

    def _entry(self, name: str) -> _Entry | None:
        return self._entries.get(name) or self._composed.get(name)

    async def _composed_of(self, name: str | None) -> Voice | None:
        if name is None:
            return None
        usable = [e.source for e in self._entries.values() if e.error is None]
        try:
            source = compose(name, usable)
        except VoiceError as error:
            raise UnknownVoiceError(str(error)) from error
        if source is None:
            return None
        entry = self._composed[name] = _Entry(source)
        while len(self._composed) > _COMPOSED:
            self._forget_composed(next(iter(self._composed)))
        await self._check(entry)
        if entry.voice is None:
            self._forget_composed(name)
            raise VoiceError(f"voice {name[:100]!r} can't speak: {entry.error}")
        return entry.voice

    def _forget_composed(self, *names: str) -> None:
        for name in names or tuple(self._composed):
            entry = self._composed.pop(name)
            if entry.preparing is not None:
                entry.preparing.cancel()
            self._loaded.forget(name)

    def _choose(self, selector: VoiceSelector) -> Voice:
        composed = self._composed.get(selector.name or "")
        if composed is not None and composed.voice is not None:
            return composed.voice
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
            await self._loaded.unload_idle(self._keep)
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
