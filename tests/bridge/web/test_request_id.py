"""Ids of requests."""

import asyncio
import re

import pytest

from bridge.web.request_id import log_context, request_id


@pytest.mark.parametrize("given", ["req_1", "a/b:c+d=.-", "x" * 128])
def test_a_harmless_id_is_kept(given: str) -> None:
    with request_id(given) as value:
        assert value == given
        assert log_context() == {"request_id": given}
    assert log_context() == {}


@pytest.mark.parametrize(
    "given", [None, "", "x" * 129, "a b", "a\nb", "a\r\nb: c", "é", "\udcff", "{}"]
)
def test_others_are_replaced(given: str | None) -> None:
    with request_id(given) as value:
        assert re.fullmatch("req_[0-9a-f]{32}", value)


def test_no_two_are_the_same() -> None:
    with request_id(None) as one, request_id(None) as other:
        assert one != other


async def test_each_task_has_its_own() -> None:
    met = asyncio.Barrier(2)

    async def serve(given: str) -> object:
        with request_id(given):
            await met.wait()
            return log_context()["request_id"]

    assert list(await asyncio.gather(serve("a"), serve("b"))) == ["a", "b"]
