"""Stand-ins for the engines: speech that is deterministic and does what a test tells it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from jabbertts_wyoming.common.errors import UnknownVoiceError
from jabbertts_wyoming.request import AudioFormat, SpeechRequest, VoiceInfo
from jabbertts_wyoming.text.feed import TextFeed

RATE = 22050
SILENCE = bytes(RATE // 10 * 2)


def voice_info(name: str = "en_US-fake-medium", speakers: Sequence[str] = ()) -> VoiceInfo:
    return VoiceInfo(
        name=name,
        description=f"{name} (fake)",
        languages=["en_US"],
        speakers=speakers,
        sample_rate=RATE,
        quality="medium",
        engine="vits",
        version="1.0",
        attribution_name="somebody",
        attribution_url="https://example.org/",
    )


def word_pcm(word: str) -> bytes:
    """The fake's sound of a word: its bytes, over and over."""
    return (word.encode() * 400)[:400]


def text_pcm(text: str) -> bytes:
    return b"".join(word_pcm(word) for word in text.split()) or SILENCE


class FakeSpeech:
    """Speaks one chunk a word, once the words' text has ended in a space or the feed is closed.

    `delay` is in seconds before each chunk; `gate` holds every chunk back while it is cleared;
    `fail_at` raises `error` before the chunk of that index; `endless` never stops speaking.
    """

    def __init__(self, *voices: VoiceInfo) -> None:
        self.infos: Sequence[VoiceInfo] = voices or (voice_info(),)
        self.requests: list[SpeechRequest] = []
        self.delay = 0.0
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception = RuntimeError("the fake fails")
        self.fail_at: int | None = None
        self.endless = False
        self.mute = False
        self.chunk_bytes: int | None = None
        self.produced = 0
        self.running = 0
        self.most_running = 0
        self.described = 0

    async def voices(self) -> Sequence[VoiceInfo]:
        self.described += 1
        return self.infos

    @asynccontextmanager
    async def open(self, request: SpeechRequest) -> AsyncIterator["FakeUtterance"]:
        self.requests.append(request)
        name = request.voice.name
        if name is not None and name not in [voice.name for voice in self.infos]:
            raise UnknownVoiceError(f"no voice {name!r}; near: {self.infos[0].name}")
        yield FakeUtterance(self)


class FakeUtterance:
    def __init__(self, speech: FakeSpeech) -> None:
        self._speech = speech
        self.format = AudioFormat(rate=RATE)

    async def chunks(self, feed: TextFeed) -> AsyncIterator[bytes]:
        speech = self._speech
        speech.running += 1
        speech.most_running = max(speech.most_running, speech.running)
        try:
            index = 0
            async for word in _words(feed):
                if speech.mute:
                    continue
                yield await self._chunk(word, index)
                index += 1
                while speech.endless:
                    yield await self._chunk(word, index)
                    index += 1
            if not index and not speech.mute:
                yield SILENCE
        finally:
            speech.running -= 1

    async def _chunk(self, word: str, index: int) -> bytes:
        speech = self._speech
        if speech.fail_at == index:
            raise speech.error
        await asyncio.sleep(speech.delay)
        await speech.gate.wait()
        pcm = word_pcm(word) if speech.chunk_bytes is None else bytes(speech.chunk_bytes)
        speech.produced += len(pcm)
        return pcm


async def _words(feed: TextFeed) -> AsyncIterator[str]:
    rest = ""
    while (text := await feed.get()) is not None:
        done, space, rest = (rest + text).rpartition(" ")
        for word in done.split():
            yield word
        feed.spoken(len(done) + len(space))
    for word in rest.split():
        yield word
    feed.spoken(len(rest))
