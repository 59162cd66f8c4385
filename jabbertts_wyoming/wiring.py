"""The server's options, handed on to the parts that they are for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from .limits import ServerLimits
from .options import Options
from .runtime.pool import WorkerPool
from .speech import SpeechDefaults, SpeechService
from .voices.registry import Registry
from .voices.voice import EngineSettings

if TYPE_CHECKING:
    from .voices.offer import Offer


@asynccontextmanager
async def speech_of(options: Options) -> AsyncIterator[tuple[SpeechService, str]]:
    """Run the engines for as long as the context lasts; gives the default voice's name, too.

    Raises `JabberError` if the default voice or its speaker can't speak.
    """
    settings = EngineSettings(options.thread_count, options.provider)
    with WorkerPool(options.thread_count) as pool:
        registry = Registry(options.data_dir, options.voice, settings, await _offer(options))
        try:
            voice = await registry.start()
            registry.speaker(options.speaker, voice)  # raises if there is none of that name
            yield SpeechService(registry, pool, voice.name, speech_defaults_of(options)), voice.name
        finally:
            await registry.stop()


async def _offer(options: Options) -> "Offer | None":
    if not (options.auto_download or options.list_downloadable):
        return None
    from .voices.offer import offer_of  # noqa: PLC0415 - it loads an HTTP client

    return await offer_of(options.data_dir, fetches=options.auto_download, mirror=options.mirror)


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
    )
