"""`script/quality languages`: each language spoken by the voice that the server chooses for it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wyoming.tts import SynthesizeVoice

from .client import RefusedError, Voice, speak, voices
from .errors import QualityError
from .exchange import Item, Verdict
from .results import Heard, Row
from .spelling import language_of

# Asked for by name, beside the voice that the server chooses: the other neural engine, and the
# formant voice of those languages that have a neural one, to tell what the kind of voice matters.
_BESIDE = {"en": ("af_heart",)}
_FORMANT = "espeak"
_PREPARE_TIMEOUT_S = 600.0
_POLL_S = 2.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A row whose sentences are in WAV files and not judged yet."""

    row: Row
    texts: Sequence[str]
    files: Sequence[Path]

    def items(self) -> list[Item]:
        """Return what the judge is asked."""
        return [
            Item(path.stem, str(path), text, self.row.language)
            for text, path in zip(self.texts, self.files, strict=True)
        ]

    def judged(self, verdicts: Mapping[str, Verdict]) -> Row:
        """Return the row with what was heard; `verdicts` are by id."""
        found = [verdicts[item.id] for item in self.items()]
        heard = [
            Heard(text, verdict.heard, verdict.errors, verdict.length)
            for text, verdict in zip(self.texts, found, strict=True)
        ]
        return replace(self.row, sentences=heard, unit=found[0].unit if found else "")


async def prepared(
    uri: str, names: Sequence[str], seconds: float = _PREPARE_TIMEOUT_S
) -> Sequence[str]:
    """Wait until the voices are prepared and told in `info`; return those that are not.

    The server itself needs no wait: a request for one that is being prepared waits.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        known = {voice.name for voice in await voices(uri)}
        missing = [name for name in names if name not in known]
        if not missing or asyncio.get_running_loop().time() > deadline:
            return missing
        await asyncio.sleep(_POLL_S)


async def speak_language(
    uri: str, language: str, texts: Sequence[str], folder: Path, say: Say
) -> list[Spoken]:
    """Have `texts` spoken by the best voice, and by others that are worth a comparison.

    The sound goes into `folder`. A language without a voice gives a row that says so.
    """
    try:
        chosen = await chosen_voice(uri, language, texts[0])
    except QualityError as error:
        unknown = isinstance(error, RefusedError) and error.code == "unknown-voice"
        problem = "no voice" if unknown else str(error)
        say(f"{language}: {problem}")
        return [Spoken(Row(language, "language", problem=problem), (), ())]
    others = beside(language, chosen, await voices(uri))
    rows = [
        Row(language, "language", chosen),
        *(Row(language, "name", voice) for voice in others),
    ]
    return [await _speak(uri, row, texts, folder, say) for row in rows]


async def chosen_voice(uri: str, language: str, text: str) -> Voice:
    """Return the voice that speaks when only a language is asked for.

    The protocol does not tell, so the answer is compared with those of the voices that speak the
    language: the same seed gives the same samples. Raises `QualityError` if none is the same.
    """
    answer = await speak(uri, text, SynthesizeVoice(language=language))
    for voice in fitting(language, await voices(uri)):
        if await speak(uri, text, SynthesizeVoice(name=voice.name)) == answer:
            return voice
    raise QualityError(f"{language}: no voice in info gives the answer that the language gave")


def fitting(language: str, known: Sequence[Voice]) -> list[Voice]:
    """Return those voices that speak `language`."""
    return [v for v in known if language in map(language_of, v.languages)]


def beside(language: str, chosen: Voice, known: Sequence[Voice]) -> list[Voice]:
    """Return the voices to compare the chosen one with."""
    others = [voice for voice in fitting(language, known) if voice != chosen]
    named = [voice for voice in others if voice.name in _BESIDE.get(language, ())]
    formant = [voice for voice in others if voice.engine == _FORMANT]
    return [*named, *formant[:1]]


async def _speak(uri: str, row: Row, texts: Sequence[str], folder: Path, say: Say) -> Spoken:
    voice = row.voice
    if voice is None:
        raise ValueError("a row without a voice can't be spoken")
    say(f"{row.language}: {voice.name}")
    wanted = (
        SynthesizeVoice(language=row.language)
        if row.asked == "language"
        else SynthesizeVoice(name=voice.name)
    )
    files = []
    for n, text in enumerate(texts, 1):
        files.append(folder / f"{row.language}-{row.asked}-{voice.name}-{n:02}.wav")
        try:
            (await speak(uri, text, wanted)).write(files[-1])
        except QualityError as error:
            return Spoken(replace(row, problem=str(error)), (), ())
    return Spoken(row, texts, files)
