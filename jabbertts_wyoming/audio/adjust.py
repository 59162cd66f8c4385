"""Finished PCM made louder, softer, higher or lower, or given another sample rate."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .level import to_pcm

if TYPE_CHECKING:  # most servers never load what resampling takes
    from .rate import RateConverter

_FULL_SCALE = 32767.0


@dataclass(frozen=True, slots=True)
class Adjustment:
    """From PCM at `source` Hz to `target` Hz, `volume` times as loud and `pitch` times as high.

    With a pitch it also gets shorter by that factor: it has to be spoken that much slower.
    """

    source: int
    target: int
    volume: float = 1.0
    pitch: float = 1.0

    @property
    def nothing(self) -> bool:
        """Whether PCM stays as it is."""
        return self._same_rate and self.volume == 1.0

    @property
    def _same_rate(self) -> bool:
        return round(self.source * self.pitch) == self.target

    async def of(self, windows: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        """Yield `windows` of 16-bit mono PCM adjusted; closes them in any case."""
        converter = None if self._same_rate else await asyncio.to_thread(self._converter)
        async with aclosing(windows):
            async for window in windows:
                pcm = await asyncio.to_thread(self._adjusted, window, converter)
                if pcm:
                    yield pcm
        if converter is not None:
            rest = await asyncio.to_thread(converter.finish)
            if rest:
                yield rest

    def _converter(self) -> "RateConverter":
        from .rate import RateConverter  # noqa: PLC0415

        return RateConverter(round(self.source * self.pitch), self.target)

    def _adjusted(self, window: bytes, converter: "RateConverter | None") -> bytes:
        if self.volume != 1.0:
            samples = np.frombuffer(window, dtype="<i2").astype(np.float32) / _FULL_SCALE
            window = to_pcm(samples, self.volume)
        return window if converter is None else converter.push(window)
