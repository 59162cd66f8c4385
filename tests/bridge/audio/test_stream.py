import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import pytest

from bridge.audio import stream
from bridge.audio.encoders import wav_header
from bridge.audio.formats import Target
from bridge.audio.stream import encode
from bridge.audio.transcoder import Transcoder
from bridge.order import PcmFormat

from .sound import FORMATS, VOICE, cut, decode, tone, transcode, without_serial

Made = list["Watched"]


class Watched(Transcoder):
    """Notes what is done to it, and whether it is ever done twice at a time."""

    def __init__(self, source: PcmFormat, target: Target, frames: int | None = None) -> None:
        super().__init__(source, target, frames)
        self.busy = threading.Lock()
        self.begun = threading.Event()
        self.go = threading.Event()
        self.go.set()
        self.closed = threading.Event()
        self.threads: set[str] = set()
        self.overlapped = False

    def feed(self, pcm: bytes) -> bytes:
        return self._watch(lambda: super(Watched, self).feed(pcm))

    def finish(self) -> bytes:
        return self._watch(super().finish)

    def close(self) -> None:
        # `finish` closes by itself, while it is busy.
        self.overlapped |= self.busy.locked() and not self._finishing
        super().close()
        self.closed.set()

    _finishing = False

    def _watch(self, call: Callable[[], bytes]) -> bytes:
        self.overlapped |= not self.busy.acquire(blocking=False)
        self._finishing = call.__name__ == "finish"
        self.threads.add(threading.current_thread().name)
        self.begun.set()
        try:
            assert self.go.wait(10)
            return call()
        finally:
            self.busy.release()
            self._finishing = False


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    transcoders: Made = []

    def make(source: PcmFormat, target: Target, frames: int | None = None) -> Watched:
        transcoders.append(Watched(source, target, frames))
        return transcoders[-1]

    monkeypatch.setattr(stream, "Transcoder", make)
    return transcoders


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2, "codec") as threads:
        yield threads


class Chunks:
    """Yields chunks, then maybe an error or nothing at all for ever; knows when it is closed."""

    def __init__(self, chunks: list[bytes], error: Exception | None = None, *, stay: bool = False):
        self._chunks = chunks
        self._error = error
        self._stay = stay
        self.closed = False

    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        try:
            for chunk in self._chunks:
                yield chunk
            if self._stay:
                await asyncio.Event().wait()
            if self._error is not None:
                raise self._error
        finally:
            self.closed = True


async def collect(encoded: AsyncIterator[bytes]) -> bytes:
    parts = [part async for part in encoded]
    assert all(parts)
    return b"".join(parts)


@pytest.mark.parametrize("name", FORMATS)
async def test_the_same_as_in_one_go(name: str, executor: ThreadPoolExecutor, made: Made) -> None:
    pcm = tone(1)
    chunks = Chunks(cut(pcm, VOICE, 1))
    encoded = await collect(encode(aiter(chunks), VOICE, Target(name), executor))
    assert without_serial(encoded) == without_serial(transcode([pcm], VOICE, Target(name)))
    assert chunks.closed
    assert made[0].closed.is_set()
    assert not made[0].overlapped
    in_threads = all(thread.startswith("codec") for thread in made[0].threads)
    assert in_threads == (name != "wav")


@pytest.mark.parametrize("name", FORMATS)
async def test_audio_leaves_as_it_comes(name: str, executor: ThreadPoolExecutor) -> None:
    """With nothing more to come for now, what 250 ms make can be heard already."""
    chunks = Chunks([tone(0.25)], stay=True)
    data = b""
    async with aclosing(encode(aiter(chunks), VOICE, Target(name), executor)) as encoded:
        data += await asyncio.wait_for(anext(encoded), 5)
        assert decode(data, name).seconds > 0.04
    assert chunks.closed


@pytest.mark.parametrize("name", FORMATS)
async def test_nothing_is_said(name: str, executor: ThreadPoolExecutor) -> None:
    encoded = await collect(encode(aiter(Chunks([])), VOICE, Target(name), executor))
    if name == "pcm":
        assert encoded == b""
    elif name == "wav":
        assert encoded == wav_header(22050, 0)
    else:
        assert decode(encoded, name).seconds < 0.15


