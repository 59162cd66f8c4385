"""JSON answers."""

from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel


def reply(body: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Return `body` as JSON."""
    return web.Response(
        status=status,
        body=body.model_dump_json().encode(),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
