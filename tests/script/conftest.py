import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from wyoming.server import AsyncTcpServer

from .fake_server import FakeHandler


@dataclass(frozen=True)
class Fake:
    uri: str
    seen: list[str]


@pytest.fixture
async def fake(unused_port: int) -> AsyncIterator[Fake]:
    seen: list[str] = []
    server = AsyncTcpServer("127.0.0.1", unused_port)
    await server.start(partial(FakeHandler, seen))
    yield Fake(f"tcp://127.0.0.1:{unused_port}", seen)
    await server.stop()


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def fake_command() -> str:
    return f"{sys.executable} {Path(__file__).with_name('fake_server.py')} --uri {{uri}}"
