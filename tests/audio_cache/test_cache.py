import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

import pytest

from jabbertts_wyoming.audio_cache import cache as cache_module
from jabbertts_wyoming.audio_cache.cache import AudioCache
from jabbertts_wyoming.audio_cache.disk import DiskCache
from jabbertts_wyoming.audio_cache.file_format import Sound

PCM = b"\x01\x02" * 500
MANY = 1 << 20


def key(n: int) -> str:
    return f"{n:064x}"


def at_once(coroutine: Coroutine[Any, Any, bytes | None]) -> bytes | None:
    """Run a coroutine that must not suspend."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: bytes | None = stop.value
        return result
    coroutine.close()
    pytest.fail("it suspended")


@pytest.fixture
def disk(tmp_path: Path) -> DiskCache:
    return DiskCache(tmp_path / "audio-cache", MANY)


@pytest.fixture
async def cache(disk: DiskCache) -> AsyncIterator[AudioCache]:
    made = AudioCache(MANY, disk)
    yield made
    await made.close()


class Gate:
    """Holds every write back until it is opened."""

    def __init__(self, disk: DiskCache, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.at_once = self.most_at_once = 0
        self._put = disk.put
        monkeypatch.setattr(disk, "put", self.put)

    def put(self, key: str, sound: Sound) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        assert self.open.wait(60)
        self._put(key, sound)
        self.at_once -= 1


async def test_memory_answers_without_suspending() -> None:
    cache = AudioCache(MANY)
    assert at_once(cache.get(key(1))) is None
    cache.put(key(1), "joe", PCM)
    assert at_once(cache.get(key(1))) is PCM
    assert cache.peek(key(1)) is PCM
    assert cache.peek(key(2)) is None
    figures = cache.statistics
    assert (figures.memory_hits, figures.disk_hits, figures.misses) == (2, 0, 1)
    assert (figures.memory_items, figures.memory_bytes) == (1, len(PCM))
    await cache.close()


async def test_a_miss_does_not_suspend_with_a_disk_either(cache: AudioCache) -> None:
    assert at_once(cache.get(key(1))) is None
    cache.put(key(1), "joe", PCM)
    assert at_once(cache.get(key(1))) is PCM


async def test_the_disk_answers_after_a_restart(disk: DiskCache, cache: AudioCache) -> None:
    cache.put(key(1), "joe", PCM)
    await cache.close()
    again = AudioCache(MANY, DiskCache(disk._directory, MANY))
    assert not again.knows("joe")
    again.start()
    again.start()
    assert again._scan is not None
    await again._scan
    assert again.knows("joe")
    assert await again.get(key(1)) == PCM
    assert at_once(again.get(key(1))) == PCM
    figures = again.statistics
    assert (figures.memory_hits, figures.disk_hits, figures.misses) == (1, 1, 0)
    assert (figures.disk_items, figures.disk_bytes) == (1, disk.size)
    await again.close()


async def test_a_file_that_is_gone_is_a_miss(disk: DiskCache) -> None:
    cache = AudioCache(0, disk)
    cache.put(key(1), "joe", PCM)
    await asyncio.wait(cache._writes)
    assert await cache.get(key(1)) == PCM
    for path in disk._directory.iterdir():
        path.unlink()
    assert await cache.get(key(1)) is None
    assert not cache.knows("joe")
    assert cache.statistics.misses == 1
    await cache.close()


async def test_what_memory_answers_stays_on_disk(tmp_path: Path) -> None:
    disk = DiskCache(tmp_path, 5 * 1200)
    cache = AudioCache(MANY, disk)
    for n in range(10):
        cache.put(key(n), "joe", PCM)
        await asyncio.wait(cache._writes)
        assert cache.peek(key(0)) is not None
    await cache.close()
    assert key(0) in disk
    assert key(1) not in disk


async def test_a_voice_is_known_by_what_is_kept_of_it() -> None:
    cache = AudioCache(4 * len(PCM))
    assert not cache.knows("joe")
    cache.put(key(0), "joe", PCM)
    assert cache.knows("joe")
    for n in range(1, 5):
        cache.put(key(n), "amy", PCM)
    assert (cache.knows("joe"), cache.knows("amy")) == (False, True)


async def test_off_keeps_nothing() -> None:
    cache = AudioCache.off()
    cache.start()
    cache.put(key(1), "joe", PCM)
    assert not cache.on
    assert AudioCache(MANY).on
    assert at_once(cache.get(key(1))) is None
    assert not cache.knows("joe")
    await cache.close()


async def test_a_disk_alone_is_a_cache_too(disk: DiskCache) -> None:
    cache = AudioCache(0, disk)
    assert cache.on
    assert cache.largest == disk.largest
    await cache.close()


async def test_empty_sound_is_not_kept() -> None:
    cache = AudioCache(MANY)
    cache.put(key(1), "joe", b"")
    assert await cache.get(key(1)) is None


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 bytes or more"):
        AudioCache(-1)


async def test_writes_wait_for_each_other_and_close_for_them(
    disk: DiskCache, cache: AudioCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(disk, monkeypatch)
    for n in range(5):
        cache.put(key(n), "joe", PCM)
    closing = asyncio.create_task(cache.close())
    await asyncio.sleep(0.05)
    assert not closing.done()
    gate.open.set()
    await closing
    assert gate.most_at_once == 1
    assert disk.count == 5
    cache.put(key(6), "joe", PCM)
    assert cache.peek(key(6)) is None


@pytest.mark.parametrize("bound", ["_PENDING_WRITES", "_PENDING_BYTES"])
async def test_what_the_disk_is_too_slow_for_is_in_memory_only(
    disk: DiskCache, cache: AudioCache, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    limit = 3 * (len(PCM) if bound == "_PENDING_BYTES" else 1)
    monkeypatch.setattr(cache_module, bound, limit)
    gate = Gate(disk, monkeypatch)
    for n in range(5):
        cache.put(key(n), "joe", PCM)
    assert cache.statistics.dropped == 2
    assert all(cache.peek(key(n)) for n in range(5))
    gate.open.set()
    await asyncio.wait(cache._writes)
    assert disk.count == 3
    cache.put(key(4), "joe", PCM)
    await asyncio.wait(cache._writes)
    assert disk.count == 4


async def test_what_the_disk_would_not_keep_is_not_sent_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = AudioCache(MANY, DiskCache(tmp_path, 100))
    cache.put(key(1), "joe", PCM)
    assert cache._writes == set()
    await cache.close()


async def test_what_is_on_disk_is_not_sent_there_again(disk: DiskCache, cache: AudioCache) -> None:
    disk.put(key(1), Sound("joe", PCM))
    cache.put(key(1), "joe", PCM)
    assert await cache.get(key(1)) == PCM
    assert cache._writes == set()


async def test_a_reader_that_leaves_does_no_harm(disk: DiskCache, cache: AudioCache) -> None:
    disk.put(key(1), Sound("joe", PCM))
    reading = asyncio.create_task(cache.get(key(1)))
    await asyncio.sleep(0)
    reading.cancel()
    await asyncio.wait([reading])
    assert await cache.get(key(1)) == PCM
