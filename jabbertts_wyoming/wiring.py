"""The server's options, handed on to the parts that they are for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .limits import ServerLimits
from .options import Options
from .runtime.pool import WorkerPool
from .speech import SpeechDefaults, SpeechService
from .voices.registry import Registry
from .voices.voice import EngineSettings


@asynccontextmanager
async def speech_of(options: Options) -> AsyncIterator[tuple[SpeechService, str]]:
    """Run the engines for as long as the context lasts; gives the default voice's name, too.

    Raises `JabberError` if the default voice or its speaker can't speak.
    """
    settings = EngineSettings(options.thread_count, options.provider)
    with WorkerPool(options.thread_count) as pool:
        registry = Registry(options.data_dir, options.voice, settings)
        try:
            voice = await registry.start()
            registry.speaker(options.speaker, voice)  # raises if there is none of that name
            yield SpeechService(registry, pool, voice.name, speech_defaults_of(options)), voice.name
        finally:
            await registry.stop()


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
