"""The bridge's end: running requests get their time, and what runs still is told, or cut."""

import asyncio
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Middleware

from ..errors import ApiError
from .caller import Handler

_LAST_SECONDS = 1.0  # for telling those that are ended
_RETRY_SECONDS = 1.0


class Drain:
    """Gives the requests that run when the application stops `grace` seconds to end.

    Those that need longer are cancelled: a 503 for who has no answer yet; one that has begun is
    its handler's to cut. `middleware` must be the innermost one, and `shutdown` be among the
    application's `on_shutdown`.
    """

    def __init__(self, grace: float) -> None:
        self._grace = grace
        self._running: set[asyncio.Task[object]] = set()
        self._over = False

    @property
    def middleware(self) -> Middleware:
        """What knows which requests run."""

        @web.middleware
        async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
            task = asyncio.current_task()
            assert task is not None
            self._running.add(task)
            try:
                return await handler(request)
            except asyncio.CancelledError:
                if not self._over or request.transport is None or request.transport.is_closing():
                    raise
                task.uncancel()
                raise _stopping() from None
            finally:
                self._running.discard(task)

        return watch

    async def shutdown(self, _app: web.Application) -> None:
        """Wait for the requests that run, and end those that take too long."""
        await self._wait(self._grace)
        self._over = True
        for task in self._running:
            task.cancel()
        await self._wait(_LAST_SECONDS)

    async def _wait(self, seconds: float) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)


def _stopping() -> ApiError:
    return ApiError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "the bridge is being stopped",
        error_code="server_stopping",
        retry_after=_RETRY_SECONDS,
    )
