"""Speech whose voice tells when each word is heard."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jabbertts_wyoming.engines.base import EngineVoice, Manner
from jabbertts_wyoming.engines.espeak.engine import EspeakEngine
from jabbertts_wyoming.engines.espeak.text import to_ids as to_letters
from jabbertts_wyoming.engines.espeak.text import word_map as letter_map
from jabbertts_wyoming.engines.kokoro.loader import PreparingLoader
from jabbertts_wyoming.engines.kokoro.shared import SharedModels
from jabbertts_wyoming.engines.vits.config import PiperConfig
from jabbertts_wyoming.engines.vits.loader import load_voice
from jabbertts_wyoming.phonemes.timing import WordMap
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children
from jabbertts_wyoming.runtime.ort import CPU
from jabbertts_wyoming.runtime.pacer import Pacer
from jabbertts_wyoming.runtime.pool import WorkerPool
from jabbertts_wyoming.voices import kokoro
from jabbertts_wyoming.voices.piper import PiperVoice, embedded_files
from jabbertts_wyoming.voices.voice import EngineSettings, Voice

from .client import Speech
from .errors import QualityError

FORMANT = "espeak-en"
# Kokoro's voices that speak, each with the language of its sentences.
KOKORO = {
    "af_heart": "en",
    "ef_dora": "es",
    "ff_siwis": "fr",
    "if_sara": "it",
    "pf_dora": "pt",
}
_FORMANT_FILE = "gmw/en-US"
_SEED = 1


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word, and the seconds at which it begins and ends."""

    word: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class TimedSpeech:
    """A text as a WAV file, with the times of its words as the voice tells them."""

    text: str
    wav: Path
    words: Sequence[TimedWord]


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of a language, and what makes ids and the map of words of a text."""

    name: str
    engine: EngineVoice
    ids: Callable[[str], list[list[int]]]
    words: Callable[[str], WordMap | None]
    language: str = "en"

    async def speak(self, text: str, wav: Path, pool: WorkerPool) -> TimedSpeech:
        """Speak `text` into a WAV file; the same each time. Raises `QualityError`."""
        pieces = await asyncio.to_thread(self.ids, text)
        if len(pieces) != 1:
            raise QualityError(f"not a sentence of one piece: {text}")
        random = np.random.default_rng(_SEED)
        manner = Manner(repeatable=True)
        sentence = await self.engine.encode(pieces[0], manner, random, 0.0, pool)
        pacer = Pacer(asyncio.get_running_loop().time)
        async with aclosing(sentence.windows(pacer, pool)) as windows:
            pcm = b"".join([window async for window in windows])
        mapped = await asyncio.to_thread(self.words, text)
        if mapped is None or sentence.boundaries is None:
            raise QualityError(f"{self.name} does not tell when its words are heard")
        times = mapped.times(0, sentence.boundaries)
        Speech(self.engine.sample_rate, pcm).write(wav)
        words = [TimedWord(text[t.start_char : t.end_char], t.start, t.end) for t in times]
        return TimedSpeech(text, wav, words)


@asynccontextmanager
async def speaking() -> AsyncIterator[WorkerPool]:
    """Yield worker threads to speak in."""
    pool = WorkerPool(1)
    try:
        yield pool
    finally:
        pool.close()


def speakers(work: Path) -> list[Speaker]:
    """Return the built-in Piper voice, Kokoro's if they are in `work`, a formant voice. Blocking.

    When the formant voice's words begin is known exactly, so it shows the recogniser's own error.
    """
    files, cache = embedded_files(), PreparedCache(work / "data" / "prepared")
    piper = PiperVoice(files, PiperConfig.read(files.config))
    return [
        _speaker(piper, load_voice(cache, files, 1, (CPU,))),
        *_kokoro(work / "data", cache),
        Speaker(FORMANT, EspeakEngine(_FORMANT_FILE), to_letters, letter_map),
    ]


def _kokoro(data: Path, cache: PreparedCache) -> list[Speaker]:
    """Return those voices that `script/quality languages` has downloaded, English first."""
    settings = EngineSettings(1, (CPU,))
    found = {source.name: source for source in kokoro.find(data, SharedModels(PreparingLoader()))}
    return [
        _speaker(found[name].read(), found[name].load(cache, settings, Children()), language)
        for name, language in KOKORO.items()
        if name in found
    ]


def _speaker(voice: Voice, engine: EngineVoice, language: str = "en") -> Speaker:
    return Speaker(voice.name, engine, voice.phoneme_ids, voice.word_map, language)
