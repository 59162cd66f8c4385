"""Announcing a Wyoming server by mDNS (zeroconf), so that Home Assistant finds it by itself."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from .address import TcpAddress
from .machine import check_instance_name, stable_id
from .network import WILDCARDS, reachable_addresses

SERVICE_TYPE = "_wyoming._tcp.local."
_LOGGER = logging.getLogger(__name__)
_GOODBYE_SECONDS = 2.0


class Announcer:
    """Keeps one server announced while its addresses come and go; never in its way.

    `address` is where the server listens, with its real port. `name` is the instance name, by
    default "jabbertts-" and this machine's stable id (`data_dir` keeps the id where the machine
    has none). If another server on the network has the name already, "-2" and so on is added.
    The addresses are looked at again every `interval` seconds: the network may come up after us.
    `interfaces` are the addresses to announce and to announce on, instead of those found, and
    loopback is allowed there: for tests.

    Once made (`ValueError` for an impossible name), nothing here raises or blocks the loop: what
    goes wrong is one line in the log.
    """

    def __init__(
        self,
        address: TcpAddress,
        *,
        data_dir: Path,
        name: str | None = None,
        interfaces: Sequence[str] | None = None,
        interval: float = 30.0,
    ) -> None:
        self._address = address
        self._data_dir = data_dir
        self._name = name and check_instance_name(name)
        self._interfaces = interfaces
        self._interval = interval
        self._task: asyncio.Task[None] | None = None
        self._zeroconf: AsyncZeroconf | None = None
        self._announced: tuple[str, ...] = ()
        self._last_complaint = ""

    def start(self) -> None:
        """Begin to announce, in a task of its own."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep_announced(), name="zeroconf")

    async def stop(self) -> None:
        """Withdraw the announcement (goodbye), within two seconds."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.wait([self._task])
        self._task = None
        await self._withdraw()

    async def _keep_announced(self) -> None:
        while True:
            try:
                await self._refresh()
            except Exception as error:  # a server without discovery is better than none
                # Closed, so that the next round starts afresh.
                await self._withdraw()
                self._complain(f"cannot announce this server: {_text(error)}")
                _LOGGER.debug("zeroconf failed", exc_info=True)
            await asyncio.sleep(self._interval)

    async def _refresh(self) -> None:
        addresses = await asyncio.to_thread(self._find_addresses)
        if not addresses:
            self._complain(self._why_unreachable())
        if addresses == self._announced:
            return
        await self._withdraw()
        if addresses:
            await self._announce(addresses)
            self._announced = addresses
            self._last_complaint = ""

    def _find_addresses(self) -> tuple[str, ...]:
        if self._interfaces is not None:
            return tuple(self._interfaces)
        return reachable_addresses(self._address.host)

    def _why_unreachable(self) -> str:
        host = self._address.host
        if host in WILDCARDS:
            return "this machine has no network address yet; waiting for one"
        return (
            f"not announced: the server listens on {host} only, which no other machine can reach; "
            "use --uri tcp://0.0.0.0:PORT"
        )

    async def _announce(self, addresses: tuple[str, ...]) -> None:
        host = f"jabbertts-{await asyncio.to_thread(stable_id, self._data_dir)}"
        wanted = self._name or host
        info = AsyncServiceInfo(
            SERVICE_TYPE,
            f"{wanted}.{SERVICE_TYPE}",
            port=self._address.port,
            parsed_addresses=list(addresses),
            server=f"{host}.local.",
        )
        # Over IPv4 where there is any: a half-working IPv6 must not cost the rest.
        ipv4 = [address for address in addresses if ":" not in address]
        self._zeroconf = AsyncZeroconf(interfaces=ipv4 or list(addresses))
        sending = await self._zeroconf.async_register_service(info, allow_name_change=True)
        self._report(info, wanted, addresses)
        await sending

    def _report(self, info: ServiceInfo, wanted: str, addresses: Sequence[str]) -> None:
        name = info.name.removesuffix(f".{SERVICE_TYPE}")
        if name != wanted:
            _LOGGER.warning(
                "zeroconf: the name %s is taken on this network, so this server is %s; give each "
                "server its own --zeroconf NAME",
                wanted,
                name,
            )
        places = ", ".join(str(TcpAddress(a, self._address.port)) for a in addresses)
        _LOGGER.info("zeroconf: announced as %s at %s", name, places)

    async def _withdraw(self) -> None:
        self._announced = ()
        if self._zeroconf is None:
            return
        try:
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await self._zeroconf.async_close()  # says goodbye for what is registered
        except Exception as error:
            _LOGGER.warning("zeroconf: no goodbye: %s", _text(error))
        self._zeroconf = None  # not before: `stop` may cut in here, and takes over then

    def _complain(self, text: str) -> None:
        """Warn, but not again while the same thing is wrong."""
        if text != self._last_complaint:
            _LOGGER.warning("zeroconf: %s", text)
            self._last_complaint = text


def _text(error: Exception) -> str:
    return str(error) or type(error).__name__
