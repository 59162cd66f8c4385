"""Formant voices of espeak-ng, which comes with the program: the last resort of a language."""

import logging
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from ..common.errors import ConfigError, VoiceError
from ..engines import diacritics
from ..engines.base import EngineVoice
from ..engines.espeak.engine import EspeakEngine
from ..engines.espeak.synthesis import SAMPLE_RATE, has_language
from ..engines.espeak.text import to_ids, to_text, word_map
from ..phonemes.espeak_library import can_synthesize, stamp
from ..phonemes.signed import Signed, unsigned
from ..phonemes.timing import WordMap
from ..request import VoiceInfo
from ..runtime.cache import PreparedCache
from ..runtime.children import Children
from ..text.reading import Given
from .catalogue.entry import Entry
from .catalogue.read import entries, read_family
from .standing import LAST_RESORT
from .voice import EngineSettings, Pronounced

ENGINE = "espeak"
QUALITY = "x_low"
_ARABIC = "sem/ar"

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """A language that espeak-ng can read; implements `Voice`."""

    entry: Entry

    @property
    def name(self) -> str:
        """The name that clients use, as `espeak-de`."""
        return self.entry.id

    @property
    def language(self) -> str:
        """The language tag."""
        return self.entry.languages[0]

    @property
    def sample_rate(self) -> int:
        """Samples per second, Hz."""
        return SAMPLE_RATE

    @property
    def quality(self) -> str:
        """The lowest quality there is."""
        return QUALITY

    @property
    def standing(self) -> float:
        """How good it sounds: no neural voice sounds worse."""
        return LAST_RESORT

    @property
    def speakers(self) -> Mapping[str, int]:
        """Speaker names to indexes: there is one speaker."""
        return {}

    def info(self) -> VoiceInfo:
        """Describe the voice to clients."""
        entry = self.entry
        return VoiceInfo(
            name=self.name,
            description=f"{entry.language_names[0]}: robotic formant voice of espeak-ng, the last"
            f" resort{f'; {entry.note}' if entry.note else ''}",
            languages=entry.languages,
            speakers=(),
            sample_rate=self.sample_rate,
            quality=self.quality,
            engine=ENGINE,
            version=None,
            attribution_name=entry.attribution_name,
            attribution_url=entry.attribution_url,
        )

    def phoneme_ids(self, text: str, given: Sequence[Given] = ()) -> list[list[int]]:
        """Turn a sentence into ids, its letters themselves; see `Voice.phoneme_ids`.

        Given phonemes are not taken.
        """
        del given
        return to_ids(self._signed(text).text)

    def pronounced(self, text: str, given: Sequence[Given] = ()) -> Pronounced:
        """Return the letters that are read; see `Voice.pronounced`."""
        return Pronounced(" ".join(to_text(ids) for ids in self.phoneme_ids(text, given)))

    def word_map(self, text: str, given: Sequence[Given] = ()) -> WordMap:
        """Return which words the ids are; see `Voice.word_map`."""
        del given
        signed = self._signed(text)
        words = word_map(signed.text)
        return replace(words, spans=signed.in_source(words.spans))

    def _signed(self, text: str) -> Signed:
        return diacritics.arabic(text) if self.entry.engine_voice == _ARABIC else unsigned(text)


@dataclass(frozen=True, slots=True)
class EspeakSource:
    """A voice without files of its own; implements `Source`."""

    entry: Entry

    @property
    def name(self) -> str:
        """The name that clients use."""
        return self.entry.id

    @property
    def stamp(self) -> Hashable:
        """What changes with the library."""
        return self.entry.engine_voice, stamp()

    @property
    def bytes(self) -> int:
        """How large the voice's files are: it has none."""
        return 0

    @property
    def model(self) -> str:
        """A name for what all these voices share."""
        return "espeak-ng"

    def read(self) -> EspeakVoice:
        """Check that the library has the language; raises `VoiceError`."""
        self._language()
        return EspeakVoice(self.entry)

    def prepare(self, cache: PreparedCache, children: Children) -> int:
        """Prepare nothing; the library is loaded anyhow, for phonemes."""
        return diacritics.ARABIC_BYTES if self.entry.engine_voice == _ARABIC else 0

    def load(
        self,
        cache: PreparedCache,
        settings: EngineSettings,
        children: Children,
    ) -> EngineVoice:
        """Return the engine; raises `VoiceError` if the library hasn't the language."""
        language = self._language()
        if language == _ARABIC:
            diacritics.warm_up_arabic()
        return EspeakEngine(language)

    def _language(self) -> str:
        language = self.entry.engine_voice
        if language is None or not has_language(language):
            raise VoiceError(f"this espeak-ng has no language {language or self.name!r}")
        return language


@cache
def find() -> Sequence[EspeakSource]:
    """Return the voices; none, told once in the log, where the library can't speak. Blocking."""
    if not can_synthesize():
        _LOGGER.warning("There are no formant voices: this build of piper-tts can't make them")
        return ()
    try:
        family = read_family(files("voices") / "espeak.yaml")
        return tuple(EspeakSource(entry) for entry in entries(family))
    except ConfigError as error:
        _LOGGER.warning("There are no formant voices: %s", error)
        return ()
