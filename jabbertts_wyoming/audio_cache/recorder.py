"""A segment's sound taken down while it is spoken, and a kept one as windows again."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from .cache import AudioCache

_PIECE_SECONDS = 0.5


class Recorder:
    """Takes a segment's PCM as it is spoken, and has `cache` keep it once it is complete.

    Holds nothing any more when there is more than the cache would keep.
    """

    def __init__(self, cache: AudioCache, key: str, voice: str) -> None:
        self._cache = cache
        self._key = key
        self._voice = voice
        self._windows: list[bytes] | None = []
        self._room = cache.largest

    def add(self, pcm: bytes) -> None:
        """Take the next window."""
        if self._windows is None:
            return
        self._room -= len(pcm)
        if self._room < 0:
            self._windows = None
        else:
            self._windows.append(pcm)

    def finish(self) -> None:
        """Have the segment kept: it is complete."""
        if self._windows is not None:
            self._cache.put(self._key, self._voice, b"".join(self._windows))
            self._windows = None


async def recorded(
    windows: AsyncGenerator[bytes, None], recorder: Recorder
) -> AsyncGenerator[bytes, None]:
    """Yield `windows` and have them kept if they come to their end; closes them in any case.

    Nothing is kept where they fail, or where this is closed or cancelled before.
    """
    async with aclosing(windows):
        async for pcm in windows:
            recorder.add(pcm)
            yield pcm
    recorder.finish()


def pieces(pcm: bytes, rate: int, seconds: float = _PIECE_SECONDS) -> Iterator[bytes]:
    """Yield 16-bit mono PCM at `rate` Hz in pieces of `seconds`, the last one shorter."""
    size = 2 * max(1, round(seconds * rate))
    for start in range(0, len(pcm), size):
        yield pcm[start : start + size]
