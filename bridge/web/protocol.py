"""What answers a client that does not speak HTTP as it should, before any handler is called."""

import asyncio
import logging
from typing import Any

from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from ..errors import ApiError, bad_field
from .errors import error_response, unexpected
from .middleware import SERVER

_LOGGER = logging.getLogger(__name__)
_KEPT = 75.0  # seconds that a connection may be idle between two requests
_SHOWN = 200  # characters of what the parser says


class ApiProtocol(web.RequestHandler):
    """aiohttp's protocol for one connection, with errors in our shape.

    A connection on which something was malformed is closed.
    """

    __slots__ = ()

    def __init__(self, server: web.Server) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=_KEPT,
            access_log=None,  # type: ignore[arg-type]  # documented; we log requests ourselves
        )

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Return the answer to a malformed request; raises `ConnectionError` if it is too late."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun already")
        if isinstance(exc, HttpProcessingError):
            error = _malformed(exc)
            # Only that: the parser shows whole lines, which may have a key in them.
            _LOGGER.debug("malformed request from %s: %s", request.remote, error.message)
        else:
            error = unexpected()
        response = error_response(error)
        response.headers[hdrs.SERVER] = SERVER
        response.force_close()
        return response

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """Log a fault; that a client sent a broken body is none of ours."""
        broken = isinstance(kw.get("exc_info"), web.RequestPayloadError)
        self.logger.log(logging.DEBUG if broken else logging.ERROR, *args, **kw)


def _malformed(error: HttpProcessingError) -> ApiError:
    reason = next(iter(error.message.splitlines()), "").rstrip(":")[:_SHOWN]
    return bad_field(None, f"this is not valid HTTP: {reason}", "malformed_request")
