"""Guarding the HTTP connections: how many, and how long a client may take.

aiohttp serves each of them; `_Guarded` stands between it and the transport and looks at the
clock. What the request's body and its answer take inside a handler is up to the handler.
"""

import asyncio
import logging
import math
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

_LOGGER = logging.getLogger(__name__)
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\n"
    b"Connection: close\r\nContent-Length: 0\r\nRetry-After: 1\r\n\r\n"
)
_POLITE_REFUSALS = 16  # at a time; those beyond are just closed
_REFUSAL_SECONDS = 1.0  # for the client to read its refusal
_WARNING_INTERVAL = 60.0  # seconds


class ConnectionGuard:
    """Limits the connections of one server. Times are in seconds.

    At most `max_clients` are open; one more is answered with `full_answer` (a whole HTTP
    response, by default an empty 503) and closed. Dropped is who has not sent a request's whole
    head within `request_timeout`, from connecting or, on a kept connection, from its first byte;
    and who has not taken the bytes that wait for it within `write_timeout`. A kept connection
    that is idle is left to aiohttp's `keepalive_timeout`, a body to the handler.

    `middleware` must be the application's first one. `make_protocol` makes what serves one
    connection, by default aiohttp's own.
    """

    def __init__(
        self,
        max_clients: int,
        request_timeout: float,
        write_timeout: float,
        *,
        full_answer: bytes = _FULL,
        make_protocol: Callable[[web.Server], web.RequestHandler] = web.Server.__call__,
    ) -> None:
        self.max_clients = max_clients
        self.request_timeout = request_timeout
        self.write_timeout = write_timeout
        self.full_answer = full_answer
        self.make_protocol = make_protocol
        self.refused = 0
        self.too_slow = 0
        self.stalled = 0
        self._open: dict[web.RequestHandler, _Guarded] = {}
        self._refusals: set[_Refusal] = set()
        self._next_warning = -math.inf

    @property
    def open(self) -> int:
        """How many connections are open, without those that are being refused."""
        return len(self._open)

    @property
    def middleware(self) -> Middleware:
        """What tells the guard when a request's head has come and when it is answered."""

        @web.middleware
        async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
            connection = self._open.get(request.protocol)
            if connection is None:  # served by something else than a `GuardedSite`
                return await handler(request)
            connection.begin_request()
            try:
                return await handler(request)
            finally:
                # What is left of the body is no new request.
                request.content.on_eof(connection.end_request)

        return watch

    def protocol(self, server: web.Server) -> asyncio.Protocol:
        """Return the protocol for one new connection to `server`."""
        if len(self._open) >= self.max_clients:
            self._note_refusal()
            return _Refusal(self.full_answer, self._refusals)
        inner = self.make_protocol(server)
        guarded = self._open[inner] = _Guarded(self, inner)
        return guarded

    def forget(self, inner: web.RequestHandler) -> None:
        """Take a connection that is closed off the books."""
        self._open.pop(inner, None)

    def abort(self) -> None:
        """Cut what is open still; for after the runner's `cleanup`, which leaves stalled ones."""
        left: list[_Guarded | _Refusal] = [*self._open.values(), *self._refusals]
        for connection in left:
            connection.abort()

    def _note_refusal(self) -> None:
        self.refused += 1
        now = asyncio.get_running_loop().time()
        if now >= self._next_warning:
            self._next_warning = now + _WARNING_INTERVAL
            _LOGGER.warning(
                "%d clients are connected, as many as --max-clients allows: more are refused",
                self.max_clients,
            )


class GuardedSite(web.BaseSite):
    """Where `runner` serves, with each connection guarded; port 0 is any free one.

    `start` raises `OSError` if it cannot listen there. The runner's `cleanup` stops it.
    """

    def __init__(
        self,
        runner: web.BaseRunner,
        host: str,
        port: int,
        guard: ConnectionGuard,
        *,
        backlog: int = 128,
    ) -> None:
        super().__init__(runner, backlog=backlog)
        self._host = host
        self._port = port
        self._guard = guard

    @property
    def name(self) -> str:
        """The URL, with the real port once it is started."""
        host, port = self.addresses[0] if self.addresses else (self._host, self._port)
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Hosts and ports that are really listened on; none before `start` and after `stop`."""
        sockets = cast("asyncio.Server", self._server).sockets if self._server else ()
        return [sock.getsockname()[:2] for sock in sockets]

    async def start(self) -> None:
        """Listen and serve from now on."""
        await super().start()
        server = self._runner.server
        assert server is not None
        self._server = await asyncio.get_running_loop().create_server(
            lambda: self._guard.protocol(server),
            self._host,
            self._port,
            backlog=self._backlog,
        )


class _Guarded(asyncio.Protocol):
    """One connection: passes everything on to aiohttp's protocol and keeps its time."""

    def __init__(self, guard: ConnectionGuard, inner: web.RequestHandler) -> None:
        self._guard = guard
        self._inner = inner
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._idle = False  # between an answered request and the next one's first byte
        self._head_timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None

    def begin_request(self) -> None:
        """Note that a request's head is complete."""
        self._idle = False
        self._stop_head_timer()

    def end_request(self) -> None:
        """Note that a request is answered and all of it was read."""
        self._idle = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # So that writing counts as paused whenever anything waits, be it ever so little.
        self._transport.set_write_buffer_limits(high=0)
        self._start_head_timer()
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._idle:
            self._idle = False
            self._start_head_timer()
        self._inner.data_received(data)

    def eof_received(self) -> None:
        self._inner.eof_received()

    def pause_writing(self) -> None:
        self._write_timer = self._loop.call_later(self._guard.write_timeout, self._stalled)
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._stop_write_timer()
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_head_timer()
        self._stop_write_timer()
        self._guard.forget(self._inner)
        self._inner.connection_lost(exc)

    def _start_head_timer(self) -> None:
        self._head_timer = self._loop.call_later(self._guard.request_timeout, self._too_slow)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_write_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def _too_slow(self) -> None:
        self._guard.too_slow += 1
        self._drop("has not sent its request in time")

    def _stalled(self) -> None:
        self._guard.stalled += 1
        self._drop("does not take its answer")

    def _drop(self, why: str) -> None:
        peer = self._transport and self._transport.get_extra_info("peername")
        _LOGGER.debug("client %s dropped: it %s", peer, why)
        self.abort()

    def abort(self) -> None:
        """Close it now, whatever waits to be sent."""
        if self._transport is not None:
            self._transport.abort()


class _Refusal(asyncio.Protocol):
    """A connection too many: says so, and waits for the client to close, but not for long.

    Closing at once with its request unread would reset the connection before the client could
    read anything.
    """

    def __init__(self, answer: bytes, others: "set[_Refusal]") -> None:
        self._answer = answer
        self._others = others
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if len(self._others) >= _POLITE_REFUSALS:
            self._transport.abort()
            return
        self._others.add(self)
        self._timer = asyncio.get_running_loop().call_later(_REFUSAL_SECONDS, self.abort)
        self._transport.write(self._answer)
        with suppress(OSError):  # the client is gone already
            self._transport.write_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        self._others.discard(self)
        if self._timer is not None:
            self._timer.cancel()

    def abort(self) -> None:
        """Close it now."""
        if self._transport is not None:
            self._transport.abort()
