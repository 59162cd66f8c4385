"""Text to the phonemes that a Piper voice was trained on, by its `phoneme_type`."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ...common.errors import VoiceError
from ...phonemes.alignment import WordSpan, letter_spans, word_spans
from ...phonemes.espeak import phonemize
from .. import diacritics
from . import japanese, pinyin
from .config import PHONEME_TYPES, PiperConfig

# Read in every language that espeak-ng knows.
_COUNTING = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10!"
# Pointed, so that preparation needs no model for it.
_HEBREW_COUNTING = "אַחַת, שְׁתַּיִם, שָׁלוֹשׁ, אַרְבַּע, חָמֵשׁ, שֵׁשׁ, שֶׁבַע, שְׁמוֹנֶה, תֵּשַׁע, עֶשֶׂר!"


class FrontEnd(Protocol):
    """How text becomes phonemes, and which of them are those of which word.

    All methods but the properties block, and raise `VoiceError`.
    """

    @property
    def sample(self) -> str:
        """What a voice says when its level and its cost are measured; "" for all its phonemes."""

    @property
    def takes_phonemes(self) -> bool:
        """Whether phonemes may be given, as espeak-ng writes them."""

    @property
    def memory_bytes(self) -> int:
        """About what it takes once it is loaded, for all voices together."""

    @property
    def padded(self) -> Collection[str] | None:
        """Which phonemes have PAD behind them; None if all have. See `phonemes.ids.to_ids`."""

    def check(self) -> None:
        """Do nothing if the package for it is here."""

    def warm_up(self) -> None:
        """Load what it loads with its first word."""

    def phonemes(self, text: str) -> list[str]:
        """Return the phonemes of one sentence."""

    def spans(self, text: str, phonemes: Sequence[str]) -> Sequence[WordSpan]:
        """Return which of the `phonemes` of `text` are whose."""


def front_end(config: PiperConfig) -> FrontEnd:
    """Return the front end of a voice."""
    if config.phoneme_type == "espeak":
        return Arabic() if config.espeak_voice == "ar" else Espeak(config.espeak_voice)
    return _others()[config.phoneme_type]


def is_here(phoneme_type: str) -> bool:
    """Say whether voices of this type can speak here, with the packages that are installed."""
    if phoneme_type not in PHONEME_TYPES:
        return False
    try:
        if phoneme_type != "espeak":
            _others()[phoneme_type].check()
    except VoiceError:
        return False
    return True


def _others() -> Mapping[str, FrontEnd]:
    return {
        "text": Letters(),
        "hebrew": Hebrew(),
        "japanese": Japanese(),
        "pinyin": Pinyin(),
    }


@dataclass(frozen=True, slots=True)
class Letters:
    """A phoneme is a code point of the decomposed (NFD) text."""

    sample: str = ""
    takes_phonemes: bool = False
    memory_bytes: int = 0
    padded: Collection[str] | None = None

    def check(self) -> None:
        """All is here."""

    def warm_up(self) -> None:
        """Nothing is loaded."""

    def phonemes(self, text: str) -> list[str]:
        """Return the letters."""
        return list(unicodedata.normalize("NFD", text))

    def spans(self, text: str, phonemes: Sequence[str]) -> Sequence[WordSpan]:
        """Return the words' letters."""
        del phonemes
        return letter_spans(text)


@dataclass(frozen=True, slots=True)
class Espeak:
    """espeak-ng's phonemes in its `voice`, as `en-us`."""

    voice: str
    sample: str = _COUNTING
    takes_phonemes: bool = True
    memory_bytes: int = 0
    padded: Collection[str] | None = None

    def check(self) -> None:
        """All is here."""

    def warm_up(self) -> None:
        """Nothing is loaded: the library is there anyhow."""

    def phonemes(self, text: str) -> list[str]:
        """Return the phonemes of one sentence."""
        return phonemize(text, self.voice)

    def spans(self, text: str, phonemes: Sequence[str]) -> Sequence[WordSpan]:
        """Return which phonemes are whose."""
        return word_spans(text, phonemes, self.voice)


@dataclass(frozen=True, slots=True)
class Arabic:
    """espeak-ng's phonemes of Arabic with vowel signs, which piper-tts adds, too."""

    sample: str = _COUNTING
    takes_phonemes: bool = True
    memory_bytes: int = diacritics.ARABIC_BYTES
    padded: Collection[str] | None = None

    def check(self) -> None:
        """All is here."""

    def warm_up(self) -> None:
        """Load the model."""
        diacritics.warm_up_arabic()

    def phonemes(self, text: str) -> list[str]:
        """Return the phonemes of one sentence."""
        return phonemize(diacritics.arabic(text).text, "ar")

    def spans(self, text: str, phonemes: Sequence[str]) -> Sequence[WordSpan]:
        """Return which phonemes are whose."""
        signed = diacritics.arabic(text)
        return signed.in_source(word_spans(signed.text, phonemes, "ar"))


@dataclass(frozen=True, slots=True)
class Hebrew:
    """The phonemes that piper-tts makes of Hebrew: no marks, and IPA much as espeak-ng's."""

    sample: str = _HEBREW_COUNTING
    takes_phonemes: bool = True
    memory_bytes: int = diacritics.HEBREW_BYTES
    padded: Collection[str] | None = None

    def check(self) -> None:
        """Ask for a piper-tts that is new enough."""
        diacritics.check_hebrew()

    def warm_up(self) -> None:
        """Load the model."""
        diacritics.warm_up_hebrew()

    def phonemes(self, text: str) -> list[str]:
        """Return the phonemes of one sentence."""
        return list(diacritics.hebrew(text)[0])

    def spans(self, text: str, phonemes: Sequence[str]) -> Sequence[WordSpan]:
        """Return which phonemes are whose."""
        del phonemes
        return diacritics.hebrew(text)[1]


@dataclass(frozen=True, slots=True)
class Pinyin:
    """The parts of Chinese syllables; see `pinyin`."""

    sample: str = "一，二，三，四，五，六，七，八，九，十！"
    takes_phonemes: bool = False
    memory_bytes: int = 95_000_000
    padded: Collection[str] | None = pinyin.PADDED

    def check(self) -> None:
        """Ask for the packages."""
        pinyin.check()

    def warm_up(self) -> None:
        """Load the dictionaries."""
        pinyin.spoken("一")

    def phonemes(self, text: str) -> list[str]:
        """Return the phonemes of one sentence."""
        return pinyin.spoken(text)[0]

    def spans(self, text: str, phonemes: Sequence[str]) -> Sequence[WordSpan]:
        """Return which phonemes are whose."""
        del phonemes
        return pinyin.spoken(text)[1]


@dataclass(frozen=True, slots=True)
class Japanese:
    """Open JTalk's readings and accents in IPA; see `japanese`."""

    sample: str = "一、二、三、四、五、六、七、八、九、十！"
    takes_phonemes: bool = False
    memory_bytes: int = 160_000_000
    padded: Collection[str] | None = None

    def check(self) -> None:
        """Ask for the package."""
        japanese.check()

    def warm_up(self) -> None:
        """Load the dictionary."""
        japanese.phonemes_of("一")

    def phonemes(self, text: str) -> list[str]:
        """Return the phonemes of one sentence."""
        return japanese.phonemes_of(text)

    def spans(self, text: str, phonemes: Sequence[str]) -> Sequence[WordSpan]:
        """Return which phonemes are whose."""
        return japanese.words_of(text, list(phonemes))
