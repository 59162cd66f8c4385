"""Several Wyoming servers, seen as one: which of them speaks, and who steps in if it can't."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

from bridge.errors import (
    UpstreamBrokenError,
    UpstreamBusyError,
    UpstreamDownError,
    UpstreamError,
    UpstreamLacksError,
    UpstreamRefusedError,
)
from bridge.order import ServerStatus, SpeechOrder, Voice
from jabbertts_wyoming.common.address import Address

from .answer import Answer
from .discovery import Discovery
from .info import ServerInfo
from .server import Server, Timing, beyond

_MAX_BROKEN = 2  # servers that may fail at one order


class Cluster:
    """Implements `order.Upstream`; to be entered as an async context manager, once.

    Servers are connected to in the background; none needs to be there at the start. An order goes
    to the server that owes the fewest answers of those that are up and have its voice, in case of
    a tie to the first in `addresses`. Until the first audio another takes its place: any number of
    servers that are down or busy are passed over, one that fails at the order.

    Times are in seconds; `timing`, if given, replaces both timeouts. `max_idle` connections are
    kept to each server. With `discover`, the JabberTTS servers of the local network join after
    those in `addresses`; `interfaces` are the addresses to look for them on, if not those found.
    """

    def __init__(
        self,
        addresses: Sequence[Address],
        *,
        connect_timeout: float = 3.0,
        audio_timeout: float = 30.0,
        max_idle: int = 4,
        discover: bool = False,
        interfaces: Sequence[str] | None = None,
        timing: Timing | None = None,
    ) -> None:
        self._timing = timing or Timing(connect_timeout, audio_timeout)
        self._max_idle = max_idle
        self._servers = [self._server(address) for address in dict.fromkeys(addresses)]
        self._discovery = (
            Discovery(
                addresses,
                self._join,
                self._part,
                timeout=self._timing.connect_timeout,
                interfaces=interfaces,
            )
            if discover
            else None
        )
        self._parting: set[asyncio.Task[None]] = set()
        self._merged: tuple[tuple[ServerInfo | None, ...], tuple[Voice, ...]] = ((), ())

    async def __aenter__(self) -> Self:
        """Begin to connect, and to discover."""
        for server in self._servers:
            server.start()
        if self._discovery:
            self._discovery.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection; answers that still run break."""
        if self._discovery:
            await self._discovery.stop()
        servers, self._servers = self._servers, []
        await asyncio.gather(*(server.stop() for server in servers), *self._parting)

    async def voices(self) -> Sequence[Voice]:
        """Return the voices of all servers that are up, merged by name, a server's first first.

        If none is up, they are all looked at now, within the connect timeout; raises
        `UpstreamDownError` if that is in vain.
        """
        if not self._up():
            await self._look_until(lambda: bool(self._up()))
        infos = tuple(server.info for server in self._up())
        if not infos:
            raise self._down()
        if infos != self._merged[0]:
            voices: dict[str, Voice] = {}
            for info in infos:
                for voice in info.voices if info else ():
                    voices.setdefault(voice.name, voice)
            self._merged = infos, tuple(voices.values())
        return self._merged[1]

    async def check(self) -> Sequence[ServerStatus]:
        """Ask every server now, within the connect timeout, and say how it is."""
        servers = tuple(self._servers)
        if servers:
            await asyncio.wait([server.look() for server in servers])
        return [server.status for server in servers]

    def status(self) -> Sequence[ServerStatus]:
        """Say how every server was when it was last looked at."""
        return [server.status for server in self._servers]

    @asynccontextmanager
    async def speak(self, order: SpeechOrder) -> AsyncIterator[Answer]:
        """Have one server speak `order`.

        Entering waits for the first audio (or the end of an empty answer), iterating gives whole
        frames, and leaving before the end closes the connection at once. Raises `UpstreamError`.
        """
        answer = await self._begin(order)
        try:
            yield answer
        finally:
            answer.close()

    async def _begin(self, order: SpeechOrder) -> Answer:
        tried: dict[Server, UpstreamError] = {}
        while (server := await self._choose(order, tried)) is not None:
            try:
                return await server.begin(order)
            except (UpstreamLacksError, UpstreamRefusedError):
                raise
            except UpstreamError as error:
                tried[server] = error
            failures = tried.values()
            if sum(isinstance(failure, UpstreamBrokenError) for failure in failures) >= _MAX_BROKEN:
                break
        raise self._failure(order, list(tried.values()))

    async def _choose(
        self, order: SpeechOrder, tried: Mapping[Server, UpstreamError]
    ) -> Server | None:
        chosen = self._least_busy(order, tried)
        if chosen is None and all(isinstance(e, UpstreamDownError) for e in tried.values()):
            # Before this order fails, look whether one has come back.
            await self._look_until(lambda: self._least_busy(order, tried) is not None, tried)
            chosen = self._least_busy(order, tried)
        return chosen

    def _least_busy(self, order: SpeechOrder, tried: Collection[Server]) -> Server | None:
        able = (s for s in self._up() if s not in tried and s.can_speak(order))
        return min(able, key=lambda server: server.speaking, default=None)

    def _up(self) -> list[Server]:
        return [server for server in self._servers if server.up]

    async def _look_until(self, ready: Callable[[], bool], tried: Collection[Server] = ()) -> None:
        looks = {s.look() for s in self._servers if not s.up and s not in tried}
        while looks and not ready():
            _, looks = await asyncio.wait(looks, return_when=asyncio.FIRST_COMPLETED)

    def _failure(self, order: SpeechOrder, failures: list[UpstreamError]) -> UpstreamError:
        for kind in (UpstreamBusyError, UpstreamBrokenError):
            for failure in failures:
                if isinstance(failure, kind):
                    return failure
        known = any(server.can_speak(order) for server in self._servers)
        if self._up() and not known:
            plain = replace(order, ssml=False, timestamps=False)
            if any(server.can_speak(plain) for server in self._servers):
                return beyond(order)
            what = f"voice {order.voice!r}" if order.voice else f"voice for {order.language!r}"
            return UpstreamRefusedError(f"no Wyoming server has a {what}", "unknown-voice")
        return failures[-1] if failures else self._down()

    def _down(self) -> UpstreamDownError:
        down = [server for server in self._servers if not server.up]
        problems = [server.problem or f"{server.address}: not up yet" for server in down]
        reasons = "; ".join(problems) or "there is none"
        return UpstreamDownError(f"no Wyoming server that could speak is up: {reasons}")

    def _server(self, address: Address) -> Server:
        return Server(address, self._timing, max_idle=self._max_idle)

    def _join(self, address: Address) -> None:
        server = self._server(address)
        self._servers.append(server)
        server.start()

    def _part(self, address: Address) -> None:
        for server in [s for s in self._servers if s.address == address]:
            self._servers.remove(server)
            parting = asyncio.create_task(server.retire())
            self._parting.add(parting)
            parting.add_done_callback(self._parting.discard)
