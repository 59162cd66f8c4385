import asyncio
from collections.abc import AsyncIterator

import pytest

from bridge.errors import UpstreamDownError
from bridge.upstream.pool import Pool
from tests.bridge.fake_wyoming import FakeWyoming
from tests.bridge.upstream.calls import closed_port, until


@pytest.fixture
async def server() -> AsyncIterator[FakeWyoming]:
    async with FakeWyoming() as server:
        yield server


def pool_of(server: FakeWyoming, max_age: float = 60) -> Pool:
    return Pool(server.address, connect_timeout=1, max_idle=2, max_age=max_age)


async def test_the_one_used_last_comes_first(server: FakeWyoming) -> None:
    pool = pool_of(server)
    assert pool.take_idle() is None
    first, second = await pool.open(), await pool.open()
    pool.give_back(first)
    pool.give_back(second)
    assert (pool.idle, pool.busy) == (2, 0)
    assert pool.take_idle() is second
    assert pool.take_idle() is first
    assert pool.take_idle() is None
    assert (pool.idle, pool.busy) == (0, 2)
    await pool.close()


async def test_any_number_open_and_few_kept(server: FakeWyoming) -> None:
    pool = pool_of(server)
    connections = [await pool.open() for _ in range(5)]
    await until(lambda: server.open == 5)
    for connection in connections:
        pool.give_back(connection)
    assert (pool.idle, pool.busy) == (2, 0)
    await until(lambda: server.open == 2)
    await pool.close()
    await until(lambda: server.open == 0)


async def test_dropped_ones_are_closed(server: FakeWyoming) -> None:
    pool = pool_of(server)
    pool.drop(await pool.open())
    assert (pool.idle, pool.busy) == (0, 0)
    await until(lambda: server.connections == 1 and server.open == 0)


async def test_dead_ones_are_seen_before_use(server: FakeWyoming) -> None:
    pool = pool_of(server)
    connection = await pool.open()
    await until(lambda: server.open)
    pool.give_back(connection)
    await server.close_all()
    await until(lambda: not connection.usable)
    assert pool.take_idle() is None
    assert pool.idle == 0


async def test_dead_ones_are_not_kept(server: FakeWyoming) -> None:
    pool = pool_of(server)
    connection = await pool.open()
    await until(lambda: server.open)
    await server.drop_all()
    await until(lambda: not connection.usable)
    pool.give_back(connection)
    assert (pool.idle, pool.busy) == (0, 0)


async def test_old_ones_are_not_used(server: FakeWyoming) -> None:
    pool = pool_of(server, max_age=0.02)
    pool.give_back(await pool.open())
    await asyncio.sleep(0.03)
    assert pool.take_idle() is None
    await until(lambda: server.connections == 1 and server.open == 0)


async def test_trimming_closes_the_old_and_the_dead(server: FakeWyoming) -> None:
    pool = pool_of(server, max_age=0.05)
    old = await pool.open()
    pool.give_back(old)
    await asyncio.sleep(0.06)
    young = await pool.open()
    pool.give_back(young)
    pool.trim()
    assert pool.idle == 1
    await until(lambda: server.open == 1)
    await server.close_all()
    await until(lambda: not young.usable)
    pool.trim()
    assert pool.idle == 0


async def test_nobody_there() -> None:
    pool = Pool(await closed_port(), connect_timeout=1, max_idle=2)
    with pytest.raises(UpstreamDownError):
        await pool.open()
    assert pool.busy == 0


async def test_closing_closes_also_what_is_in_use(server: FakeWyoming) -> None:
    pool = pool_of(server)
    busy = await pool.open()
    pool.give_back(await pool.open())
    await pool.close()
    await until(lambda: server.connections == 2 and server.open == 0)
    assert not busy.usable
    with pytest.raises(UpstreamDownError, match="not in use any more"):
        await pool.open()


async def test_retired_it_closes_what_comes_back(server: FakeWyoming) -> None:
    pool = pool_of(server)
    busy = await pool.open()
    pool.give_back(await pool.open())
    await until(lambda: server.open == 2)
    pool.retire()
    await until(lambda: server.open == 1)
    assert busy.usable
    pool.give_back(busy)
    assert (pool.idle, pool.busy) == (0, 0)
    await until(lambda: server.open == 0)


async def test_closed_while_it_connects(server: FakeWyoming) -> None:
    pool = pool_of(server)
    opening = asyncio.create_task(pool.open())
    await asyncio.sleep(0)
    pool.retire()
    with pytest.raises(UpstreamDownError, match="not in use any more"):
        await opening
    assert pool.busy == 0
    await until(lambda: server.open == 0)
