"""Servers that are killed, frozen and started again while the bridge runs on."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.bridge.program import BridgeProcess, bridge_process
from tests.e2e.program import Running, server

LONG = "The birch canoe slid on the smooth planks, and the glue was stuck to the background. " * 40
SHORT = "It rains."


@contextmanager
def serving(data_dir: Path, port: int = 0) -> Iterator[Running]:
    uri = f"tcp://127.0.0.1:{port}"
    with server("--uri", uri, "--data-dir", data_dir, "--threads", "1") as made:
        yield made


class Client:
    """Asks one bridge."""

    def __init__(self, bridge: BridgeProcess, session: aiohttp.ClientSession) -> None:
        self._url = bridge.url
        self._session = session

    def post(self, text: str) -> Any:
        body = {"input": text, "response_format": "pcm", "seed": 1}
        return self._session.post(f"{self._url}/v1/audio/speech", json=body)

    async def say(self, text: str = SHORT) -> bytes:
        async with self.post(text) as response:
            assert response.status == 200, await response.text()
            audio: bytes = await response.read()
            return audio

    async def health(self) -> tuple[int, list[bool]]:
        async with self._session.get(f"{self._url}/health") as response:
            body = await response.json()
            return response.status, [server["up"] for server in body["servers"]]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as made:
        yield made


async def test_one_server_is_killed_and_comes_back(
    real_data_dir: Path, session: aiohttp.ClientSession
) -> None:
    with serving(real_data_dir) as first, bridge_process("--wyoming-uri", first.address) as bridge:
        client = Client(bridge, session)
        audio = await client.say()
        async with client.post(LONG) as response:
            assert await response.content.readany()
            first.process.kill()
            with pytest.raises(aiohttp.ClientPayloadError):
                await response.read()

        async with client.post(SHORT) as response:
            assert response.status == 503
            assert int(response.headers["Retry-After"]) > 0
            assert (await response.json())["error"]["code"] == "server_down"
        assert await client.health() == (503, [False])

        with serving(real_data_dir, first.port):
            assert await client.say() == audio
            assert await client.health() == (200, [True])
        bridge.signal()
        status, errors = await bridge.ended()
    assert (status, "Traceback" in errors) == (0, False)


async def test_two_servers_survive_the_loss_of_one(
    real_data_dir: Path, session: aiohttp.ClientSession
) -> None:
    with (
        serving(real_data_dir) as one,
        serving(real_data_dir) as other,
        bridge_process("--wyoming-uri", f"{one.address},{other.address}") as bridge,
    ):
        client = Client(bridge, session)
        assert await client.health() == (200, [True, True])
        audio = await client.say()

        async with client.post(LONG) as long:  # by the first: none of them speaks yet
            assert await long.content.readany()
            one.process.send_signal(signal.SIGSTOP)
            asked = [asyncio.create_task(client.say()) for _ in range(8)]
            await until_done(asked, 4)
            left = [task for task in asked if not task.done()]
            assert left, "the frozen server has some of them"
            one.process.kill()
            assert set(await asyncio.gather(*asked)) == {audio}
            with pytest.raises(aiohttp.ClientPayloadError):
                await long.read()

        assert await client.health() == (200, [False, True])
        with serving(real_data_dir, one.port):
            assert await client.health() == (200, [True, True])
            assert await client.say() == audio


async def until_done(tasks: list[asyncio.Task[bytes]], count: int) -> None:
    pending = set(tasks)
    async with asyncio.timeout(20):
        while len(tasks) - len(pending) < count:
            _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
