"""One line in the log for each request, with what its handler noted about it."""

import logging
from http import HTTPStatus
from typing import Any

from aiohttp import web

_LOGGER = logging.getLogger(__name__)
_NOTES = web.RequestKey("notes", dict[str, Any])
_CHATTER = frozenset({"health", "metrics"})  # asked for by machines, every few seconds
_SHOWN = 200  # characters of a path


def note(request: web.Request, **fields: object) -> None:
    """Add `fields` to the request's line."""
    if _NOTES not in request:
        request[_NOTES] = {}
    request[_NOTES].update(fields)


def log_request(request: web.Request, route: str, status: int, seconds: float) -> None:
    """Write the line of a request that is answered; `seconds` is the time it took."""
    quiet = route in _CHATTER and status == HTTPStatus.OK
    fields = {
        "method": request.method,
        "path": request.path[:_SHOWN],
        "status": status,
        "ms": milliseconds(seconds),
        "from": request.remote,
        **request.get(_NOTES, {}),
    }
    _LOGGER.log(logging.DEBUG if quiet else logging.INFO, "answered", extra={"fields": fields})


def milliseconds(seconds: float) -> float:
    """Return milliseconds, as logs show them."""
    return round(seconds * 1000, 1)
