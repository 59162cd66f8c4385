"""What the tests of the Wyoming side share."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bridge.order import SpeechOrder
from bridge.upstream.cluster import Cluster
from bridge.upstream.server import Timing
from jabbertts_wyoming.common.address import Address, TcpAddress
from tests.bridge.fake_wyoming import FakeWyoming

JOE = "en_US-joe-medium"
HELLO = SpeechOrder("Hello.", JOE)
QUICK = Timing(connect_timeout=3, audio_timeout=3, refresh=30, first_retry=0.02, last_retry=0.05)


@asynccontextmanager
async def cluster_of(
    *servers: FakeWyoming | Address, timing: Timing = QUICK, settled: bool = True
) -> AsyncIterator[Cluster]:
    """A cluster that (when `settled`) has looked at all servers once; it leaves no task behind."""
    before = asyncio.all_tasks()
    addresses = [s.address if isinstance(s, FakeWyoming) else s for s in servers]
    async with Cluster(addresses, timing=timing) as cluster:
        if settled:
            await cluster.check()
        yield cluster
    fakes = {task for task in asyncio.all_tasks() if "FakeWyoming" in repr(task)}
    assert asyncio.all_tasks() - before - fakes == set()


async def hear(cluster: Cluster, order: SpeechOrder = HELLO) -> bytes:
    async with asyncio.timeout(10), cluster.speak(order) as answer:
        return b"".join([chunk async for chunk in answer])


async def until(condition: Callable[[], object]) -> None:
    """Wait until `condition()` holds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.002)


async def closed_port() -> TcpAddress:
    """An address on which nobody listens."""
    async with FakeWyoming() as server:
        address = server.address
    assert isinstance(address, TcpAddress)
    return address
