import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from jabbertts_wyoming.audio_cache.cache import AudioCache
from jabbertts_wyoming.audio_cache.recorder import Recorder, pieces, recorded

KEY = "a" * 64


class Spoken:
    """Windows of PCM, and whether their generator was closed."""

    def __init__(self, *windows: bytes, then: Exception | None = None) -> None:
        self._windows = windows
        self._then = then
        self.closed = False

    async def windows(self) -> AsyncGenerator[bytes, None]:
        try:
            for window in self._windows:
                await asyncio.sleep(0)
                yield window
            if self._then:
                raise self._then
        finally:
            self.closed = True


async def heard(cache: AudioCache, spoken: Spoken) -> list[bytes]:
    async with aclosing(recorded(spoken.windows(), Recorder(cache, KEY, "joe"))) as windows:
        return [pcm async for pcm in windows]


async def test_a_finished_segment_is_kept() -> None:
    cache = AudioCache(1000)
    assert await heard(cache, Spoken(b"12", b"3456")) == [b"12", b"3456"]
    assert cache.peek(KEY) == b"123456"
    assert cache.knows("joe")


async def test_a_segment_that_failed_is_not_kept() -> None:
    cache = AudioCache(1000)
    spoken = Spoken(b"12", then=RuntimeError("broken"))
    with pytest.raises(RuntimeError, match="broken"):
        await heard(cache, spoken)
    assert cache.peek(KEY) is None


async def test_a_segment_that_was_left_is_not_kept() -> None:
    cache, spoken = AudioCache(1000), Spoken(b"12", b"34")
    async with aclosing(recorded(spoken.windows(), Recorder(cache, KEY, "joe"))) as windows:
        async for _ in windows:
            break
    assert spoken.closed
    assert cache.peek(KEY) is None


async def test_a_cancelled_segment_is_not_kept() -> None:
    cache, spoken = AudioCache(1000), Spoken(*[b"12"] * 100)
    hearing = asyncio.create_task(heard(cache, spoken))
    for _ in range(5):
        await asyncio.sleep(0)
    hearing.cancel()
    await asyncio.wait([hearing])
    assert spoken.closed
    assert cache.peek(KEY) is None


async def test_a_segment_that_is_too_long_is_not_held() -> None:
    cache = AudioCache(40)
    recorder = Recorder(cache, KEY, "joe")
    for _ in range(5):
        recorder.add(b"12")
    held = recorder._windows
    assert held == [b"12"] * 5
    recorder.add(b"1")
    recorder.add(b"")
    assert recorder._windows is None
    assert len(held) == 5
    recorder.finish()
    assert cache.peek(KEY) is None


async def test_nothing_is_held_for_a_cache_that_is_off() -> None:
    recorder = Recorder(AudioCache.off(), KEY, "joe")
    recorder.add(b"12")
    assert recorder._windows is None


@pytest.mark.parametrize("size", [0, 2, 22048, 22050, 22052, 100_000])
def test_kept_sound_is_played_in_pieces_of_whole_samples(size: int) -> None:
    pcm = bytes(n % 251 for n in range(size))
    found = list(pieces(pcm, 22050))
    assert b"".join(found) == pcm
    assert all(len(piece) == 22050 for piece in found[:-1])
    assert all(piece and len(piece) % 2 == 0 for piece in found)


def test_a_piece_has_at_least_a_sample() -> None:
    assert list(pieces(b"1234", 8000, seconds=0.0)) == [b"12", b"34"]
