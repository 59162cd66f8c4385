"""A Redis that may come and go: used while it answers, left alone while it does not."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar
from urllib.parse import urlsplit

from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from jabbertts_wyoming.common.errors import ConfigError

_LOGGER = logging.getLogger(__name__)
_KEY_PREFIX = "jabbertts"
_AT_A_TIME = 8  # requests that ask Redis; the rest wait for them, not for Redis
_FORMS = "--redis: use redis://[USER:PASSWORD@]HOST:PORT/DB, rediss://… (TLS) or unix:///PATH?db=DB"

T = TypeVar("T")


class RedisLink:
    """Moving windows kept in the Redis at `url`, shared by all who use the same one.

    Something that takes longer than `timeout` seconds, or fails, counts as lost; from then on
    Redis is tried every `retry_interval` seconds in the background. Losing and finding it is
    logged once each. An async context manager: entering looks for Redis, leaving closes all
    connections. Raises `ConfigError` for a wrong `url`, without showing it.
    """

    def __init__(self, url: str, *, timeout: float, retry_interval: float) -> None:
        self._pool = _make_pool(url, timeout)
        self._limiter = MovingWindowRateLimiter(
            RedisStorage(
                "redis://",  # the pool knows where
                implementation="redispy",
                key_prefix=_KEY_PREFIX,
                connection_pool=self._pool,  # type: ignore[arg-type]  # documented to be one
            )
        )
        self._timeout = timeout
        self._retry_interval = retry_interval
        self._few = asyncio.Semaphore(_AT_A_TIME)
        self._up = False
        self._watch: asyncio.Task[None] | None = None

    @property
    def up(self) -> bool:
        """Whether Redis answered last."""
        return self._up

    async def __aenter__(self) -> "RedisLink":
        self._up = True
        await self.attempt(_probe)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._up = False
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
        with suppress(Exception):  # whatever a broken connection has to say
            await self._pool.aclose()

    async def attempt(
        self, use: Callable[[MovingWindowRateLimiter, float], Awaitable[T]]
    ) -> T | None:
        """Return what `use` returns, or None if Redis is lost, be it now or before.

        `use` is given the windows and the time on their clock.
        """
        if not self._up:
            return None
        async with self._few:
            if not self.up:  # lost while this one waited
                return None
            try:
                return await self._in_time(use)
            except Exception as error:  # whatever is wrong with Redis, requests are answered
                self._lose(error)
                return None

    async def _in_time(self, use: Callable[[MovingWindowRateLimiter, float], Awaitable[T]]) -> T:
        async with asyncio.timeout(self._timeout):
            return await use(self._limiter, time.time())

    def _lose(self, error: Exception) -> None:
        if not self._up:
            return
        self._up = False
        _LOGGER.warning(
            "Redis at %s cannot be used (%s): this bridge counts for itself until it is back",
            self._where(),
            _text(error),
        )
        self._watch = asyncio.create_task(self._find_again(), name="redis")

    async def _find_again(self) -> None:
        while not self._up:
            await asyncio.sleep(self._retry_interval)
            try:
                await self._in_time(_probe)
            except Exception as error:
                _LOGGER.debug("Redis at %s still cannot be used: %s", self._where(), _text(error))
            else:
                self._up = True
                _LOGGER.info("Redis at %s is back: counting is shared again", self._where())

    def _where(self) -> str:
        known = self._pool.connection_kwargs
        address = f"{known.get('host', 'localhost')}:{known.get('port', 6379)}"
        return str(known.get("path", address))


async def _probe(limiter: MovingWindowRateLimiter, _now: float) -> None:
    """Raise what a request would; writes, since a Redis may be read-only or full."""
    await limiter.storage.incr("probe", 1)


def _make_pool(url: str, timeout: float) -> ConnectionPool:
    try:
        parts = urlsplit(url)
        if parts.scheme != "unix" and not (parts.path.strip("/") or "0").isdecimal():
            raise ConfigError(_FORMS)
        pool = ConnectionPool.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=Retry(NoBackoff(), 0),  # when to try again is decided here
            protocol=2,
        )
        # Does not connect; finds options that do not exist.
        pool.make_connection()  # type: ignore[no-untyped-call]
    except (TypeError, ValueError):  # their texts may hold parts of a password
        raise ConfigError(_FORMS) from None
    return pool


def _text(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(error) or type(error).__name__
