"""What is done around each request: its id, its log line and count, and errors in one shape."""

import logging
import time
from http import HTTPStatus

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from ..errors import ApiError, UpstreamError
from .caller import Handler
from .errors import error_response, from_http, from_upstream, unexpected
from .metrics import Metrics
from .request_id import HEADER, request_id
from .request_log import log_request, note

_LOGGER = logging.getLogger(__name__)
_REQUEST_ID = web.RequestKey("request_id", str)
SERVER = "JabberTTS"
"""What the `Server` header says: no versions of libraries."""

_CLIENT_LEFT = 499  # as nginx logs it; nobody receives it


class Surround:
    """What makes that middleware; it counts in `metrics`."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    @property
    def middleware(self) -> Middleware:
        """What aiohttp calls for each request."""

        @web.middleware
        async def surround(request: web.Request, handler: Handler) -> web.StreamResponse:
            with request_id(request.headers.get(HEADER)) as identifier:
                request[_REQUEST_ID] = identifier
                return await self._answer(request, handler)

        return surround

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        began = time.perf_counter()
        status = _CLIENT_LEFT
        try:
            response = await _in_one_shape(request, handler)
            status = response.status
        finally:
            route = request.match_info.route.resource
            name = (route.name if route is not None else None) or "none"
            self._metrics.requests.labels(name, str(status)).inc()
            log_request(request, name, status, time.perf_counter() - began)
        return response


async def add_request_id(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Put the request's id, and our name, into the headers, just before they are sent."""
    identifier = request.get(_REQUEST_ID)
    if identifier is not None:
        response.headers[HEADER] = identifier
    response.headers[hdrs.SERVER] = SERVER


async def _in_one_shape(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ApiError as error:
        told = error
    except UpstreamError as error:
        # Only this: a server's own words may repeat what it was to speak.
        note(request, failed=type(error).__name__)
        told = from_upstream(error)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        told = from_http(error)
        response = error_response(told)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except ConnectionError:
        raise
    except Exception:
        told = unexpected()
    note(request, code=told.error_code)
    return error_response(told)
