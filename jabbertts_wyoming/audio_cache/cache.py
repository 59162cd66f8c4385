"""The cache as the path from text to sound sees it: memory first, then disk, by segment."""

import asyncio
from dataclasses import dataclass

from .disk import DiskCache
from .file_format import Sound
from .lru import Item, SizedLru

_PENDING_WRITES = 32
_PENDING_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the cache did and holds; a `dropped` sound came faster than the disk could write."""

    memory_hits: int
    disk_hits: int
    misses: int
    dropped: int
    memory_items: int
    memory_bytes: int
    disk_items: int
    disk_bytes: int


class AudioCache:
    """Sounds of segments by `key.segment_key`: 16-bit mono PCM without the pauses between them.

    At most `memory_bytes` are held in memory (0: none) and, with a `disk`, as much there as it
    allows; a sound larger than a quarter of a level is not kept there. Belongs to one event loop,
    which never waits for the disk. Raises `ValueError` for less than 0 bytes.
    """

    def __init__(self, memory_bytes: int, disk: DiskCache | None = None) -> None:
        self._memory: SizedLru[bytes] = SizedLru(memory_bytes)
        self._disk = disk
        self._memory_hits = self._disk_hits = self._misses = self._dropped = 0
        self._writing = asyncio.Lock()
        self._writes: set[asyncio.Task[None]] = set()
        self._pending_bytes = 0
        self._scan: asyncio.Task[None] | None = None
        self._closed = False

    @classmethod
    def off(cls) -> "AudioCache":
        """Return a cache that keeps nothing."""
        return cls(0)

    @property
    def on(self) -> bool:
        """Whether anything can be kept."""
        return self.largest > 0

    @property
    def largest(self) -> int:
        """The largest sound that is kept, bytes."""
        return max(self._memory.largest, 0 if self._disk is None else self._disk.largest)

    @property
    def statistics(self) -> Statistics:
        """What was done so far and what is held now."""
        disk = self._disk
        return Statistics(
            memory_hits=self._memory_hits,
            disk_hits=self._disk_hits,
            misses=self._misses,
            dropped=self._dropped,
            memory_items=len(self._memory),
            memory_bytes=self._memory.size,
            disk_items=0 if disk is None else disk.count,
            disk_bytes=0 if disk is None else disk.size,
        )

    def start(self) -> None:
        """Begin to look at what is on disk; until that is done, what is there is a miss."""
        if self._disk is not None and self._scan is None:
            self._scan = asyncio.create_task(asyncio.to_thread(self._disk.scan))

    async def close(self) -> None:
        """Finish what is being written; nothing is kept from now on."""
        self._closed = True
        if self._disk is None:
            return
        if self._writes:
            await asyncio.wait(self._writes)
        await asyncio.to_thread(self._disk.close)  # ends the scan, too
        if self._scan is not None:
            await asyncio.wait([self._scan])

    def knows(self, voice: str) -> bool:
        """Tell whether anything of a voice is kept, under whatever key."""
        return self._memory.knows(voice) or (self._disk is not None and self._disk.knows(voice))

    def peek(self, key: str) -> bytes | None:
        """Return what memory holds under `key`; a miss is not counted, the disk may have it."""
        item = self._memory.get(key)
        if item is None:
            return None
        self._memory_hits += 1
        if self._disk is not None:
            self._disk.touch(key)
        return item.value

    async def get(self, key: str) -> bytes | None:
        """Return the PCM that is kept under `key`.

        Suspends only to read a file that is there: neither for a hit in memory nor for a miss.
        """
        pcm = self.peek(key)
        if pcm is None and self._disk is not None and key in self._disk:
            pcm = await self._read(self._disk, key)
        elif pcm is None:
            self._misses += 1
        return pcm

    async def _read(self, disk: DiskCache, key: str) -> bytes | None:
        sound = await asyncio.to_thread(disk.get, key)
        if sound is None:
            self._misses += 1
            return None
        self._disk_hits += 1
        self._memory.put(key, Item(sound.voice, len(sound.pcm), sound.pcm))
        return sound.pcm

    def put(self, key: str, voice: str, pcm: bytes) -> None:
        """Keep the finished PCM of a segment by `voice`; empty PCM is not kept.

        It is in memory at once, and on disk soon, unless too much waits to be written.
        """
        if not pcm or self._closed:
            return
        self._memory.put(key, Item(voice, len(pcm), pcm))
        if self._disk is None or len(pcm) > self._disk.largest or key in self._disk:
            return
        pending = self._pending_bytes + len(pcm)
        if len(self._writes) >= _PENDING_WRITES or pending > _PENDING_BYTES:
            self._dropped += 1
            return
        self._pending_bytes = pending
        write = asyncio.create_task(self._write(self._disk, key, Sound(voice, pcm)))
        self._writes.add(write)
        write.add_done_callback(self._writes.discard)

    async def _write(self, disk: DiskCache, key: str, sound: Sound) -> None:
        try:
            async with self._writing:  # one at a time: threads are for others, too
                await asyncio.to_thread(disk.put, key, sound)
        finally:
            self._pending_bytes -= len(sound.pcm)
