"""What a request that runs sees of the bridge's end."""

import asyncio
import json
import time

import pytest

from ..fake_wyoming import Answer, FakeWyoming, tone
from ..running import running
from .raw import connect, head

BODY = json.dumps({"input": "Hi.", "response_format": "pcm"}).encode()
WHOLE = head(f"Content-Length: {len(BODY)}") + BODY
GRACE = 0.3  # seconds


async def stopped_while(
    wyoming: FakeWyoming, request: bytes, *, begun: bool, grace: float = GRACE
) -> tuple[asyncio.StreamReader, float]:
    """Send `request`, stop the bridge while it runs, and return how many seconds that took."""
    async with running(wyoming, grace=grace) as bridge:
        reader, writer = await connect(bridge.url)
        writer.write(request)
        if begun:
            await reader.readuntil(b"\r\n\r\n")
        else:
            await asyncio.sleep(0.1)
        began = time.monotonic()
    seconds = time.monotonic() - began
    writer.close()
    return reader, seconds


async def test_who_has_no_answer_yet_is_told(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(silent=True)
    reader, seconds = await stopped_while(wyoming, WHOLE, begun=False, grace=1.0)
    raw = await reader.read()
    assert raw.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: 1\r\n" in raw
    assert json.loads(raw.partition(b"\r\n\r\n")[2])["error"]["code"] == "server_stopping"
    assert 1.0 <= seconds < 1.9


async def test_so_is_who_has_not_sent_its_body(wyoming: FakeWyoming) -> None:
    reader, _ = await stopped_while(wyoming, head("Content-Length: 100") + b"{", begun=False)
    assert (await reader.read()).startswith(b"HTTP/1.1 503 ")
    assert wyoming.requests == []


async def test_an_answer_that_has_begun_has_no_end(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(tone(1.0), hold_after=5)
    reader, seconds = await stopped_while(wyoming, WHOLE, begun=True)
    assert not (await reader.read()).endswith(b"0\r\n\r\n")
    assert seconds >= GRACE


async def test_without_chunks_it_is_reset(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(tone(1.0), hold_after=5)
    old = WHOLE.replace(b"HTTP/1.1", b"HTTP/1.0")
    reader, _ = await stopped_while(wyoming, old, begun=True)
    with pytest.raises(ConnectionResetError):
        await reader.read()
