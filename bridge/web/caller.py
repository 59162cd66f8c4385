"""Who asks: the key, the address, and the rates that hold for them."""

from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from ..errors import ApiError
from ..guard.keys import Keyring
from ..guard.rates import RateLimit, TooManyRequestsError, address_block

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_CALLER = web.RequestKey("caller", str)
_HEADERS = web.RequestKey("headers", dict[str, str])


def caller_of(request: web.Request) -> str:
    """Return who asks, for fair shares: the key's identity, else the address (its block)."""
    return request.get(_CALLER) or address_block(request.remote or "unknown")


async def add_allowance(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Put what is left of the caller's rate into the headers, just before they are sent."""
    response.headers.update(request.get(_HEADERS, {}))


class Gate:
    """Lets through who may: `closed` needs a key, `counted` also keeps to the rates."""

    def __init__(self, keys: Keyring, rates: RateLimit) -> None:
        self._keys = keys
        self._rates = rates

    def opens_for(self, request: web.Request) -> bool:
        """Say whether the request has a key, or none is needed."""
        try:
            self._identify(request)
        except ApiError:
            return False
        return True

    def closed(self, handler: Handler) -> Handler:
        """Return `handler` behind the key."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            self._identify(request)
            return await handler(request)

        return guarded

    def counted(self, handler: Handler) -> Handler:
        """Return `handler` behind the key and the rate limits."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            identity = self._identify(request)
            try:
                allowance = await self._rates.hit(identity, request.remote)
            except TooManyRequestsError as error:
                request[_HEADERS] = error.allowance.headers()
                raise
            if allowance is not None:
                request[_HEADERS] = allowance.headers()
            return await handler(request)

        return guarded

    def _identify(self, request: web.Request) -> str | None:
        identity = self._keys.check(request.headers.get(hdrs.AUTHORIZATION))
        if identity is not None:
            request[_CALLER] = identity
        return identity
