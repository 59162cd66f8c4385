"""A bounded queue for places to be spoken, fair between clients."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from ..errors import ApiError
from .fair_shares import FairShares, Turn, TurnState, Verdict


class FairQueue:
    """At most `max_parallel` requests are spoken at a time, at most `max_queue` wait for it."""

    def __init__(self, max_parallel: int, max_queue: int) -> None:
        self._shares = FairShares(max_parallel, max_queue)

    @property
    def speaking(self) -> int:
        """How many requests hold a place."""
        return self._shares.speaking

    @property
    def waiting(self) -> int:
        """How many requests wait for one."""
        return self._shares.waiting

    @asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[None]:
        """Hold a place, waiting for it first if need be.

        Raises `ApiError` with `retry_after` if there is no room, at once or while it waits:
        429 for a client that has more here than others, else 503.
        """
        loop = asyncio.get_running_loop()
        called: asyncio.Future[None] = loop.create_future()

        def wake() -> None:
            if not called.done():  # cancelled at this very moment: `leave` follows
                called.set_result(None)

        turn = Turn(client, wake)
        verdict = self._shares.enter(turn, loop.time())
        if verdict in (Verdict.TOO_MUCH, Verdict.FULL):
            raise self._refused(verdict)
        try:
            if verdict is Verdict.WAITS:
                await called
            if turn.state is TurnState.DISPLACED:
                raise self._refused(Verdict.TOO_MUCH)
            yield
        finally:
            self._shares.leave(turn, loop.time())

    def _refused(self, verdict: Verdict) -> ApiError:
        retry_after = self._shares.retry_after()
        busy = f"{self.speaking} requests are being spoken and {self.waiting} wait"
        if verdict is Verdict.TOO_MUCH:
            return ApiError(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"You have more requests here than others, and there is no room for all of them: "
                f"{busy}. Send fewer at a time.",
                error_code="rate_limit_exceeded",
                retry_after=retry_after,
                may_help=True,
            )
        return ApiError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"All places are taken, and nobody has more than a fair share: {busy}. "
            "Try again later.",
            error_code="server_busy",
            retry_after=retry_after,
            may_help=True,
        )
