"""Finding the JabberTTS servers that announce themselves on the local network by mDNS."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from bridge.errors import UpstreamBrokenError, UpstreamError
from jabbertts_wyoming.common.address import Address, TcpAddress
from jabbertts_wyoming.common.discovery import SERVICE_TYPE
from jabbertts_wyoming.common.network import reachable_addresses

from .info import OUR_PROGRAM, ask_info

_LOGGER = logging.getLogger(__name__)
_CLOSE_SECONDS = 2.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Discovery:
    """Calls `found` for each JabberTTS server that appears, and `gone` when it takes its leave.

    Every Wyoming service that is announced is asked for its `info` first, within `timeout`
    seconds; another program is left alone. The servers in `known` are not reported, under no
    address that they have on this machine. Services that don't answer, and the addresses of this
    machine, are looked at again every `interval` seconds. `interfaces` are the addresses to listen
    on, instead of those found. Nothing here raises: what goes wrong is one line in the log.
    """

    def __init__(
        self,
        known: Collection[Address],
        found: Callable[[TcpAddress], None],
        gone: Callable[[TcpAddress], None],
        *,
        timeout: float,
        interfaces: Sequence[str] | None = None,
        interval: float = 30.0,
    ) -> None:
        self._known = known
        self._found = found
        self._gone = gone
        self._timeout = timeout
        self._interfaces = interfaces
        self._interval = interval
        self._zeroconf: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None
        self._browsed: tuple[str, ...] = ()
        self._browsing: asyncio.Task[None] | None = None
        self._following: dict[str, asyncio.Task[None]] = {}
        self._joined: dict[str, TcpAddress] = {}
        self._last_complaint = ""

    def start(self) -> None:
        """Begin to look, in a task of its own."""
        self._browsing = asyncio.create_task(self._keep_browsing(), name="discovery")

    async def stop(self) -> None:
        """Stop looking; what was found is not reported gone."""
        if self._browsing:
            self._browsing.cancel()
            await asyncio.wait([self._browsing])
        await self._close()

    async def _keep_browsing(self) -> None:
        while True:
            try:
                await self._refresh()
            except Exception as error:  # a bridge without discovery is better than none
                await self._close()
                self._complain(f"cannot look for servers: {str(error) or type(error).__name__}")
                _LOGGER.debug("discovery failed", exc_info=True)
            await asyncio.sleep(self._interval)

    async def _refresh(self) -> None:
        addresses = await asyncio.to_thread(self._find_addresses)
        if addresses == self._browsed:
            return
        await self._close()
        self._forget()  # they are not heard of again if they left in the meantime
        if not addresses:
            self._complain("this machine has no network address yet; waiting for one")
            return
        # Over IPv4 where there is any: a half-working IPv6 must not cost the rest.
        ipv4 = [address for address in addresses if ":" not in address]
        self._zeroconf = AsyncZeroconf(interfaces=ipv4 or list(addresses))
        self._browser = AsyncServiceBrowser(
            self._zeroconf.zeroconf, SERVICE_TYPE, handlers=[self._on_change]
        )
        self._browsed = addresses
        self._last_complaint = ""

    def _find_addresses(self) -> tuple[str, ...]:
        if self._interfaces is not None:
            return tuple(self._interfaces)
        return reachable_addresses("0.0.0.0")

    def _on_change(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        """Follow a service anew; called in the event loop."""
        if old := self._following.pop(name, None):
            old.cancel()
        if state_change is ServiceStateChange.Removed:
            self._part(name)
        else:
            self._following[name] = asyncio.create_task(self._follow(zeroconf, name))

    async def _follow(self, zeroconf: Zeroconf, name: str) -> None:
        while True:
            with suppress(UpstreamError):
                address = await self._resolve(zeroconf, name)
                if address != self._joined.get(name):
                    self._part(name)
                    self._join(name, address)
                return
            await asyncio.sleep(self._interval)

    async def _resolve(self, zeroconf: Zeroconf, name: str) -> TcpAddress | None:
        """Return where a JabberTTS server answers, None for anything else.

        Raises `UpstreamError` if nothing answers.
        """
        info = AsyncServiceInfo(SERVICE_TYPE, name)
        problem: UpstreamError = UpstreamBrokenError(f"{name}: not resolved")
        if not await info.async_request(zeroconf, self._timeout * 1000) or not info.port:
            raise problem
        places = [TcpAddress(host, info.port) for host in info.parsed_scoped_addresses()]
        known = await asyncio.to_thread(self._all_known)
        if any(place in known for place in places):
            return None
        for place in places:
            try:
                answer, _ = await ask_info(place, self._timeout)
            except UpstreamError as error:
                problem = error
            else:
                return place if answer.program == OUR_PROGRAM else None
        _LOGGER.debug("discovery: %s: %s", name, problem)
        raise problem

    def _all_known(self) -> set[Address]:
        known = set(self._known)
        ports = {a.port for a in known if isinstance(a, TcpAddress) and a.host in _LOOPBACK}
        if ports:
            here = reachable_addresses("0.0.0.0")
            known |= {TcpAddress(host, port) for host in here for port in ports}
        return known

    def _join(self, name: str, address: TcpAddress | None) -> None:
        if address is None:
            return
        new = address not in self._joined.values()
        self._joined[name] = address
        if new:
            _LOGGER.info("discovery: %s at %s", name.removesuffix(f".{SERVICE_TYPE}"), address)
            self._found(address)

    def _part(self, name: str) -> None:
        address = self._joined.pop(name, None)
        if address is not None and address not in self._joined.values():
            _LOGGER.info("discovery: %s is gone", address)
            self._gone(address)

    def _forget(self) -> None:
        for name in list(self._joined):
            self._part(name)

    async def _close(self) -> None:
        self._browsed = ()
        if self._browser:
            await self._browser.async_cancel()
            self._browser = None
        tasks = list(self._following.values())
        self._following.clear()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if self._zeroconf is None:
            return
        with suppress(Exception):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._zeroconf.async_close()
        self._zeroconf = None

    def _complain(self, text: str) -> None:
        """Warn, but not again while the same thing is wrong."""
        if text != self._last_complaint:
            _LOGGER.warning("discovery: %s", text)
            self._last_complaint = text
