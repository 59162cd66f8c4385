"""A bridge in front of a played Wyoming server."""

from collections.abc import AsyncIterator

import pytest

from .fake_wyoming import FakeWyoming
from .running import Running, running


@pytest.fixture
async def wyoming() -> AsyncIterator[FakeWyoming]:
    """Play a server of ours with one voice."""
    async with FakeWyoming() as server:
        yield server


@pytest.fixture
async def bridge(wyoming: FakeWyoming) -> AsyncIterator[Running]:
    """Run a bridge with default options in front of it."""
    async with running(wyoming) as made:
        yield made
