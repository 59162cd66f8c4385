"""The aiohttp application: which path is answered by what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp_cors
from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from .caller import Gate, Handler, add_allowance
from .lists import ListHandlers
from .middleware import add_request_id
from .request_id import HEADER
from .speech import SpeechHandler
from .speech_request import answer_expectation_later
from .status import StatusHandlers

_LATER = answer_expectation_later
_SHOWN_TO_PAGES = (
    HEADER,
    "Retry-After",
    "x-should-retry",
    "x-ratelimit-limit-requests",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-requests",
)


@dataclass(frozen=True, slots=True)
class Handlers:
    """All that answers requests; `gate` keeps some of it behind the key."""

    speech: SpeechHandler
    lists: ListHandlers
    status: StatusHandlers
    gate: Gate


def make_app(
    handlers: Handlers,
    middlewares: Sequence[Middleware],
    *,
    cors_origins: Sequence[str] = (),
    protect_lists: bool = False,
    max_body: int,
) -> web.Application:
    """Return the application; `middlewares` are around each handler, `max_body` is in bytes."""
    app = web.Application(middlewares=middlewares, client_max_size=max_body)
    app.on_response_prepare.extend((add_request_id, add_allowance))
    gate, lists, status = handlers.gate, handlers.lists, handlers.status

    def listed(handler: Handler) -> Handler:
        return gate.closed(handler) if protect_lists else handler

    gets: Mapping[str, tuple[str, Handler]] = {
        "/v1/models": ("models", listed(lists.models)),
        "/v1/models/{id:.+}": ("model", listed(lists.model)),
        "/v1/audio/models": ("audio_models", listed(lists.audio_models)),
        "/v1/audio/voices": ("audio_voices", listed(lists.audio_voices)),
        "/metrics": ("metrics", listed(status.metrics)),
        "/health": ("health", status.health),
        "/openapi.json": ("openapi", status.openapi),
        "/": ("landing", status.landing),
    }
    routes: list[web.AbstractRoute] = []
    for path, (name, handler) in gets.items():
        resource = app.router.add_resource(with_any_slashes(path), name=name)
        routes += [
            resource.add_route(method, handler, expect_handler=_LATER)
            for method in (hdrs.METH_GET, hdrs.METH_HEAD)
        ]
    posts: Mapping[str, tuple[str, Handler]] = {
        "/v1/audio/speech": ("speech", handlers.speech.post),
        "/v1/audio/speech/timestamps": ("speech_timestamps", handlers.speech.post_timestamps),
    }
    for path, (name, handler) in posts.items():
        resource = app.router.add_resource(with_any_slashes(path), name=name)
        post = gate.counted(handler)
        routes.append(resource.add_route(hdrs.METH_POST, post, expect_handler=_LATER))
    _allow_origins(app, cors_origins, routes)
    return app


def with_any_slashes(path: str) -> str:
    """Return a pattern for `path` in which each slash may be several, and one more may follow.

    Clients join a base URL that ends in a slash with a path that begins with one.
    """
    first, *rest = path.removeprefix("/").split("/")
    pattern = "/{_0:/*}" + first
    for number, part in enumerate(rest, start=1):
        pattern += f"/{{_{number}:/*}}{part}"
    return pattern + ("{_end:/*}" if first and not path.endswith("}") else "")


def _allow_origins(
    app: web.Application, origins: Sequence[str], routes: Sequence[web.AbstractRoute]
) -> None:
    if not origins:
        return
    options = aiohttp_cors.ResourceOptions(  # type: ignore[no-untyped-call]
        allow_headers="*",
        expose_headers=_SHOWN_TO_PAGES,
        allow_methods=(hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_POST),
        max_age=3600,
    )
    cors = aiohttp_cors.setup(app, defaults=dict.fromkeys(origins, options))
    for route in routes:
        cors.add(route)
