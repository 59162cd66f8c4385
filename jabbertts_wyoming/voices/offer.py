"""Voices of the catalogue that are not on disk yet: told to clients, fetched when asked for."""

import asyncio
import logging
import time
from collections.abc import Collection, Sequence
from pathlib import Path

from ..common.errors import DownloadError
from ..engines.vits.front_end import is_here
from ..request import VoiceInfo, VoiceSelector
from .catalogue.catalogue import Catalogue, load_catalogue
from .catalogue.entry import Entry
from .catalogue.schema import Tier
from .download.downloader import Downloader, make_source
from .files import ENGINES

# How long a request waits for its voice; the download goes on behind it.
WAIT_SECONDS = 120.0
_AT_A_TIME = 2
# A voice that could not be had is not tried again for so long where another one will do.
_RETRY_SECONDS = 600.0

_LOGGER = logging.getLogger(__name__)


class Offer:
    """What could be downloaded into `data_dir`, from the publishers or from `mirror`.

    With `fetches` a voice that is asked for by name, or by a language that nothing here speaks,
    is downloaded, and all are told as installed. Without, clients only see what there is. The
    voice for a language is the best one for a machine of `tier`.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        data_dir: Path,
        *,
        fetches: bool,
        mirror: str | None = None,
        tier: Tier = "high",
    ) -> None:
        self._catalogue = Catalogue(entry for entry in catalogue if _can_be_spoken(entry))
        self._data_dir = data_dir
        self._fetches = fetches
        self._mirror = mirror
        self._tier = tier
        self._places = asyncio.Semaphore(_AT_A_TIME)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._failed: dict[str, float] = {}

    def infos(self, here: Collection[str]) -> Sequence[VoiceInfo]:
        """Describe the voices whose names are not among those that are `here`."""
        return [self._info(entry) for entry in self._catalogue if entry.name not in here]

    def find(self, selector: VoiceSelector) -> Entry | None:
        """Return the voice that `selector` means, if it may be fetched."""
        if not self._fetches:
            return None
        if selector.name is not None:
            return self._catalogue.find(selector.name)
        return self._best(selector.language)

    def failed_lately(self, entry: Entry) -> bool:
        """Say whether the last try to fetch a voice failed, and not long ago."""
        return time.monotonic() - self._failed.get(entry.name, -_RETRY_SECONDS) < _RETRY_SECONDS

    def _best(self, language: str | None) -> Entry | None:
        return self._catalogue.best(language, self._tier) if language else None

    async def fetch(self, entry: Entry) -> None:
        """Download a voice, once for all who wait for it.

        Raises `DownloadError`, also if it takes too long; then it goes on, for the next request.
        """
        task = self._running.get(entry.name)
        if task is None:
            task = asyncio.create_task(self._download(entry), name=f"download {entry.name}")
            self._running[entry.name] = task
            task.add_done_callback(lambda done: self._ended(entry, done))
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await asyncio.shield(task)
        except TimeoutError:
            raise DownloadError(
                f"voice {entry.name!r} is still being downloaded; try again later"
            ) from None

    async def stop(self) -> None:
        """Stop what is being downloaded; it goes on from there the next time."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _download(self, entry: Entry) -> None:
        async with self._places:
            source = await asyncio.to_thread(make_source, self._mirror)
            async with Downloader(self._data_dir, source) as downloader:
                _LOGGER.info("Downloading the voice %s", entry.name)
                await downloader.fetch(entry.files)
                _LOGGER.info("Voice %s is downloaded; licence: %s", entry.name, _licence(entry))

    def _ended(self, entry: Entry, task: asyncio.Task[None]) -> None:
        del self._running[entry.name]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed[entry.name] = time.monotonic()
            _LOGGER.warning("Voice %s can't be downloaded: %s", entry.name, error)

    def _info(self, entry: Entry) -> VoiceInfo:
        quality = entry.quality or entry.tier
        return VoiceInfo(
            name=entry.name,
            description=f"{entry.name} ({quality}, to be downloaded)",
            languages=entry.languages,
            speakers=(),
            sample_rate=entry.sample_rate,
            quality=quality,
            engine=entry.engine,
            version=None,
            attribution_name=entry.attribution_name,
            attribution_url=entry.attribution_url,
            installed=self._fetches,
        )


async def offer_of(data_dir: Path, *, fetches: bool, mirror: str | None, tier: Tier) -> Offer:
    """Read the catalogue and offer what is in it; raises `ConfigError`, also for a bad mirror."""
    source = await asyncio.to_thread(make_source, mirror)
    await source.close()
    catalogue = await asyncio.to_thread(load_catalogue)
    return Offer(catalogue, data_dir, fetches=fetches, mirror=mirror, tier=tier)


def _can_be_spoken(entry: Entry) -> bool:
    known = entry.phoneme_type is None or is_here(entry.phoneme_type)
    return entry.is_default and entry.engine in ENGINES and not entry.built_in and known


def _licence(entry: Entry) -> str:
    return f"see {entry.card}" if entry.licence == "unknown" else entry.licence
