"""From options to a running bridge: the only place that knows all its parts."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from jabbertts_wyoming import __version__
from jabbertts_wyoming.common.address import parse_uri
from jabbertts_wyoming.common.open_files import connection_capacity

from .guard.connections import ConnectionGuard, GuardedSite
from .guard.fair_queue import FairQueue
from .guard.keys import Keyring, read_key_file
from .guard.rates import RateLimit
from .options import Options
from .upstream.cluster import Cluster
from .voices.names import VoiceNames
from .web.app import Handlers, make_app
from .web.caller import Gate
from .web.drain import Drain
from .web.errors import raw_response, too_many_clients
from .web.lists import ListHandlers
from .web.metrics import Metrics
from .web.middleware import Surround
from .web.openapi import document
from .web.protocol import ApiProtocol
from .web.speech import SpeechHandler, SpeechSettings
from .web.speech_request import SpeechRequestReader
from .web.status import StatusHandlers

_LAST_SECONDS = 0.5  # for connections to close; their requests have had their grace before


@asynccontextmanager
async def bridge_of(options: Options) -> AsyncIterator[str]:
    """Serve as `options` say, and yield the URL; leaving gives running answers their grace.

    Raises `ConfigError` for options that can't be, `OSError` if it can't listen.
    """
    keys = await asyncio.to_thread(_keyring, options)
    names = await asyncio.to_thread(VoiceNames.load, options.voice_names)
    redis = options.redis.get_secret_value() if options.redis else None
    async with AsyncExitStack() as stack:
        rates = await stack.enter_async_context(RateLimit(options.rate_limit, redis))
        executor = stack.enter_context(ThreadPoolExecutor(thread_name_prefix="codec"))
        upstream = await stack.enter_async_context(_cluster(options))
        metrics, queue = Metrics(), FairQueue(options.max_parallel, options.max_queue)
        drain = Drain(options.grace)
        gate = Gate(keys, rates)
        guard = ConnectionGuard(
            min(options.max_clients, connection_capacity() // 2),  # the rest is for Wyoming
            options.request_timeout,
            options.write_timeout,
            full_answer=raw_response(too_many_clients()),
            make_protocol=ApiProtocol,
        )
        handlers = Handlers(
            speech=SpeechHandler(
                reader=SpeechRequestReader(
                    options.max_input, options.strict, options.request_timeout
                ),
                upstream=upstream,
                names=names,
                queue=queue,
                executor=executor,
                metrics=metrics,
                settings=_speech_settings(options),
            ),
            lists=ListHandlers(upstream, names),
            status=StatusHandlers(
                upstream=upstream,
                queue=queue,
                guard=guard,
                metrics=metrics,
                version=__version__,
                document=document(__version__, max_input=options.max_input, strict=options.strict),
                may_see=gate.opens_for if options.protect_lists else lambda _request: True,
            ),
            gate=gate,
        )
        app = make_app(
            handlers,
            (guard.middleware, Surround(metrics).middleware, drain.middleware),
            cors_origins=options.cors_origin,
            protect_lists=options.protect_lists,
            max_body=options.max_body,
        )
        app.on_shutdown.append(drain.shutdown)
        yield await stack.enter_async_context(_served(app, guard, options))


@asynccontextmanager
async def _served(
    app: web.Application, guard: ConnectionGuard, options: Options
) -> AsyncIterator[str]:
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=_LAST_SECONDS)
    await runner.setup()
    try:
        site = GuardedSite(
            runner,
            options.host,
            options.port,
            guard,
        )
        await site.start()
        yield site.name
    finally:
        await runner.cleanup()
        guard.abort()


def _keyring(options: Options) -> Keyring:
    given = [key.get_secret_value() for key in options.api_key]
    filed = read_key_file(options.api_key_file) if options.api_key_file else ()
    return Keyring([*given, *filed])


def _cluster(options: Options) -> Cluster:
    return Cluster(
        [parse_uri(uri) for uri in options.wyoming_uri],
        connect_timeout=options.connect_timeout,
        audio_timeout=options.audio_timeout,
        discover=options.discover,
    )


def _speech_settings(options: Options) -> SpeechSettings:
    return SpeechSettings(
        bitrates={
            "mp3": options.mp3_bitrate,
            "opus": options.opus_bitrate,
            "aac": options.aac_bitrate,
        },
        log_texts=options.log_texts,
    )
