"""`script/quality timestamps`: when a voice says its words begin, and when Whisper hears it."""

import asyncio
import dataclasses
import json
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import yaml

from ..bench_lib.markdown import table
from . import hearing, sound
from .results import Machine
from .sentences import sentences as of_languages
from .timed_speech import FORMANT, Speaker, TimedSpeech, TimedWord, speakers, speaking

RECOGNISER = "base"
_FILE = Path(__file__).with_name("timestamps.yaml")
_TENTH = 0.9

_HEADER = ("Voice", "Language", "Sentences", "Words", "Heard", "Median", "90%", "Median, signed")
_TEXT = (
    "When each word begins, as the voice tells it, and as faster-whisper's alignment (Whisper "
    f"{RECOGNISER}) has it: the median of the absolute differences and what nine of ten are below, "
    "in milliseconds. Signed, a positive figure says that the recogniser has the word earlier. "
    "Words that it heard as others do not count.\n\n"
    "English has sentences of its own, the other languages those of `script/quality languages`.\n\n"
    f"Of `{FORMANT}` the words' beginnings are known exactly: espeak-ng tells them while it makes "
    "the sound. Its row is the recogniser's own error."
)

Hear = Callable[[sound.Samples, str, str], list[tuple[str, float, float]]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A sentence: its words as the voice tells them and as they were heard."""

    text: str
    told: Sequence[TimedWord]
    heard: Sequence[TimedWord]

    def differences(self) -> list[float]:
        """Return how much later than heard each word begins, of the words that both have."""
        told, heard = ([_plain(word.word) for word in words] for words in (self.told, self.heard))
        blocks = SequenceMatcher(None, told, heard, autojunk=False).get_matching_blocks()
        return [
            self.told[a + k].start - self.heard[b + k].start
            for a, b, size in blocks
            for k in range(size)
        ]


@dataclass(frozen=True, slots=True)
class VoiceTimes:
    """All sentences of one voice."""

    voice: str
    sentences: Sequence[Compared]
    language: str = "en"

    def cells(self) -> tuple[str, ...]:
        """Return the voice's row of the table."""
        differences = [d for sentence in self.sentences for d in sentence.differences()]
        words = sum(len(sentence.told) for sentence in self.sentences)
        counts = (
            self.voice,
            self.language,
            str(len(self.sentences)),
            str(words),
            str(len(differences)),
        )
        if not differences:
            return (*counts, "–", "–", "–")
        distances = sorted(map(abs, differences))
        figures = (
            statistics.median(distances),
            distances[min(int(_TENTH * len(distances)), len(distances) - 1)],
            statistics.median(differences),
        )
        return (*counts, *(f"{1000 * figure:.0f}" for figure in figures))


@dataclass(frozen=True, slots=True)
class Times:
    """A whole run."""

    machine: Machine
    voices: Sequence[VoiceTimes]

    def section(self) -> str:
        """Return the section of the report."""
        where = (
            f"`{self.machine.command}`, {self.machine.date}, on {self.machine.cpu}. "
            "Word by word in [quality-timestamps.json](quality-timestamps.json)."
        )
        rows = table(_HEADER, [voice.cells() for voice in self.voices])
        return "\n\n".join(["## Word timestamps", _TEXT, rows, where])

    def raw(self) -> str:
        """Return everything as JSON."""
        return json.dumps(dataclasses.asdict(self), indent=1, ensure_ascii=False) + "\n"


def sentences(language: str = "en") -> list[str]:
    """Return the sentences that are spoken; English has more, as most words depend on it."""
    if language != "en":
        return list(of_languages()[language])
    read: list[str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


def measure(work: Path, say: Callable[[str], None], hear: Hear | None = None) -> list[VoiceTimes]:
    """Speak all sentences with each voice and compare; the speech stays in `work`. Blocking.

    Raises `QualityError`.
    """
    folder = work / "timestamps"
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for speaker in speakers(work):
        say(f"{speaker.name}: {len(sentences(speaker.language))} sentences")
        spoken = asyncio.run(_spoken(speaker, folder))
        listen = hear or hearing.hear_words
        pairs = [compared(one, listen, speaker.language) for one in spoken]
        found.append(VoiceTimes(speaker.name, pairs, speaker.language))
    return found


def compared(speech: TimedSpeech, hear: Hear, language: str = "en") -> Compared:
    """Have a sentence heard."""
    heard = hear(sound.read(speech.wav), RECOGNISER, language)
    return Compared(speech.text, speech.words, [TimedWord(*word) for word in heard])


async def _spoken(speaker: Speaker, folder: Path) -> list[TimedSpeech]:
    async with speaking() as pool:
        return [
            await speaker.speak(text, folder / f"{speaker.name}-{n:02}.wav", pool)
            for n, text in enumerate(sentences(speaker.language), 1)
        ]


def _plain(word: str) -> str:
    return re.sub(r"[^\w']", "", word.lower())
