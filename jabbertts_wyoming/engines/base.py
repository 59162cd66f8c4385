"""What every engine offers to the path from text to sound."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..runtime.pacer import Pacer
from ..runtime.pool import WorkerPool


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak: the settings of one request as an engine takes them.

    A scale that is None is the voice's own; `speed` divides the duration that comes of it.
    `speaker` is an index. `repeatable` asks for the same bytes whenever the random generator
    starts the same. `exact` forbids an engine whatever it changes in the sound to begin early.
    """

    length_scale: float | None = None
    noise_scale: float | None = None
    noise_w_scale: float | None = None
    speed: float = 1.0
    speaker: int | None = None
    repeatable: bool = False
    exact: bool = False


class Sentence(Protocol):
    """An encoded sentence: how long it will last is known, its sound is not made yet."""

    @property
    def seconds(self) -> float:
        """How long its sound lasts."""

    @property
    def boundaries(self) -> Sequence[float] | None:
        """Seconds into what `windows` yields at which each id begins, and the last one ends.

        One more than there are ids, never descending, at the speed that is spoken. They hold
        once the first window was yielded; an engine that takes silence off does not know them
        before. None if the engine doesn't tell.
        """

    def windows(self, pacer: Pacer, pool: WorkerPool) -> AsyncGenerator[bytes, None]:
        """Yield the sentence as 16-bit PCM in windows, the first as early as can be.

        The voice's level is already set. Closing the generator stops the work at the next
        window.
        """


class EngineVoice(Protocol):
    """A loaded voice; safe to use from many requests at once."""

    @property
    def sample_rate(self) -> int:
        """Sample rate of what `Sentence.windows` yields, Hz."""

    async def encode(
        self,
        phoneme_ids: Sequence[int],
        manner: Manner,
        random: np.random.Generator,
        deadline: float,
        pool: WorkerPool,
    ) -> Sentence:
        """Encode one sentence by `deadline` (the event loop's time).

        All randomness, the windows' too, is drawn from `random` before this returns.
        """
