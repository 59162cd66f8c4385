"""From a request to an utterance: its voice, its manner, and what it is spoken with."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from .audio.adjust import Adjustment
from .audio_cache.cache import AudioCache
from .cast import Cast, Role
from .engines.base import EngineVoice, Manner
from .kept_audio import KeptAudio
from .request import SpeechRequest, SpeechSettings, VoiceInfo, VoiceSelector
from .runtime.pacer import Pacer
from .runtime.pool import WorkerPool
from .text.front import TextFront, warm_up
from .text.lexicon.lexicons import Lexicons
from .text.normalise.spoken import Emoji, NormaliseRules
from .utterance import SpokenUtterance
from .voices.registry import Registry
from .voices.voice import Voice


@dataclass(frozen=True, slots=True)
class SpeechDefaults:
    """The server's own settings, where a request leaves them open; None is the voice's own."""

    speaker: str | None = None
    length_scale: float | None = None
    noise_scale: float | None = None
    noise_w_scale: float | None = None
    sentence_silence: float = 0.2
    emoji: Emoji = Emoji.DROP


class SpeechService:
    """Implements `request.Speech` over the registry's voices and the worker pool."""

    def __init__(
        self,
        registry: Registry,
        pool: WorkerPool,
        default_voice: str,
        defaults: SpeechDefaults,
        cache: AudioCache | None = None,
        lexicons: Lexicons | None = None,
    ) -> None:
        self._registry = registry
        self._pool = pool
        self._default_voice = default_voice
        self._defaults = defaults
        self._cache = cache or AudioCache.off()
        self._lexicons = lexicons or Lexicons(None)

    async def voices(self) -> Sequence[VoiceInfo]:
        """List the voices that can speak now, the default one first."""
        return self._registry.infos()

    @asynccontextmanager
    async def open(self, request: SpeechRequest) -> AsyncIterator["SpokenUtterance"]:
        """Have the voice for `request`; see `request.Speech.open`.

        It is loaded before the first word comes, unless it may all be in the cache.
        """
        pacer = Pacer(asyncio.get_running_loop().time)
        async with AsyncExitStack() as stack:
            lead = await self._role(request, request.voice, stack)
            settings = request.settings
            pause = settings.sentence_silence
            rules = NormaliseRules(emoji=self._defaults.emoji)
            yield SpokenUtterance(
                cast=Cast(lead, lambda selector: self._role(request, selector, stack)),
                front=TextFront(
                    self._lexicons, request.ssml, rules if settings.normalize else None
                ),
                pool=self._pool,
                pacer=pacer,
                seed=settings.seed,
                timed=settings.timestamps,
                pause=self._defaults.sentence_silence if pause is None else pause,
            )

    async def _role(
        self, request: SpeechRequest, selector: VoiceSelector, stack: AsyncExitStack
    ) -> Role:
        voice = await self._registry.resolve(selector)
        manner = self._manner(request.settings, selector.speaker, voice)
        engine = _Engine(self._registry, voice, stack)
        if not self._cache.knows(voice.name):
            await engine.loaded()
        audio = KeptAudio(self._cache, voice, self._registry.stamp(voice))
        same = Adjustment(voice.sample_rate, voice.sample_rate)
        return Role(voice, engine.loaded, manner, audio, same)

    def _manner(self, own: SpeechSettings, speaker: str | None, voice: Voice) -> Manner:
        if speaker is None and voice.name == self._default_voice:
            speaker = self._defaults.speaker
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
            await asyncio.to_thread(warm_up, self._voice.language)
        return self._engine


def _first(*values: float | None) -> float | None:
    return next((v for v in values if v is not None), None)
