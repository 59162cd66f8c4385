"""A sentence in one of Kokoro's languages, as the symbols that the model was trained on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ...phonemes.alignment import WordSpan, word_spans
from ...phonemes.espeak import phonemize
from . import chinese, japanese
from .marks import speak
from .spoken import Notation, american, british, italian, other, portuguese


def _untold(_text: str, _symbols: Sequence[str]) -> list[WordSpan]:
    return []


@dataclass(frozen=True, slots=True)
class Language:
    """How a language is spoken, and what checks for the packages that only it needs.

    `words` takes a text and its symbols, and says which are those of which word.
    `notation` turns espeak-ng's phonemes into symbols, where they are what is spoken.
    """

    symbols: Callable[[str], str]
    needs: Callable[[], None] | None = None
    notation: Notation | None = None
    words: Callable[[str, Sequence[str]], list[WordSpan]] = _untold

    @property
    def takes_phonemes(self) -> bool:
        """Whether phonemes may be given."""
        return self.notation is not None

    def of_phonemes(self, phonemes: str) -> str:
        """Return the symbols of given phonemes (IPA, as espeak-ng writes it)."""
        return self.notation(phonemes) if self.notation is not None else ""

    def check(self) -> None:
        """Raise `VoiceError` if a package for the language is missing."""
        if self.needs is not None:
            self.needs()

    def warm_up(self) -> None:
        """Load what the language's package loads with its first word. Blocking."""
        if self.needs is not None:
            self.symbols("一")


def _espeak(text: str, voice: str, notation: Notation) -> str:
    return speak(text, lambda run: notation(phonemize(run, voice)))


def _by_espeak(voice: str, notation: Notation) -> Language:
    return Language(
        partial(_espeak, voice=voice, notation=notation),
        notation=notation,
        words=partial(word_spans, voice=voice, notation=notation),
    )


_american = _by_espeak("en-us", american)

LANGUAGES: Mapping[str, Language] = {
    "en_US": _american,
    "en_GB": _by_espeak("en", british),
    "es": _by_espeak("es", other),
    "fr_FR": _by_espeak("fr", other),
    "hi": _by_espeak("hi", other),
    "it": _by_espeak("it", italian),
    "ja": Language(
        partial(japanese.symbols, foreign=_american.symbols),
        japanese.check,
        words=partial(japanese.words, foreign=_american.symbols),
    ),
    "pt_BR": _by_espeak("pt-br", portuguese),
    "zh_CN": Language(
        partial(chinese.symbols, foreign=_american.symbols),
        chinese.check,
        words=partial(chinese.words, foreign=_american.symbols),
    ),
}
"""By language tag. `symbols` blocks, and raises `VoiceError`."""
