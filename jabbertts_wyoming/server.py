"""The Wyoming server's life: start, serve, drain."""

import asyncio
import logging
from collections.abc import Sequence

from .admission import Admission
from .channel import Channel
from .common.address import Address, parse_uri
from .common.errors import BusyError, ConfigError
from .common.open_files import connection_capacity
from .describe import Describer
from .handler import Handler, Services, encode_error
from .limits import ServerLimits
from .listen import bound_addresses, listen, remove_socket_file
from .request import Speech

_LOGGER = logging.getLogger(__name__)

# Seconds that connections get to die after they were cut.
_CUT_TIMEOUT = 2.0


class Server:
    """Serves a `Speech` over Wyoming. `start` it, then `run_until` an event, or `drain` it."""

    def __init__(self, speech: Speech, limits: ServerLimits | None = None) -> None:
        self._limits = limits or ServerLimits()
        self._services = Services(
            speech=speech,
            describer=Describer(speech),
            admission=Admission(self._limits.max_connections, self._limits.max_queue),
            limits=self._limits,
        )
        self._server: asyncio.Server | None = None
        self._addresses: list[Address] = []
        self._connections: dict[asyncio.Task[None], Handler] = {}
        self._capacity = 1
        self._draining = False

    @property
    def addresses(self) -> Sequence[Address]:
        """What the server listens on, with real port numbers."""
        return tuple(self._addresses)

    async def start(self, uri: str) -> None:
        """Listen on `uri` (`tcp://HOST:PORT` or `unix:///PATH`); raises `ConfigError`."""
        try:
            address = parse_uri(uri)
        except ValueError as error:
            raise ConfigError(f"uri {uri!r} is wrong: {error}") from None
        self._capacity = connection_capacity()
        self._server = await listen(address, self._channel)
        self._addresses = bound_addresses(self._server)

    async def run_until(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then `drain`."""
        try:
            await stop.wait()
        finally:
            await self.drain()

    async def drain(self) -> None:
        """Stop accepting, let what runs finish within the grace period, cut the rest.

        A connection that is cut gets an error, never a false `audio-stop`.
        """
        if self._server is None:
            return
        server, self._server = self._server, None
        self._draining = True
        server.close()
        for address in self._addresses:
            remove_socket_file(address)
        for handler in self._connections.values():
            handler.drain()
        if await self._ended(self._limits.grace_period):
            return
        _LOGGER.warning("%d connections cut at shutdown", len(self._connections))
        for task in self._connections:
            task.cancel()
        if not await self._ended(_CUT_TIMEOUT):
            _LOGGER.warning("%d connections did not end in time", len(self._connections))

    async def _ended(self, seconds: float) -> bool:
        if self._connections:
            await asyncio.wait(set(self._connections), timeout=seconds)
        # The tasks' own callbacks, which take them off the list, run after the wait's.
        await asyncio.sleep(0)
        return not self._connections

    def _channel(self) -> Channel:
        return Channel(self._connected, self._limits.write_timeout)

    def _connected(self, channel: Channel) -> None:
        if len(self._connections) >= self._capacity:
            _LOGGER.warning("%s: refused, %d connections are open", channel.peer, self._capacity)
            channel.cut(encode_error(BusyError("too many connections are open: try again later")))
            return
        handler = Handler(channel, self._services)
        if self._draining:  # accepted just before the listener closed
            handler.drain()
        task = asyncio.get_running_loop().create_task(handler.run())
        self._connections[task] = handler
        task.add_done_callback(self._ended_one)

    def _ended_one(self, task: asyncio.Task[None]) -> None:
        del self._connections[task]
        if not task.cancelled() and (error := task.exception()):
            _LOGGER.error("a connection's handler failed", exc_info=error)
