"""The server's options, handed on to the parts that they are for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from .audio_cache.cache import AudioCache
from .audio_cache.disk import DiskCache
from .limits import ServerLimits
from .options import Options
from .resources import Resources, resources_of
from .runtime.pool import WorkerPool
from .speech import SpeechDefaults, SpeechService
from .text.front import warm_up
from .text.lexicon.lexicons import Lexicons
from .text.normalise.spoken import Emoji
from .voices.loaded import MemoryRules
from .voices.registry import Registry
from .voices.voice import EngineSettings

if TYPE_CHECKING:
    from .voices.offer import Offer


@asynccontextmanager
async def speech_of(options: Options) -> AsyncIterator[tuple[SpeechService, str]]:
    """Run the engines for as long as the context lasts; gives the default voice's name, too.

    Raises `JabberError` if the default voice or its speaker can't speak.
    """
    given = await asyncio.to_thread(resources_of, options)
    async with _cache(options, given) as cache, AsyncExitStack() as stack:
        pool = stack.enter_context(WorkerPool(given.threads))
        registry = Registry(
            options.data_dir,
            options.voice,
            EngineSettings(given.threads, options.provider),
            await _offer(options, given),
            MemoryRules(given.memory_bytes - given.audio_cache_bytes, given.unload_after),
            preload=options.preload,
            formant=options.formant_voices,
        )
        stack.push_async_callback(registry.stop)
        voice = await registry.start()
        registry.speaker(options.speaker, voice)  # raises if there is none of that name
        defaults = speech_defaults_of(options)
        lexicons = Lexicons(options.data_dir / "lexicons")
        await asyncio.to_thread(lexicons.refresh)
        await asyncio.to_thread(warm_up, voice.language)
        service = SpeechService(registry, pool, voice.name, defaults, cache, lexicons)
        yield service, voice.name


@asynccontextmanager
async def _cache(options: Options, given: Resources) -> AsyncIterator[AudioCache]:
    folder, size = options.data_dir / "audio-cache", given.audio_cache_disk_bytes
    cache = AudioCache(given.audio_cache_bytes, DiskCache(folder, size) if size else None)
    cache.start()
    try:
        yield cache
    finally:
        await cache.close()


async def _offer(options: Options, given: Resources) -> "Offer | None":
    if not (options.auto_download or options.list_downloadable):
        return None
    from .voices.offer import offer_of  # noqa: PLC0415 - it loads an HTTP client

    return await offer_of(
        options.data_dir, fetches=options.auto_download, mirror=options.mirror, tier=given.tier
    )


def limits_of(options: Options) -> ServerLimits:
    """Return the protocol layer's bounds and timeouts."""
    return ServerLimits(
        max_connections=options.max_connections,
        max_queue=options.max_queue,
        max_text=options.max_text,
        idle_timeout=options.idle_timeout,
        write_timeout=options.write_timeout,
        grace_period=options.grace,
    )


def speech_defaults_of(options: Options) -> SpeechDefaults:
    """Return how to speak where a request leaves it open."""
    return SpeechDefaults(
        speaker=options.speaker,
        length_scale=options.length_scale,
        noise_scale=options.noise_scale,
        noise_w_scale=options.noise_w_scale,
        sentence_silence=options.sentence_silence,
        emoji=Emoji(options.emoji),
    )
