"""The path from text to sound: a request's text, segment by segment, into PCM windows."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass

from .audio.level import silence
from .audio_cache.cache import AudioCache
from .common.errors import JabberError, SynthesisError
from .encode_ahead import EncodeAhead, Encoded
from .engines.base import EngineVoice, Manner, Sentence
from .kept_audio import KeptAudio
from .request import AudioFormat, SpeechRequest, SpeechSettings, VoiceInfo
from .runtime.pacer import Pacer
from .runtime.pool import WorkerPool
from .text.feed import TextFeed
from .voices.registry import Registry
from .voices.voice import Voice

# What is sent for a text without a word: Home Assistant fails on no sound at all.
SILENCE_SECONDS = 0.1

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SpeechDefaults:
    """The server's own settings, where a request leaves them open; None is the voice's own."""

    speaker: str | None = None
    length_scale: float | None = None
    noise_scale: float | None = None
    noise_w_scale: float | None = None
    sentence_silence: float = 0.2


class SpeechService:
    """Implements `request.Speech` over the registry's voices and the worker pool."""

    def __init__(
        self,
        registry: Registry,
        pool: WorkerPool,
        default_voice: str,
        defaults: SpeechDefaults,
        cache: AudioCache | None = None,
    ) -> None:
        self._registry = registry
        self._pool = pool
        self._default_voice = default_voice
        self._defaults = defaults
        self._cache = cache or AudioCache.off()

    async def voices(self) -> Sequence[VoiceInfo]:
        """List the voices that can speak now, the default one first."""
        return self._registry.infos()

    @asynccontextmanager
    async def open(self, request: SpeechRequest) -> AsyncIterator["SpokenUtterance"]:
        """Have the voice for `request`; see `request.Speech.open`.

        It is loaded before the first word comes, unless it may all be in the cache.
        """
        pacer = Pacer(asyncio.get_running_loop().time)
        voice = await self._registry.resolve(request.voice)
        manner = self._manner(request, voice)
        pause = request.settings.sentence_silence
        async with AsyncExitStack() as stack:
            engine = _Engine(self._registry, voice, stack)
            if not self._cache.knows(voice.name):
                await engine.loaded()
            yield SpokenUtterance(
                voice=voice,
                engine=engine.loaded,
                manner=manner,
                pool=self._pool,
                pacer=pacer,
                audio=KeptAudio(self._cache, voice, self._registry.stamp(voice)),
                seed=request.settings.seed,
                pause=self._defaults.sentence_silence if pause is None else pause,
            )

    def _manner(self, request: SpeechRequest, voice: Voice) -> Manner:
        speaker = request.voice.speaker
        if speaker is None and voice.name == self._default_voice:
            speaker = self._defaults.speaker
        own: SpeechSettings = request.settings
        return Manner(
            length_scale=_first(own.length_scale, self._defaults.length_scale),
            noise_scale=_first(own.noise_scale, self._defaults.noise_scale),
            noise_w_scale=_first(own.noise_w_scale, self._defaults.noise_w_scale),
            speed=own.speed,
            speaker=self._registry.speaker(speaker, voice),
            repeatable=own.seed is not None,
            exact=own.exact,
        )


class _Engine:
    """A voice's engine, borrowed when it is needed and until `stack` is closed."""

    def __init__(self, registry: Registry, voice: Voice, stack: AsyncExitStack) -> None:
        self._registry = registry
        self._voice = voice
        self._stack = stack
        self._engine: EngineVoice | None = None

    async def loaded(self) -> EngineVoice:
        """Return it, loading it if needed; raises `VoiceError` and `BusyError`."""
        if self._engine is None:
            engine = self._registry.engine(self._voice)
            self._engine = await self._stack.enter_async_context(engine)
        return self._engine


@dataclass(frozen=True, slots=True)
class SpokenUtterance:
    """One answer; `pause` is the seconds of silence between sentences."""

    voice: Voice
    engine: Callable[[], Awaitable[EngineVoice]]
    manner: Manner
    pool: WorkerPool
    pacer: Pacer
    audio: KeptAudio
    seed: int | None
    pause: float

    @property
    def format(self) -> AudioFormat:
        """The format of every chunk."""
        return AudioFormat(rate=self.voice.sample_rate)

    async def chunks(self, feed: TextFeed) -> AsyncGenerator[bytes, None]:
        """Speak what `feed` brings; see `request.Utterance.chunks`."""
        ahead = EncodeAhead(
            self.voice, self.engine, self.manner, self.pool, self.pacer, self.audio, self.seed
        )
        between = b""
        async with aclosing(ahead.encoded(feed)) as encoded:
            async for item in encoded:
                async with aclosing(self._sound(item)) as sound:
                    async for pcm in sound:
                        ahead.sound_began()
                        yield self._sent(between, pcm)
                        between = b""
                if item.segment.ends_sentence and self.pacer.started:
                    between = silence(self.pause, self.voice.sample_rate)
                feed.spoken(item.segment.source_length)
        if not self.pacer.started:
            yield self._sent(silence(SILENCE_SECONDS, self.voice.sample_rate), b"")

    def _sent(self, pause: bytes, pcm: bytes) -> bytes:
        self.pacer.keep(self._seconds(pcm))
        self.pacer.sent(self._seconds(pause) + self._seconds(pcm))
        return pause + pcm

    def _seconds(self, pcm: bytes) -> float:
        return len(pcm) / (2 * self.voice.sample_rate)

    def _sound(self, item: Encoded) -> AsyncGenerator[bytes, None]:
        if item.kept:
            return self.audio.windows(item.kept)
        return self.audio.keep(item.key, self._spoken(item.sentences))

    async def _spoken(self, sentences: Sequence[Sentence]) -> AsyncGenerator[bytes, None]:
        """Yield the sound of encoded sentences; raises `SynthesisError`."""
        try:
            for sentence in sentences:
                async with aclosing(sentence.windows(self.pacer, self.pool)) as windows:
                    async for pcm in windows:
                        yield pcm
        except JabberError:
            raise
        except Exception as error:
            _LOGGER.exception("Voice %s failed", self.voice.name)
            raise SynthesisError(f"voice {self.voice.name!r} failed while speaking") from error


def _first(*values: float | None) -> float | None:
    return next((v for v in values if v is not None), None)
