import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from bridge.order import SpeechOrder
from bridge.upstream import discovery as discovery_module
from bridge.upstream.cluster import Cluster
from bridge.upstream.discovery import Discovery
from jabbertts_wyoming.common.address import Address, TcpAddress
from jabbertts_wyoming.common.discovery import SERVICE_TYPE, Announcer
from tests.bridge.fake_wyoming import Answer, FakeVoice, FakeWyoming
from tests.bridge.upstream.calls import QUICK, closed_port, cluster_of, hear, until

LOOPBACK = ["127.0.0.1"]


@pytest.fixture
async def fake() -> AsyncIterator[FakeWyoming]:
    async with FakeWyoming() as fake:
        yield fake


@asynccontextmanager
async def announced(address: Address) -> AsyncIterator[None]:
    """As `Announcer` does it, but without first asking whether the name is free."""
    assert isinstance(address, TcpAddress)
    mark = secrets.token_hex(6)
    info = AsyncServiceInfo(
        SERVICE_TYPE,
        f"test {mark}.{SERVICE_TYPE}",
        port=address.port,
        parsed_addresses=LOOPBACK,
        server=f"test-{mark}.local.",
    )
    zeroconf = AsyncZeroconf(interfaces=LOOPBACK)
    try:
        await zeroconf.async_register_service(info, cooperating_responders=True)
        yield
    finally:
        await zeroconf.async_close()  # says goodbye


class Found:
    """The addresses that a discovery has found, of those that this test announces."""

    def __init__(self, *mine: Address, known: list[Address] | None = None) -> None:
        self.mine = mine
        self.present: list[Address] = []
        self.past: list[Address] = []
        self.discovery = Discovery(
            known or [], self._add, self._remove, timeout=1, interfaces=LOOPBACK, interval=0.1
        )

    def _add(self, address: TcpAddress) -> None:
        if address in self.mine:  # not another test run's
            self.present.append(address)

    def _remove(self, address: TcpAddress) -> None:
        if address in self.mine:
            self.present.remove(address)
            self.past.append(address)

    async def __aenter__(self) -> "Found":
        self.discovery.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.discovery.stop()


async def test_comes_and_goes(fake: FakeWyoming) -> None:
    async with Found(fake.address) as found:
        async with announced(fake.address):
            await until(lambda: found.present == [fake.address])
        await until(lambda: found.past == [fake.address])
    assert not found.present


async def test_is_there_already(fake: FakeWyoming) -> None:
    async with announced(fake.address):
        async with Found(fake.address) as first:
            await until(lambda: first.present == [fake.address])
        async with Found(fake.address) as second:
            await until(lambda: second.present == [fake.address])
        assert not second.past  # stopping is no reason to call them gone


async def test_other_programs_are_left_alone(fake: FakeWyoming) -> None:
    async with FakeWyoming(ours=False) as piper, Found(fake.address, piper.address) as found:
        async with announced(piper.address):
            await until(lambda: piper.describes)
            async with announced(fake.address):
                await until(lambda: found.present)
        await until(lambda: found.past)
    assert found.past == [fake.address]
    assert piper.describes == 1


async def test_what_is_known_is_not_found_again(fake: FakeWyoming) -> None:
    async with (
        FakeWyoming() as known,
        Found(fake.address, known.address, known=[known.address]) as found,
        announced(known.address),
        announced(fake.address),
    ):
        await until(lambda: found.present)
        await asyncio.sleep(0.1)
        assert found.present == [fake.address]
        assert not known.connections


async def test_a_local_server_is_known_by_all_its_addresses(
    fake: FakeWyoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is configured as localhost, and announced by its address on the network."""
    monkeypatch.setattr(discovery_module, "reachable_addresses", lambda _host: ("127.0.0.1",))
    assert isinstance(fake.address, TcpAddress)
    known: list[Address] = [TcpAddress("localhost", fake.address.port)]
    async with (
        FakeWyoming() as other,
        Found(fake.address, other.address, known=known) as found,
        announced(fake.address),
        announced(other.address),
    ):
        await until(lambda: found.present)
        await asyncio.sleep(0.1)
        assert found.present == [other.address]
        assert not fake.connections


async def test_one_that_does_not_answer_is_asked_again(fake: FakeWyoming) -> None:
    address = fake.address
    await fake.stop()
    async with Found(address) as found, announced(address):
        await asyncio.sleep(0.4)  # announced by then, and refused
        assert not found.present
        await fake.start()
        await until(lambda: found.present == [address])


async def test_two_names_for_one_server(fake: FakeWyoming) -> None:
    async with Found(fake.address) as found, announced(fake.address):
        await until(lambda: found.present == [fake.address])
        async with announced(fake.address):
            await until(lambda: fake.describes == 2)
            await asyncio.sleep(0.05)
            assert found.present == [fake.address]
        await asyncio.sleep(0.5)
        assert not found.past


async def test_another_network_starts_afresh(
    fake: FakeWyoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses: tuple[str, ...] = ()
    monkeypatch.setattr(discovery_module, "reachable_addresses", lambda _host: addresses)
    found = Found(fake.address)
    found.discovery._interfaces = None
    async with found, announced(fake.address):
        await asyncio.sleep(0.2)
        assert not found.present
        addresses = ("127.0.0.1",)
        await until(lambda: found.present == [fake.address])
        addresses = ()
        await until(lambda: found.past == [fake.address])


async def test_what_fails_is_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    def broken(**_kwargs: object) -> None:
        tries.append(1)
        raise OSError("no multicast here")

    monkeypatch.setattr(discovery_module, "AsyncZeroconf", broken)
    with caplog.at_level(logging.INFO, discovery_module.__name__):
        async with Found():
            await until(lambda: len(tries) > 2)
    (record,) = caplog.records
    assert record.getMessage() == "discovery: cannot look for servers: no multicast here"


async def test_stops_while_it_asks(fake: FakeWyoming) -> None:
    fake.mute = True
    async with announced(fake.address):
        async with Found(fake.address):
            await until(lambda: fake.describes)
        await until(lambda: fake.open == 0)


async def test_a_cluster_that_discovers(fake: FakeWyoming, tmp_path: Path) -> None:
    assert isinstance(fake.address, TcpAddress)
    announcer = Announcer(fake.address, data_dir=tmp_path, interfaces=LOOPBACK)
    voice = secrets.token_hex(6)
    fake.voices = [FakeVoice(voice)]
    order = SpeechOrder("Hello.", voice)
    fake.answer = Answer(hold_after=1)

    def uris() -> list[str]:
        return [status.uri for status in cluster.status() if status.up]

    nobody = await closed_port()
    async with Cluster([nobody], timing=QUICK, discover=True, interfaces=LOOPBACK) as cluster:
        announcer.start()
        await until(lambda: fake.uri in uris())
        assert voice in [voice.name for voice in await cluster.voices()]
        hearing = asyncio.create_task(hear(cluster, order))
        await until(lambda: fake.speaking)
        await announcer.stop()
        await until(lambda: fake.uri not in [status.uri for status in cluster.status()])
        fake.gate.set()  # it took its leave, but may finish
        assert await hearing == fake.answer.pcm
    await until(lambda: fake.open == 0)


async def test_a_cluster_without_discovery_opens_no_zeroconf(
    fake: FakeWyoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(discovery_module, "AsyncZeroconf")
    async with cluster_of(fake) as cluster:
        assert await hear(cluster) == fake.answer.pcm
