"""How the bridge is, and what it is: `/health`, `/metrics`, `/` and `/openapi.json`."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aiohttp import hdrs, web

from ..errors import bad_field
from ..guard.connections import ConnectionGuard
from ..guard.fair_queue import FairQueue
from ..order import ServerStatus, Upstream
from .landing import landing, landing_page
from .metrics import Gauges, Metrics
from .reply import reply
from .schemas import Health, WyomingServer


class StatusHandlers:
    """`GET` of everything that tells of the bridge itself.

    `may_see` says whether a request may be told of the servers behind the bridge.
    """

    def __init__(
        self,
        *,
        upstream: Upstream,
        queue: FairQueue,
        guard: ConnectionGuard,
        metrics: Metrics,
        version: str,
        document: dict[str, Any],
        may_see: Callable[[web.Request], bool],
    ) -> None:
        self._upstream = upstream
        self._queue = queue
        self._guard = guard
        self._metrics = metrics
        self._version = version
        self._document = document
        self._may_see = may_see

    async def health(self, request: web.Request) -> web.Response:
        """Answer 200 if a Wyoming server is up, else 503."""
        servers = await self._upstream.check()
        up = any(server.up for server in servers)
        body = Health(
            status="ok" if up else "unavailable",
            version=self._version,
            speaking=self._queue.speaking,
            waiting=self._queue.waiting,
            servers=[_told(server) for server in servers] if self._may_see(request) else None,
        )
        return reply(body, HTTPStatus.OK if up else HTTPStatus.SERVICE_UNAVAILABLE)

    async def metrics(self, _request: web.Request) -> web.Response:
        """Answer with the figures, in Prometheus's text format."""
        guard = self._guard
        dropped = {"full": guard.refused, "too_slow": guard.too_slow, "stalled": guard.stalled}
        gauges = Gauges(self._queue.speaking, self._queue.waiting, dropped)
        figures = self._metrics.exposition(gauges, self._upstream.status())
        return web.Response(
            body=figures, headers={hdrs.CONTENT_TYPE: "text/plain; version=0.0.4; charset=utf-8"}
        )

    async def landing(self, request: web.Request) -> web.Response:
        """Answer with a page for people, or JSON for programs."""
        content = landing(_origin(request), self._version)
        if "text/html" in request.headers.get(hdrs.ACCEPT, ""):
            return web.Response(text=landing_page(content), content_type="text/html")
        return reply(content)

    async def openapi(self, _request: web.Request) -> web.Response:
        """Answer with the OpenAPI document."""
        return web.json_response(self._document)


def _origin(request: web.Request) -> str:
    try:
        return str(request.url.origin())
    except ValueError:
        raise bad_field(None, "the Host header is not valid", "invalid_host") from None


def _told(server: ServerStatus) -> WyomingServer:
    trip = server.round_trip
    return WyomingServer(
        uri=server.uri,
        up=server.up,
        program=server.program,
        version=server.version,
        voices=list(server.voices),
        round_trip_ms=None if trip is None else round(trip * 1000, 3),
        speaking=server.speaking,
        problem=server.problem,
    )
