"""A language of espeak-ng as an engine: a sentence is made whole, which takes milliseconds."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...audio.level import to_pcm
from ...audio.trim import SilenceTrimmer
from ...runtime.pacer import Pacer
from ...runtime.pool import WorkerPool
from ..base import Manner
from .speed import speak
from .synthesis import SAMPLE_RATE, Spoken
from .text import to_text

# As loud as the built-in voice while it speaks.
GAIN = 1.7
FIRST_SECONDS, LATER_SECONDS = 0.1, 0.25


@dataclass(frozen=True, slots=True)
class EspeakEngine:
    """Speaks one language, an espeak-ng file as `gmw/de`; implements `EngineVoice`."""

    language: str

    @property
    def sample_rate(self) -> int:
        """Samples per second, Hz."""
        return SAMPLE_RATE

    async def encode(
        self,
        phoneme_ids: Sequence[int],
        manner: Manner,
        random: np.random.Generator,
        deadline: float,
        pool: WorkerPool,
    ) -> "EspeakSentence":
        """Speak the text that the ids are; see `EngineVoice.encode`."""
        scale = 1.0 if manner.length_scale is None else manner.length_scale
        text = to_text(phoneme_ids)
        return await pool.run(deadline, _sentence, text, self.language, manner.speed / scale)


@dataclass(frozen=True, slots=True)
class EspeakSentence:
    """A sentence's finished 16-bit PCM; implements `Sentence`.

    An id is a letter: words begin where espeak-ng says, their letters are as long as each other,
    and spaces have no length.
    """

    pcm: bytes
    boundaries: Sequence[float] = ()

    @property
    def seconds(self) -> float:
        """How long its sound lasts."""
        return len(self.pcm) / (2 * SAMPLE_RATE)

    async def windows(
        self,
        pacer: Pacer,
        pool: WorkerPool,
    ) -> AsyncGenerator[bytes, None]:
        """Yield the sound, a short window first; see `Sentence.windows`."""
        for begin, end in _windows(len(self.pcm) // 2):
            yield self.pcm[2 * begin : 2 * end]


def _sentence(text: str, language: str, speed: float) -> EspeakSentence:
    trimmer = SilenceTrimmer.at(SAMPLE_RATE)
    spoken = speak(text, language, speed)
    samples = np.concatenate([trimmer.push(spoken.samples), trimmer.finish()])
    begins = _letters(text, spoken) - (trimmer.skipped or 0)
    boundaries = np.clip(begins, 0, len(samples)) / SAMPLE_RATE
    return EspeakSentence(to_pcm(samples, GAIN), boundaries.tolist())


def _letters(text: str, spoken: Spoken) -> npt.NDArray[np.float64]:
    """Return the sample at which each letter begins, and the last one ends."""
    places: list[int] = []
    begins: list[int] = []
    for place, begin in spoken.marks:
        space = len(text[:place].rstrip())
        if places and places[-1] < space < place:
            places.append(space)
            begins.append(begin)
        places.append(place)
        begins.append(begin)
    if places[-1] < len(text):
        places.append(len(text))
        begins.append(len(spoken.samples))
    return np.interp(range(len(text) + 1), places, begins)


def _windows(samples: int) -> Iterator[tuple[int, int]]:
    begin, size = 0, round(FIRST_SECONDS * SAMPLE_RATE)
    while begin < samples:
        yield begin, min(begin + size, samples)
        begin, size = begin + size, round(LATER_SECONDS * SAMPLE_RATE)
