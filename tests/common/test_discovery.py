import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

from jabbertts_wyoming.common import discovery
from jabbertts_wyoming.common.address import TcpAddress
from jabbertts_wyoming.common.discovery import SERVICE_TYPE, Announcer

LOOPBACK = ["127.0.0.1"]


class Network:
    """What another machine sees by mDNS (on loopback) of servers with `mark` in their name."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.zeroconf = AsyncZeroconf(interfaces=LOOPBACK)
        self.present: dict[str, bool] = {}
        self._changed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self._browser = AsyncServiceBrowser(
            self.zeroconf.zeroconf, SERVICE_TYPE, handlers=[self._on_change]
        )

    def _on_change(
        self,
        zeroconf: Zeroconf,
        service_type: str,
        name: str,
        state_change: ServiceStateChange,
    ) -> None:
        if self.mark not in name:
            return  # another test run's
        self.present[name] = state_change is not ServiceStateChange.Removed
        task = asyncio.get_running_loop().create_task(self._notify())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, condition: Callable[[dict[str, bool]], bool]) -> None:
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: condition(self.present))

    async def close(self) -> None:
        await self._browser.async_cancel()
        await self.zeroconf.async_close()


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> str:
    """This test's machine id, which is in automatic names."""
    mark = secrets.token_hex(6)
    monkeypatch.setattr(discovery, "stable_id", lambda _data_dir: mark)
    return mark


@pytest.fixture
async def network(mark: str) -> AsyncIterator[Network]:
    network = Network(mark)
    yield network
    await network.close()


async def settle(announcer: Announcer, condition: Callable[[], object]) -> None:
    """Run `announcer` until `condition` holds, then stop it."""
    announcer.start()
    for _ in range(500):
        await asyncio.sleep(0.01)
        if condition():
            break
    await announcer.stop()


async def test_appears_resolves_and_withdraws(network: Network, tmp_path: Path) -> None:
    wanted = f"Küche {network.mark}"
    name = f"{wanted}.{SERVICE_TYPE}"
    address = TcpAddress("127.0.0.1", 12345)
    announcer = Announcer(address, data_dir=tmp_path, name=wanted, interfaces=LOOPBACK)
    announcer.start()
    announcer.start()  # a second start is the same
    await network.until(lambda present: present.get(name, False))
    info = await network.zeroconf.async_get_service_info(SERVICE_TYPE, name)
    assert info is not None
    assert (info.port, info.parsed_addresses()) == (12345, LOOPBACK)
    assert info.server == f"jabbertts-{network.mark}.local."

    await announcer.stop()
    await network.until(lambda present: not present[name])
    await announcer.stop()  # and so is a second stop


async def test_a_taken_name_gets_a_number(
    network: Network, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = (
        Announcer(TcpAddress("127.0.0.1", port), data_dir=tmp_path, interfaces=LOOPBACK)
        for port in (12345, 12346)
    )
    with caplog.at_level(logging.WARNING):
        first.start()
        await network.until(lambda present: len(present) == 1)
        (name,) = network.present
        assert name == f"jabbertts-{network.mark}.{SERVICE_TYPE}"
        second.start()
        await network.until(lambda present: len(present) == 2)
    renamed = name.replace("._wyoming", "-2._wyoming")
    assert set(network.present) == {name, renamed}
    info = await network.zeroconf.async_get_service_info(SERVICE_TYPE, renamed)
    assert info is not None
    assert info.port == 12346
    await asyncio.gather(first.stop(), second.stop())
    assert [r for r in caplog.records if "is taken on this network" in r.getMessage()]


async def test_loopback_alone_is_not_announced(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    announcer = Announcer(TcpAddress("127.0.0.1", 1), data_dir=tmp_path, interval=0.01)
    with caplog.at_level(logging.INFO):
        announcer.start()
        await asyncio.sleep(0.2)  # several rounds
        await announcer.stop()
    (record,) = (r for r in caplog.records if r.name == discovery.__name__)
    assert "listens on 127.0.0.1 only" in record.getMessage()


async def test_announces_once_the_network_is_up(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"late {network.mark}.{SERVICE_TYPE}"
    addresses: tuple[str, ...] = ()
    monkeypatch.setattr(discovery, "reachable_addresses", lambda _host: addresses)
    announcer = Announcer(
        TcpAddress("0.0.0.0", 1), data_dir=tmp_path, name=f"late {network.mark}", interval=0.01
    )
    announcer.start()
    await asyncio.sleep(0.1)
    assert not network.present
    addresses = ("127.0.0.1",)
    await network.until(lambda present: present.get(name, False))
    addresses = ()
    await network.until(lambda present: not present[name])
    await announcer.stop()


async def test_an_error_is_one_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls = []

    def broken(*_args: object, **_kwargs: object) -> AsyncZeroconf:
        calls.append(1)
        raise OSError("no multicast here")

    monkeypatch.setattr(discovery, "AsyncZeroconf", broken)
    announcer = Announcer(
        TcpAddress("127.0.0.1", 1), data_dir=tmp_path, interfaces=LOOPBACK, interval=0.01
    )
    with caplog.at_level(logging.INFO):
        await settle(announcer, lambda: len(calls) > 2)
    (record,) = (r for r in caplog.records if r.name == discovery.__name__)
    assert "cannot announce this server: no multicast here" in record.getMessage()


async def test_stops_while_it_registers(tmp_path: Path) -> None:
    announcer = Announcer(TcpAddress("127.0.0.1", 1), data_dir=tmp_path, interfaces=LOOPBACK)
    announcer.start()
    await asyncio.sleep(0.05)  # zeroconf still asks whether the name is free
    async with asyncio.timeout(2.5):
        await announcer.stop()


async def test_a_stuck_goodbye_does_not_hold_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    closed = asyncio.Event()

    class Stuck:
        def __init__(self, **_kwargs: object) -> None:
            pass

        async def async_register_service(self, *_args: object, **_kwargs: object) -> object:
            return asyncio.sleep(0)

        async def async_close(self) -> None:
            closed.set()
            await asyncio.Event().wait()

    monkeypatch.setattr(discovery, "AsyncZeroconf", Stuck)
    monkeypatch.setattr(discovery, "_GOODBYE_SECONDS", 0.05)
    announcer = Announcer(TcpAddress("127.0.0.1", 1), data_dir=tmp_path, interfaces=LOOPBACK)
    with caplog.at_level(logging.INFO):
        await settle(announcer, lambda: "announced as" in caplog.text)
    assert closed.is_set()
    assert "no goodbye: TimeoutError" in caplog.text


def test_an_impossible_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no dots"):
        Announcer(TcpAddress("127.0.0.1", 1), data_dir=tmp_path, name="a.b")
