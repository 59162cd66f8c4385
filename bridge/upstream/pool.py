"""The connections to one server: those in use, and a few idle ones for whoever speaks next."""

import asyncio
from dataclasses import dataclass

from bridge.errors import UpstreamDownError
from jabbertts_wyoming.common.address import Address

from .connection import Connection, connect

MAX_AGE = 240.0
"""Seconds that a connection may be idle; JabberTTS closes it after 300."""


@dataclass(frozen=True, slots=True)
class _Idle:
    connection: Connection
    since: float


class Pool:
    """Any number of open connections, of which at most `max_idle` are kept while unused.

    Times are in seconds.
    """

    def __init__(
        self, address: Address, *, connect_timeout: float, max_idle: int, max_age: float = MAX_AGE
    ) -> None:
        self._address = address
        self._connect_timeout = connect_timeout
        self._max_idle = max_idle
        self._max_age = max_age
        self._idle: list[_Idle] = []  # the one used last is the last
        self._busy: set[Connection] = set()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether it is retired or closed."""
        return self._closed

    @property
    def idle(self) -> int:
        """Idle connections."""
        return len(self._idle)

    @property
    def busy(self) -> int:
        """Connections in use."""
        return len(self._busy)

    def take_idle(self) -> Connection | None:
        """Return an idle connection that seems alive, for use, or None."""
        oldest = self._now() - self._max_age
        while self._idle:
            idle = self._idle.pop()
            if idle.since >= oldest and idle.connection.usable:
                self._busy.add(idle.connection)
                return idle.connection
            idle.connection.abort()
        return None

    async def open(self) -> Connection:
        """Return a fresh connection, for use; raises `UpstreamDownError`."""
        self._check_open()
        connection = await connect(self._address, self._connect_timeout)
        self._busy.add(connection)
        try:
            self._check_open()
        except UpstreamDownError:
            self.drop(connection)
            raise
        return connection

    def _check_open(self) -> None:
        if self._closed:
            raise UpstreamDownError(f"{self._address}: not in use any more")

    def give_back(self, connection: Connection) -> None:
        """Keep a connection whose answer is complete, if there is room and it is `usable`."""
        self._busy.discard(connection)
        if self._closed or len(self._idle) >= self._max_idle or not connection.usable:
            connection.abort()
        else:
            self._idle.append(_Idle(connection, self._now()))

    def drop(self, connection: Connection) -> None:
        """Close a connection in use."""
        self._busy.discard(connection)
        connection.abort()

    def trim(self) -> None:
        """Close idle connections that are too old or dead."""
        oldest = self._now() - self._max_age
        for idle in self._idle:
            if idle.since < oldest or not idle.connection.usable:
                idle.connection.abort()
        self._idle = [i for i in self._idle if i.since >= oldest and i.connection.usable]

    def clear(self) -> list[Connection]:
        """Close all idle connections; returns them."""
        idle, self._idle = self._idle, []
        for item in idle:
            item.connection.abort()
        return [item.connection for item in idle]

    def retire(self) -> None:
        """Keep nothing from now on; what is in use is closed as it is given back."""
        self._closed = True
        self.clear()

    async def close(self) -> None:
        """Close everything, also what is in use."""
        self._closed = True
        closing = [*self.clear(), *self._busy]
        for connection in self._busy:
            connection.abort()
        await asyncio.gather(*(connection.wait_closed() for connection in closing))

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
