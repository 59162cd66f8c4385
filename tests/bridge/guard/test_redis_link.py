"""Rates that bridges share over a Redis, which really runs, fails, hangs and comes back."""

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress

import pytest

from bridge.guard.rates import Allowance, RateLimit, TooManyRequestsError
from jabbertts_wyoming.common.errors import ConfigError
from tests.bridge.redis_server import RedisServer

QUICK = 0.05  # seconds between attempts to find Redis again


def bridge(server: RedisServer, *rates: str, timeout: float = 5.0) -> RateLimit:
    return RateLimit(rates, server.url, redis_timeout=timeout, retry_interval=QUICK)


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - nothing tells us
            await asyncio.sleep(0.01)


def levels(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    wanted = [r for r in caplog.records if r.name == "bridge.guard.redis_link"]
    return [(r.levelname, r.getMessage()) for r in wanted if r.levelno >= logging.INFO]


async def test_two_bridges_share_the_count(redis_server: RedisServer) -> None:
    async with bridge(redis_server, "3/hour") as one, bridge(redis_server, "3/hour") as other:
        for limit, left in ((one, 2), (other, 1), (one, 0)):
            allowance = await limit.hit("k", None)
            assert allowance is not None
            assert allowance.remaining == left
            assert allowance.reset == pytest.approx(3600, abs=30)
        for limit in (one, other):
            with pytest.raises(TooManyRequestsError) as caught:
                await limit.hit("k", "192.0.2.1")
            assert caught.value.retry_after == pytest.approx(3600, abs=30)
        assert await other.hit("another", "192.0.2.1") is not None


async def test_the_window_moves_in_redis_too(redis_server: RedisServer) -> None:
    async with bridge(redis_server, "1/second") as limit:
        await limit.hit("k", None)
        with pytest.raises(TooManyRequestsError):
            await limit.hit("k", None)
        await asyncio.sleep(1.05)
        assert await limit.hit("k", None) is not None


async def test_together_never_more_than_the_limit(redis_server: RedisServer) -> None:
    async with bridge(redis_server, "10/hour") as one, bridge(redis_server, "10/hour") as other:
        hits = [limit.hit("k", "192.0.2.1") for limit in (one, other) for _ in range(30)]
        results = await asyncio.gather(*hits, return_exceptions=True)
        assert one.shared
        assert other.shared
    heard = [result for result in results if isinstance(result, Allowance)]
    refused = [result for result in results if isinstance(result, TooManyRequestsError)]
    assert (len(heard), len(refused)) == (10, 50)


async def test_keys_expire_by_themselves(redis_server: RedisServer) -> None:
    async with bridge(redis_server, "5/minute") as limit:
        await limit.hit("k", None)
    ttl = redis_server.command("TTL", "jabbertts:LIMITER/key/k/5/1/minute")
    assert 0 < int(ttl) <= 60


async def test_redis_killed_and_back(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with bridge(redis_server, "2/hour") as one, bridge(redis_server, "2/hour") as other:
        await one.hit("k", None)
        redis_server.kill()
        # Not shared, and still limited.
        for _ in range(2):
            await one.hit("k", None)
        for _ in range(5):
            with pytest.raises(TooManyRequestsError):
                await one.hit("k", None)
        await asyncio.sleep(4 * QUICK)  # several attempts to find it
        assert not one.shared
        assert [level for level, _ in levels(caplog)] == ["WARNING"]
        assert f"127.0.0.1:{redis_server.port} cannot be used" in levels(caplog)[0][1]

        redis_server.start()
        await eventually(lambda: one.shared)
        assert [level for level, _ in levels(caplog)] == ["WARNING", "INFO"]
        assert "shared again" in levels(caplog)[1][1]
        # This one did nothing meanwhile: its old connection is renewed without a word.
        assert await other.hit("k", None) is not None
        assert await one.hit("k", None) is not None
        with pytest.raises(TooManyRequestsError):
            await other.hit("k", None)
        assert [level for level, _ in levels(caplog)] == ["WARNING", "INFO"]


async def test_a_redis_that_hangs_costs_its_timeout_once(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with bridge(redis_server, "100/hour", timeout=0.2) as limit:
        await limit.hit("k", None)
        redis_server.freeze()
        began = time.monotonic()
        allowances = await asyncio.gather(*(limit.hit("k", None) for _ in range(40)))
        for _ in range(20):
            allowances.append(await limit.hit("k", None))
        assert 0.1 < time.monotonic() - began < 2
        assert sorted(a.remaining for a in allowances if a) == list(range(40, 100))
        assert [level for level, _ in levels(caplog)] == ["WARNING"]
        assert "no answer in time" in levels(caplog)[0][1] or "imeout" in levels(caplog)[0][1]
        redis_server.thaw()
        await eventually(lambda: limit.shared)


async def test_no_redis_at_the_start(caplog: pytest.LogCaptureFixture) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    url = f"redis://someone:hunter2@127.0.0.1:{port}/0"
    async with RateLimit(["1/hour"], url, retry_interval=QUICK) as limit:
        assert [level for level, _ in levels(caplog)] == ["WARNING"]
        await limit.hit("k", None)
        with pytest.raises(TooManyRequestsError):
            await limit.hit("k", None)
    assert "hunter2" not in caplog.text


@asynccontextmanager
async def pretending(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """Serve something that is no Redis; give its URL. Ends when its clients are gone."""
    running: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await answer(reader, writer)
        writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.add(asyncio.create_task(talk(reader, writer)))

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await asyncio.gather(*running)


async def test_what_is_no_redis_is_as_good_as_none(caplog: pytest.LogCaptureFixture) -> None:
    async def speak_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with pretending(speak_http) as url, RateLimit(["1/hour"], url) as limit:
        assert not limit.shared
        await limit.hit("k", None)
    assert [level for level, _ in levels(caplog)] == ["WARNING"]


async def test_all_commands_together_have_one_timeout() -> None:
    async def answer_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            for _ in range(2 * int((await reader.readuntil(b"\r\n"))[1:])):
                await reader.readuntil(b"\r\n")
            await asyncio.sleep(0.1)
            writer.write(b":1\r\n")

    async with pretending(answer_slowly) as url:
        for timeout, shared in ((10.0, True), (0.25, False)):
            async with RateLimit(["5/hour"], url, redis_timeout=timeout) as limit:
                assert limit.shared is shared


async def test_a_redis_that_takes_no_writes_is_as_good_as_none(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with bridge(redis_server, "1/hour") as limit:
        assert redis_server.command("CONFIG", "SET", "maxmemory", "1") == "OK"
        await limit.hit("k", None)
        await asyncio.sleep(4 * QUICK)
        assert not limit.shared
        assert [level for level, _ in levels(caplog)] == ["WARNING"]


async def test_a_password_that_is_wrong(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    assert redis_server.command("CONFIG", "SET", "requirepass", "right") == "OK"
    for password, shared in (("hunter2", False), ("right", True)):
        url = f"redis://:{password}@127.0.0.1:{redis_server.port}"
        async with RateLimit(["1/hour"], url) as limit:
            assert limit.shared is shared
    assert "hunter2" not in caplog.text


async def test_leaving_closes_the_connections(redis_server: RedisServer) -> None:
    async with bridge(redis_server, "100/hour") as limit:
        await asyncio.gather(*(limit.hit("k", None) for _ in range(20)))
    assert not limit.shared
    await limit.hit("k", None)  # late, but no error

    def alone() -> bool:
        return len(redis_server.command("CLIENT", "LIST").splitlines()) == 1  # who asks

    await eventually(alone)


async def test_leaving_while_redis_is_lost_ends_the_search(redis_server: RedisServer) -> None:
    async with bridge(redis_server, "1/hour") as limit:
        redis_server.kill()
        await limit.hit("k", None)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_without_rates_redis_is_not_asked(caplog: pytest.LogCaptureFixture) -> None:
    async with RateLimit([], "redis://127.0.0.1:1") as limit:
        assert await limit.hit("k", None) is None
    assert levels(caplog) == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:6379",
        "http://:hunter2@host",
        "redis://:hun/ter2@host",
        "redis://:hunter2@host:hunter2",
        "redis://host:99999",
        "redis://:hunter2@host/zero",
        "redis://host?no_such_option=hunter2",
        "redis://[::1",
    ],
)
async def test_a_wrong_url_is_told_at_the_start_and_not_shown(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        RateLimit(["1/hour"], url)
    assert str(caught.value).startswith("--redis: use redis://[USER:PASSWORD@]HOST:PORT/DB")
    assert "hun" not in str(caught.value)
