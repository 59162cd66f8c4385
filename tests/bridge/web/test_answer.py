"""The bytes of one answer."""

from typing import cast

from aiohttp import web

from bridge.web.answer import Answer


class Kept:
    """A response that keeps what is written."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    async def write(self, data: bytes) -> None:
        self.writes.append(data)


async def test_a_big_block_goes_out_in_pieces() -> None:
    kept = Kept()
    answer = Answer(cast("web.Request", None), "audio/wav")
    answer.response = cast("web.StreamResponse", kept)
    data = bytes(range(256)) * 1000
    await answer.write(data)
    assert b"".join(kept.writes) == data
    assert max(map(len, kept.writes)) == 65536
    assert answer.written == len(data)
