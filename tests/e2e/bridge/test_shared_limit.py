"""Two bridges, as programs, that share a rate limit in a real Redis, and lose it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from tests.bridge.fake_wyoming import FakeWyoming
from tests.bridge.program import BridgeProcess, bridge_process
from tests.bridge.redis_server import RedisServer, redis_server

__all__ = ["redis_server"]
LIMIT = 6


@dataclass(frozen=True)
class Pair:
    """Both bridges, and a client of theirs."""

    bridges: tuple[BridgeProcess, BridgeProcess]
    session: aiohttp.ClientSession

    async def ask(self, which: int) -> aiohttp.ClientResponse:
        url = f"{self.bridges[which].url}/v1/audio/speech"
        headers = {"Authorization": "Bearer key"}
        async with self.session.post(url, json={"input": "Hi."}, headers=headers) as response:
            await response.read()
            return response


@pytest.fixture
async def pair(redis_server: RedisServer) -> AsyncIterator[Pair]:
    async with FakeWyoming() as wyoming, aiohttp.ClientSession() as session:
        options = [
            *("--wyoming-uri", wyoming.uri, "--api-key", "key"),
            *("--rate-limit", f"{LIMIT}/hour", "--redis", redis_server.url),
        ]
        with bridge_process(*options) as one, bridge_process(*options) as other:
            yield Pair((one, other), session)


async def test_what_one_lets_through_the_other_counts(pair: Pair) -> None:
    left = []
    for number in range(LIMIT):
        response = await pair.ask(number % 2)
        assert response.status == 200
        left.append(int(response.headers["x-ratelimit-remaining-requests"]))
    assert left == [5, 4, 3, 2, 1, 0]
    for which in (0, 1):
        response = await pair.ask(which)
        assert response.status == 429
        assert 0 < int(response.headers["Retry-After"]) <= 3600


async def test_without_redis_each_counts_for_itself(pair: Pair, redis_server: RedisServer) -> None:
    for number in range(LIMIT):
        assert (await pair.ask(number % 2)).status == 200
    redis_server.kill()
    for which in (0, 1):
        statuses = [(await pair.ask(which)).status for _ in range(LIMIT + 1)]
        assert statuses == [200] * LIMIT + [429]
    for bridge in pair.bridges:
        bridge.signal()
        status, errors = await bridge.ended()
        assert status == 0
        assert "Traceback" not in errors
        (warning,) = [line for line in errors.splitlines() if "WARNING" in line]
        assert f"Redis at 127.0.0.1:{redis_server.port} cannot be used" in warning
