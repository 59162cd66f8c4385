"""One voice's side of the cache of finished audio."""

from collections.abc import AsyncGenerator, Hashable
from contextlib import aclosing
from dataclasses import dataclass

from .audio_cache.cache import AudioCache
from .audio_cache.key import segment_key
from .audio_cache.recorder import Recorder, pieces, recorded
from .engines.base import Manner
from .text.reading import Reading
from .voices.voice import Voice


@dataclass(frozen=True, slots=True)
class KeptAudio:
    """What `cache` keeps of a voice whose files have `stamp`."""

    cache: AudioCache
    voice: Voice
    stamp: Hashable

    def key(self, reading: Reading, manner: Manner, seed: tuple[int, int] | None) -> str | None:
        """Return what the sound of what is read is kept under; None if nothing is kept."""
        if not self.cache.on:
            return None
        return segment_key(
            engine=self.voice.info().engine,
            voice=self.voice.name,
            stamp=self.stamp,
            manner=manner,
            text=reading.text,
            seed=seed,
            extra=reading.given,
        )

    async def get(self, key: str | None) -> bytes | None:
        """Return the sound that is kept."""
        return None if key is None else await self.cache.get(key)

    async def windows(self, pcm: bytes) -> AsyncGenerator[bytes, None]:
        """Yield a kept sound in windows."""
        for piece in pieces(pcm, self.voice.sample_rate):
            yield piece

    async def keep(
        self, key: str | None, windows: AsyncGenerator[bytes, None]
    ) -> AsyncGenerator[bytes, None]:
        """Yield `windows`, and keep them if they come to their end; closes them in any case."""
        taken = windows if key is None else recorded(windows, self._recorder(key))
        async with aclosing(taken):
            async for pcm in taken:
                yield pcm

    def _recorder(self, key: str) -> Recorder:
        return Recorder(self.cache, key, self.voice.name)
