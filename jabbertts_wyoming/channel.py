"""One connection's bytes, both ways, each with a small buffer and backpressure."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

_LOGGER = logging.getLogger(__name__)

# Bytes. A second of medium-quality speech is 44 kB, so a client that plays as it reads has more
# than a second in hand, and one that does not read holds no more than these.
READ_BUFFER = 64 * 1024
WRITE_BUFFER = 64 * 1024
_KERNEL_BUFFER = 64 * 1024

# Seconds. A dead peer is found after about 2 minutes of silence.
_KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}


class DisconnectedError(Exception):
    """The peer is gone, or was cut because it does not read."""


class Channel(asyncio.Protocol):
    """An asyncio protocol with awaitable ends.

    `on_open` is called with the channel once it is connected. `write_timeout` is in seconds.
    """

    def __init__(self, on_open: Callable[["Channel"], None], write_timeout: float) -> None:
        self._on_open = on_open
        self._write_timeout = write_timeout
        self._transport: asyncio.Transport
        self._received = bytearray()
        self._eof = False
        self._finished = False
        self._readable = asyncio.Event()
        self._writable = asyncio.Event()
        self._lost = asyncio.Event()
        self.peer = "?"

    # --- asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Tune the socket and hand the channel on."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=WRITE_BUFFER)
        self._writable.set()
        self.peer = _peer_name(transport.get_extra_info("peername"))
        _tune(transport.get_extra_info("socket"))
        self._on_open(self)

    def data_received(self, data: bytes) -> None:
        """Hold `data` until it is asked for; stop reading when that is too much."""
        self._received += data
        self._readable.set()
        if len(self._received) > READ_BUFFER:
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """Keep the other half open: a piped client closes its own once all is sent."""
        self._eof = True
        self._readable.set()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake everybody."""
        if exc is not None:
            _LOGGER.debug("%s: connection lost: %s", self.peer, exc)
        self._lost.set()
        self._readable.set()
        self._writable.set()

    def pause_writing(self) -> None:
        """Hold the writers back."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Let the writers go on."""
        self._writable.set()

    # --- our side

    async def lost(self) -> None:
        """Wait until the connection is gone."""
        await self._lost.wait()

    async def receive(self) -> bytes:
        """Return what has come in, b"" once the peer has said that no more comes.

        Cancelling it loses nothing. Raises `DisconnectedError`.
        """
        if not self._received and not self._eof:
            self._readable.clear()
            if not self._lost.is_set():
                await self._readable.wait()
        if self._received:
            data = bytes(self._received)
            self._received.clear()
            self._transport.resume_reading()
            return data
        if self._eof:
            return b""
        raise DisconnectedError("the client disconnected")

    async def send(self, data: bytes) -> None:
        """Write `data` as a whole, then wait until the buffer is small enough again.

        Raises `DisconnectedError` if the peer is gone or does not read for the write timeout.
        """
        if self._finished or self._transport.is_closing():
            raise DisconnectedError("the client disconnected")
        self._transport.write(data)
        if not self._writable.is_set():
            await self._room()
        if self._transport.is_closing() or self._was_reset():
            self.abort()
            raise DisconnectedError("the client disconnected")

    async def _room(self) -> None:
        try:
            async with asyncio.timeout(self._write_timeout):
                await self._writable.wait()
        except TimeoutError:
            self.abort()
            message = f"the client did not read for {self._write_timeout:g} s and was cut"
            _LOGGER.warning("%s: %s", self.peer, message)
            raise DisconnectedError(message) from None

    async def finish(self, last: bytes = b"", linger: float = 0.0) -> None:
        """Write `last`, say that no more comes, and close once the peer has all of it.

        Input that the peer still sends is read and dropped for up to `linger` seconds: closing
        over unread input resets the connection, and the peer would lose the last bytes.
        """
        self._finished = True
        if not self._transport.is_closing():
            self._transport.write(last)
            with suppress(OSError):  # a reset that is not known here yet
                self._transport.write_eof()
        with suppress(DisconnectedError, TimeoutError):
            async with asyncio.timeout(linger):
                while await self.receive():
                    pass
        self._transport.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._write_timeout):
                await self._lost.wait()
        self.abort()

    def cut(self, last: bytes) -> None:
        """Close at once; `last` goes out if the peer has room for it."""
        self._finished = True
        if self._transport.is_closing():
            return
        self._transport.write(last)
        if self._transport.get_write_buffer_size():
            self._transport.abort()
        else:
            self._transport.close()

    def abort(self) -> None:
        """Close at once and drop what is not yet sent."""
        self._finished = True
        if not self._lost.is_set():
            self._transport.abort()

    def _was_reset(self) -> bool:
        """Whether a peer that closed its half has since refused our bytes.

        A full close looks like a half-close until then, and asyncio no longer watches the
        socket after the end of its input.
        """
        sock: socket.socket = self._transport.get_extra_info("socket")
        return self._eof and sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0


def _tune(sock: socket.socket) -> None:
    # asyncio itself sets TCP_NODELAY.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BUFFER)
    if sock.family == socket.AF_UNIX:
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE.items():
        if hasattr(socket, name):  # Linux has them all, others some
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _peer_name(address: Any) -> str:
    if isinstance(address, tuple):
        host, port = address[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return "a local client"
