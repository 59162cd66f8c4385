"""PCM as it arrives into encoded bytes, the codecs' work done in threads."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor

from ..order import PcmFormat
from .formats import Target, find_format
from .transcoder import Transcoder


async def encode(
    chunks: AsyncIterator[bytes],
    source: PcmFormat,
    target: Target,
    executor: ThreadPoolExecutor,
    *,
    frames: int | None = None,
) -> AsyncGenerator[bytes, None]:
    """Yield the bytes of `target` while the PCM `chunks` (whole frames) come in; none is empty.

    `frames` is their number of frames in all, where that is known. Where it is not, and the
    header could tell, a stream whose one chunk is its last counts as known. However this ends,
    `chunks` is closed and the codec freed. Raises `ValueError` for what can't be done, and what
    `chunks` raises.
    """
    ahead = _Ahead(chunks)
    work: _Work | None = None
    try:
        if frames is None and find_format(target.format).tells_length:
            frames = await ahead.length(source.frame_bytes)
        work = _Work(Transcoder(source, target, frames), executor)
        async for chunk in ahead:
            if encoded := await work.feed(chunk):
                yield encoded
        if encoded := await work.finish():
            yield encoded
    finally:
        if work is not None:
            work.close()
        await ahead.aclose()


class _Work:
    """A transcoder whose calls run in threads, one after the other."""

    def __init__(self, transcoder: Transcoder, executor: ThreadPoolExecutor) -> None:
        self._transcoder = transcoder
        self._executor = executor
        self._running: Future[bytes] | None = None

    async def feed(self, chunk: bytes) -> bytes:
        return await self._run(lambda: self._transcoder.feed(chunk))

    async def finish(self) -> bytes:
        return await self._run(self._transcoder.finish)

    def close(self) -> None:
        """Free the codec: now, or as soon as the thread that is at it has let go."""
        if self._running is None:
            self._transcoder.close()
        else:
            self._running.cancel()
            self._running.add_done_callback(lambda _: self._transcoder.close())

    async def _run(self, call: Callable[[], bytes]) -> bytes:
        if self._transcoder.is_trivial:
            return call()
        self._running = self._executor.submit(call)
        return await asyncio.wrap_future(self._running)


class _Ahead:
    """Chunks, and a look at whether the first is also the last."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._first: bytes | None = None
        self._reading: asyncio.Task[bytes | None] | None = None

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self._first is not None:
            chunk, self._first = self._first, None
            return chunk
        if self._reading is None:
            return await anext(self._chunks)
        second = await self._reading
        self._reading = None
        if second is None:
            raise StopAsyncIteration
        return second

    async def length(self, frame_bytes: int) -> int | None:
        """Return how many frames there are if that shows without waiting for more audio."""
        self._first = await self._read()
        if self._first is None:
            return 0
        self._reading = asyncio.create_task(self._read())
        await asyncio.sleep(0)
        over = self._reading.done() and not self._reading.exception() and not self._reading.result()
        return len(self._first) // frame_bytes if over else None

    async def aclose(self) -> None:
        """Stop reading and close the chunks, if they can be."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if isinstance(self._chunks, AsyncGenerator):
            await self._chunks.aclose()

    async def _read(self) -> bytes | None:
        return await anext(self._chunks, None)
