"""HTTP as bytes, for what no proper client would send."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any

SECONDS = 5.0


@dataclass(frozen=True)
class Answered:
    """What came back."""

    raw: bytes

    @property
    def statuses(self) -> list[int]:
        return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", self.raw)]

    @property
    def status(self) -> int:
        (only,) = self.statuses
        return only

    @property
    def json(self) -> Any:
        return json.loads(self.raw.partition(b"\r\n\r\n")[2])


def head(*headers: str) -> bytes:
    """The head of a speech request."""
    lines = ("POST /v1/audio/speech HTTP/1.1", "Host: x", "Content-Type: application/json")
    return "\r\n".join([*lines, *headers, "", ""]).encode()


async def connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = url.removeprefix("http://").rpartition(":")
    return await asyncio.open_connection(host, int(port))


async def exchange(url: str, request: bytes) -> Answered:
    """Send `request` and read until the server closes; fails if it does not."""
    reader, writer = await connect(url)
    writer.write(request)
    try:
        async with asyncio.timeout(SECONDS):
            raw = await reader.read()
    finally:
        writer.close()
    await writer.wait_closed()
    return Answered(raw)
