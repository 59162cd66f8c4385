"""How errors look on the wire: OpenAI's shape, its types, and the status of each."""

import logging
import math
import re
from http import HTTPStatus

from aiohttp import web

from jabbertts_wyoming.common.errors import RequestError, TextTooLongError, UnknownVoiceError

from ..errors import (
    ApiError,
    UpstreamBusyError,
    UpstreamDownError,
    UpstreamError,
    UpstreamRefusedError,
)
from .schemas import ErrorBody, ErrorDetail

_LOGGER = logging.getLogger(__name__)
_TYPES = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}
_REASON = 200  # characters of a message in the status line
_BUSY_SECONDS = 1.0
_DOWN_SECONDS = 3.0
# All but the text of a request is checked before a server gets it.
_PARAMS = {
    UnknownVoiceError.code: "voice",
    TextTooLongError.code: "input",
    RequestError.code: "input",
    "unsupported": "input",
}


def error_body(error: ApiError) -> ErrorBody:
    """Return what tells of `error`, all four keys."""
    kind = _TYPES.get(
        error.status, "invalid_request_error" if error.status < 500 else "server_error"
    )
    return ErrorBody(
        error=ErrorDetail(
            message=error.message, type=kind, param=error.param, code=error.error_code
        )
    )


def error_response(error: ApiError) -> web.Response:
    """Return the response for `error`.

    The reason phrase has the message, too: it is all that Open WebUI shows of an error.
    """
    response = web.Response(
        status=error.status,
        reason=_reason(error.message) or error.status.phrase,
        body=error_body(error).model_dump_json().encode(),
        content_type="application/json",
    )
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    if error.may_help is not None:
        response.headers["x-should-retry"] = str(error.may_help).lower()
    if error.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def raw_response(error: ApiError) -> bytes:
    """Return the same as the bytes of a whole response that closes its connection."""
    response = error_response(error)
    response.headers["Connection"] = "close"
    body = response.body
    assert isinstance(body, bytes)
    response.headers["Content-Length"] = str(len(body))
    head = [f"HTTP/1.1 {response.status} {response.reason}"]
    head += [f"{name}: {value}" for name, value in response.headers.items()]
    return "\r\n".join([*head, "", ""]).encode() + body


def too_many_clients() -> ApiError:
    """Return what is told to a client for whose connection there is no room."""
    return _unavailable("too many connections are open", "too_many_connections", _BUSY_SECONDS)


def from_upstream(error: UpstreamError) -> ApiError:
    """Return what a client is told when the Wyoming side could not speak."""
    if isinstance(error, UpstreamRefusedError):
        return ApiError(
            HTTPStatus.BAD_REQUEST,
            f"the speech server refused the request: {error}",
            param=_PARAMS.get(error.refusal),
            error_code=error.refusal.replace("-", "_"),
            may_help=False,
        )
    if isinstance(error, UpstreamBusyError):
        return _unavailable(f"the speech server is busy: {error}", "server_busy", _BUSY_SECONDS)
    if isinstance(error, UpstreamDownError):
        return _unavailable(
            f"the speech server can't be reached: {error}", "server_down", _DOWN_SECONDS
        )
    return ApiError(
        HTTPStatus.BAD_GATEWAY,
        f"the speech server failed: {error}",
        error_code="server_failed",
        may_help=False,
    )


def from_http(error: web.HTTPException) -> ApiError:
    """Return aiohttp's own refusals (unknown path, wrong method, body too large) in our shape."""
    status = HTTPStatus(error.status)
    if isinstance(error, web.HTTPMethodNotAllowed):
        allowed = ", ".join(sorted(error.allowed_methods))
        return ApiError(
            status, f"{error.method} is not allowed here; use {allowed}", error_code="bad_method"
        )
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return ApiError(
            status,
            f"the body is too large. {error.text}",
            error_code="body_too_large",
            may_help=False,
        )
    if isinstance(error, web.HTTPNotFound):
        return ApiError(status, "there is nothing at this path", error_code="unknown_path")
    return ApiError(status, error.text or error.reason)


def unexpected() -> ApiError:
    """Return what is told of a fault of our own; the log, which is written here, has more."""
    _LOGGER.exception("internal error")
    return ApiError(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal error; the bridge's log has more",
        error_code="internal_error",
        may_help=False,
    )


def _reason(message: str) -> str:
    """Return what of `message` may stand in a status line: printable ASCII, bounded."""
    return re.sub(r"[^ -~]+", "?", message)[:_REASON].strip()


def _unavailable(message: str, error_code: str, seconds: float) -> ApiError:
    return ApiError(
        HTTPStatus.SERVICE_UNAVAILABLE, message, error_code=error_code, retry_after=seconds
    )
