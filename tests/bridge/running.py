"""A whole bridge in this process, in front of a Wyoming server that a test plays."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bridge.options import Options
from bridge.wiring import bridge_of

from .fake_wyoming import FakeWyoming


@dataclass(frozen=True)
class Running:
    """`url` has no path; `get` and `post` take one, and `post` what differs from a usual body."""

    url: str
    session: aiohttp.ClientSession
    wyoming: FakeWyoming

    async def get(self, path: str, **more: Any) -> tuple[int, Any]:
        async with self.session.get(self.url + path, **more) as response:
            kind = response.content_type
            return response.status, await (
                response.json() if kind == "application/json" else response.read()
            )

    def speak(
        self, body: dict[str, Any] | None = None, *, path: str = "", **more: Any
    ) -> aiohttp.client._RequestContextManager:
        usual = {"model": "tts-1", "input": "Good morning.", "voice": "alloy"}
        return self.session.post(
            f"{self.url}/v1/audio/speech{path}", json={**usual, **(body or {})}, **more
        )

    async def audio(self, **body: Any) -> bytes:
        async with self.speak(body) as response:
            assert response.status == 200, await response.text()
            return await response.read()

    async def error(
        self, body: dict[str, Any] | None = None, **more: Any
    ) -> tuple[int, dict[str, Any]]:
        """Post what must fail; return the status and the error object."""
        async with self.speak(body, **more) as response:
            return response.status, (await response.json())["error"]


@asynccontextmanager
async def running(wyoming: FakeWyoming, **options: Any) -> AsyncIterator[Running]:
    given = {"wyoming_uri": (wyoming.uri,), "port": 0, **options}
    async with bridge_of(Options(**given)) as url, aiohttp.ClientSession() as session:
        yield Running(url, session, wyoming)
