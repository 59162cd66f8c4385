"""One connection to a Wyoming server: whole events out and in, every failure an `UpstreamError`."""

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from typing import Any, cast

from wyoming.event import Event, async_read_event, async_write_event

from bridge.errors import UpstreamBrokenError, UpstreamDownError
from jabbertts_wyoming.common.address import Address, UnixAddress

SPEECH_HEADER_BYTES = 1 << 16
"""Enough for a header while speaking; the reader takes twice as much before it makes the server
wait, so this bounds what a slow listener has in memory."""

INFO_HEADER_BYTES = 1 << 22
"""Servers of the older kind put the whole `info` into the header line."""

_BLOCK_BYTES = 1 << 26  # some servers send all their audio in one chunk
_MALFORMED = (AttributeError, KeyError, RecursionError, TypeError)  # of the stock reader


class ConnectionLostError(UpstreamBrokenError):
    """The server closed the connection, or it broke."""


class NoAnswerError(UpstreamDownError):
    """The server is connected but silent."""


class Connection:
    """An open connection; after any failed or interrupted read it is not `usable` any more.

    `name` is the server's URI, which begins every error's message.
    """

    def __init__(
        self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.name = name
        self._stream = reader
        self._reader = cast("asyncio.StreamReader", _BoundedReader(reader))
        self._writer = writer
        self._reading = False

    @property
    def usable(self) -> bool:
        """Whether nothing is known to be wrong with it."""
        return not (
            self._reading
            or self._writer.is_closing()
            or self._stream.at_eof()
            or self._stream.exception()
        )

    async def send(self, event: Event, seconds: float) -> None:
        """Write `event`; raises `ConnectionLostError`, or `NoAnswerError` after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await async_write_event(event, self._writer)
        except TimeoutError:
            raise NoAnswerError(f"{self.name}: takes no request for {seconds:.3g} s") from None
        except OSError as error:
            raise self._lost(error) from None

    async def receive(self, wanted: Callable[[Event], bool], seconds: float) -> Event:
        """Return the next event that is `wanted`; what comes before it is skipped.

        Raises `NoAnswerError` if there is none within `seconds`, `ConnectionLostError`,
        or `UpstreamBrokenError` for something that is no event.
        """
        if self._reading:
            raise UpstreamBrokenError(f"{self.name}: reading was interrupted before")
        self._reading = True  # and for good, if it is cut off in the middle of an event
        try:
            async with asyncio.timeout(seconds):
                while not wanted(event := await self._read()):
                    pass
        except TimeoutError:
            raise NoAnswerError(f"{self.name}: no answer for {seconds:.3g} s") from None
        self._reading = False
        return event

    async def _read(self) -> Event:
        try:
            event = await async_read_event(self._reader)
        except (OSError, asyncio.IncompleteReadError) as error:
            raise self._lost(error) from None
        except _MALFORMED:
            raise self._malformed() from None
        if event is None:
            raise self._lost(None) if self._stream.at_eof() else self._malformed()
        data: Any = event.data
        if data is None:
            event.data = {}
        elif not isinstance(data, dict):
            raise self._malformed()
        return event

    def abort(self) -> None:
        """Close at once, whatever is still on its way."""
        self._writer.transport.abort()

    async def wait_closed(self) -> None:
        """Wait until the socket is closed after `abort`."""
        with suppress(OSError):
            await self._writer.wait_closed()

    def _lost(self, error: Exception | None) -> ConnectionLostError:
        why = _reason(error) if isinstance(error, OSError) else "the server closed the connection"
        return ConnectionLostError(f"{self.name}: {why}")

    def _malformed(self) -> UpstreamBrokenError:
        return UpstreamBrokenError(f"{self.name}: sent something that is no Wyoming event")


class _BoundedReader:
    """What the stock reader calls of a stream, with a bound on lengths that the server names."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        self.readline = stream.readline
        self._stream = stream

    async def readexactly(self, length: int) -> bytes:
        if length > _BLOCK_BYTES:
            raise ValueError  # the stock reader makes None of it
        return await self._stream.readexactly(length)


async def connect(
    address: Address, seconds: float, *, header_bytes: int = SPEECH_HEADER_BYTES
) -> Connection:
    """Connect within `seconds`; raises `UpstreamDownError`.

    The connection knows nothing of the caller's context variables, so that it can serve others.
    """
    opening = asyncio.create_task(_open(address, seconds, header_bytes), context=Context())
    try:
        return await opening
    except asyncio.CancelledError:
        opening.add_done_callback(_discard)
        raise


async def _open(address: Address, seconds: float, limit: int) -> Connection:
    try:
        async with asyncio.timeout(seconds):
            if isinstance(address, UnixAddress):
                streams = await asyncio.open_unix_connection(address.path, limit=limit)
            else:
                streams = await asyncio.open_connection(address.host, address.port, limit=limit)
    except TimeoutError:
        raise UpstreamDownError(f"{address}: no connection within {seconds:.3g} s") from None
    except (OSError, UnicodeError) as error:  # the latter for an impossible host name
        raise UpstreamDownError(f"{address}: {_reason(error)}") from None
    return Connection(str(address), *streams)


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return error.strerror or "unknown host"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)  # asyncio's own text repeats the address
    return str(error) or type(error).__name__


def _discard(opening: asyncio.Task[Connection]) -> None:
    if not opening.cancelled() and not opening.exception():
        opening.result().abort()
