"""A small web server that does wrong on demand."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self


class Exchange:
    """One request, and how to answer it."""

    def __init__(self, server: "BadServer", path: str, headers: Mapping[str, str]) -> None:
        self.server = server
        self.path = path
        self.headers = headers

    @property
    def start(self) -> int:
        """The first byte that is asked for and, by If-Range, still may be sent."""
        condition = self.headers.get("if-range")
        if condition not in (None, self.server.etag):
            return 0
        return int(self.headers.get("range", "bytes=0-")[6:-1])

    async def send(self, status: str, headers: Mapping[str, object], body: bytes = b"") -> None:
        """Write an answer; its length is said only by `headers`."""
        lines = [f"HTTP/1.1 {status}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.server.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        await self.server.writer.drain()


Behaviour = Callable[[Exchange], Awaitable[None]]


def send(
    content: bytes | None = None,
    *,
    at_most: int | None = None,
    claim: int | None = None,
    ranges: bool = True,
    headers: Mapping[str, object] | None = None,
) -> Behaviour:
    """Send the file, or `content`: `at_most` so many bytes, saying that it has `claim` bytes."""

    async def behave(exchange: Exchange) -> None:
        body = exchange.server.content if content is None else content
        total = len(body) if claim is None else claim
        start = exchange.start if ranges else 0
        said: dict[str, object] = {"Content-Length": total - start}
        if exchange.server.etag:
            said["ETag"] = exchange.server.etag
        said |= headers or {}
        if start:
            said["Content-Range"] = f"bytes {start}-{total - 1}/{total}"
        part = body[start:] if at_most is None else body[start : start + at_most]
        await exchange.send("206 Partial Content" if start else "200 OK", said, part)
        if at_most:
            await asyncio.sleep(0.03)  # an end right behind the data would make it be dropped

    return behave


def stall(after: int) -> Behaviour:
    """Send a part of the file, and then nothing, with the connection open."""

    async def behave(exchange: Exchange) -> None:
        await send(at_most=after)(exchange)
        await asyncio.sleep(60)

    return behave


def answer(
    status: str, headers: Mapping[str, object] | None = None, body: bytes = b""
) -> Behaviour:
    """Answer just this."""

    async def behave(exchange: Exchange) -> None:
        await exchange.send(status, headers or {}, body)

    return behave


class BadServer:
    """Serves `content` under every path, on loopback; `async with` it.

    Each request takes the next of `behaviours`; after the last one all is well.
    """

    def __init__(
        self, content: bytes, *behaviours: Behaviour, tls: ssl.SSLContext | None = None
    ) -> None:
        self.content = content
        self.etag = '"1"'
        self.behaviours = list(behaviours)
        self.requests: list[Exchange] = []
        self.asked = asyncio.Event()
        self.url = ""
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        tls = self._tls
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.writer = writer
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._answer(reader)
        finally:
            self._tasks.discard(task)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        fields = [line.partition(": ") for line in head[1:] if line]
        exchange = Exchange(self, head[0].split()[1], {n.lower(): v for n, _, v in fields})
        self.requests.append(exchange)
        self.asked.set()
        behave = self.behaviours.pop(0) if self.behaviours else send()
        await behave(exchange)