async def test_wav_tells_its_length_if_that_shows(executor: ThreadPoolExecutor) -> None:
    pcm = tone(0.2)
    known = wav_header(22050, len(pcm) // 2) + pcm
    one = encode(aiter(Chunks([pcm])), VOICE, Target("wav"), executor)
    assert await collect(one) == known
    two = encode(aiter(Chunks([pcm[:200], pcm[200:]])), VOICE, Target("wav"), executor)
    assert await collect(two) == wav_header(22050, None) + pcm
    told = encode(
        aiter(Chunks([pcm[:200], pcm[200:]])),
        VOICE,
        Target("wav"),
        executor,
        frames=len(pcm) // 2,
    )
    assert await collect(told) == known


async def test_wav_does_not_wait_to_tell_it(executor: ThreadPoolExecutor) -> None:
    encoded = encode(aiter(Chunks([b"\0\0"], stay=True)), VOICE, Target("wav"), executor)
    async with aclosing(encoded):
        assert await asyncio.wait_for(anext(encoded), 5) == wav_header(22050, None) + b"\0\0"


@pytest.mark.parametrize("name", ["wav", "pcm", "mp3"])
@pytest.mark.parametrize("before", [0, 1, 2])
async def test_what_goes_wrong_upstream_is_passed_on(
    name: str, before: int, executor: ThreadPoolExecutor, made: Made
) -> None:
    chunks = Chunks([tone(0.3)] * before, OSError("gone"))
    heard: list[bytes] = []

    async def listen() -> None:
        async for part in encode(aiter(chunks), VOICE, Target(name), executor):
            heard.append(part)  # noqa: PERF401

    with pytest.raises(OSError, match="gone"):
        await listen()
    assert len(heard) == before
    assert chunks.closed
    assert all(transcoder.closed.is_set() for transcoder in made)


async def test_what_goes_wrong_in_the_codec_is_passed_on(
    executor: ThreadPoolExecutor, made: Made
) -> None:
    chunks = Chunks([b"\0"], stay=True)
    with pytest.raises(ValueError, match="not whole frames"):
        await collect(encode(aiter(chunks), VOICE, Target("mp3"), executor))
    assert chunks.closed
    assert made[0].closed.is_set()


async def test_a_target_that_can_not_be(executor: ThreadPoolExecutor) -> None:
    chunks = Chunks([b"\0\0"])
    with pytest.raises(ValueError, match="no format"):
        await collect(encode(aiter(chunks), VOICE, Target("wma"), executor))


@pytest.mark.parametrize("name", ["mp3", "wav"])
async def test_left_early(name: str, executor: ThreadPoolExecutor, made: Made) -> None:
    chunks = Chunks([tone(0.3)] * 3)
    async with aclosing(encode(aiter(chunks), VOICE, Target(name), executor)) as encoded:
        await anext(encoded)
    assert chunks.closed
    assert made[0].closed.is_set()
    with pytest.raises(RuntimeError, match="closed"):
        made[0].feed(b"\0\0")


@pytest.mark.parametrize("name", ["mp3", "wav"])
async def test_cancelled_while_waiting_for_audio(
    name: str, executor: ThreadPoolExecutor, made: Made
) -> None:
    chunks = Chunks([tone(0.3)], stay=True)
    task = asyncio.create_task(collect(encode(aiter(chunks), VOICE, Target(name), executor)))
    await asyncio.sleep(0.05)
    assert made[0].begun.is_set()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert chunks.closed
    assert made[0].closed.is_set()


async def test_cancelled_while_a_thread_is_at_it(executor: ThreadPoolExecutor, made: Made) -> None:
    """The codec is freed, but not before the thread has let go of it."""
    chunks = Chunks([tone(0.3)] * 3)
    encoded = encode(aiter(chunks), VOICE, Target("mp3"), executor)
    await anext(encoded)
    made[0].begun.clear()
    made[0].go.clear()
    task = asyncio.create_task(collect(encoded))
    assert await asyncio.to_thread(made[0].begun.wait, 5)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert chunks.closed
    assert not made[0].closed.is_set()
    made[0].go.set()
    assert await asyncio.to_thread(made[0].closed.wait, 5)
    assert not made[0].overlapped


async def test_cancelled_before_a_thread_was_free(made: Made) -> None:
    gate = threading.Event()
    with ThreadPoolExecutor(1) as executor:
        executor.submit(gate.wait, 10)
        chunks = Chunks([tone(0.3)])
        task = asyncio.create_task(collect(encode(aiter(chunks), VOICE, Target("mp3"), executor)))
        await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.wait([task])
        assert made[0].closed.is_set()
        assert not made[0].begun.is_set()
        gate.set()


async def test_many_at_once(executor: ThreadPoolExecutor, made: Made) -> None:
    pcm = tone(0.5)
    expected = {name: without_serial(transcode([pcm], VOICE, Target(name))) for name in FORMATS}
    names = [FORMATS[number % len(FORMATS)] for number in range(54)]
    encoded = await asyncio.gather(
        *(
            collect(encode(aiter(Chunks(cut(pcm, VOICE, seed))), VOICE, Target(name), executor))
            for seed, name in enumerate(names)
        )
    )
    assert list(map(without_serial, encoded)) == [expected[name] for name in names]
    assert not any(transcoder.overlapped for transcoder in made)


async def test_chunks_need_not_be_a_generator(executor: ThreadPoolExecutor) -> None:
    class Plain:
        def __init__(self) -> None:
            self.left = [b"\1\0", b"\2\0"]

        def __aiter__(self) -> "Plain":
            return self

        async def __anext__(self) -> bytes:
            if not self.left:
                raise StopAsyncIteration
            return self.left.pop(0)

    encoded = await collect(encode(Plain(), VOICE, Target("pcm", 22050), executor))
    assert encoded == b"\1\0\2\0"
