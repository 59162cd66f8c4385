"""What a dictionary says: of which words, for whom."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..markup.xsampa import ipa_of
from .ipa import english_r, spoken

MAX_WORD = 80
"""Characters of a word or phrase; what `Lexicon.find` costs grows with it at worst."""

MAX_SAY = 200
"""Characters of a respelling, or of phonemes."""

ALPHABETS = ("ipa", "x-sampa")
"""In which phonemes may be written."""

_TAG = re.compile(r"[a-z]{2,3}(_[a-z0-9]{2,8})*")
_SAME_LANGUAGE = {"nb": "no", "nn": "no", "iw": "he", "cmn": "zh"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class WrongLineError(ValueError):
    """What is wrong in one line (1 is the first) of a dictionary, and what is allowed."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@contextmanager
def at_line(line: int) -> Iterator[None]:
    """Make any `ValueError` inside tell the line."""
    try:
        yield
    except WrongLineError:
        raise
    except ValueError as error:
        raise WrongLineError(line, str(error)) from error


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a block of entries is: nothing named means everybody.

    `languages` are tags in lower case (`en`, `en_us`), `voices` are names in lower case.
    """

    languages: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()

    def speaks_only(self, *codes: str) -> bool:
        """Tell whether all languages named, at least one, are among `codes`."""
        return bool(self.languages) and {t.partition("_")[0] for t in self.languages} <= {*codes}

    def rank(self, language: str, voice: str) -> int | None:
        """Return how special this is for a voice: 0 names it, 3 names nobody; None: not for it.

        1 is for its region (or whatever more than the language a tag tells), 2 for its language.
        """
        name = voice.lower()
        if self.voices and not {name, name.partition("@")[0]} & {*self.voices}:
            return None
        depth = max((_depth(tag, language_tag(language)) for tag in self.languages), default=0)
        if self.languages and not depth:
            return None
        return 0 if self.voices else 3 - min(depth, 2)


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase: either its phonemes (see `ipa.spoken`) or what to say instead of it."""

    word: str
    phonemes: str | None = None
    say: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Entries for the same voices, no word twice."""

    scope: Scope
    entries: tuple[Entry, ...]


def language_tag(text: str) -> str:
    """Return a language tag in lower case with `_`; each language has one name."""
    first, *rest = text.strip().lower().replace("-", "_").split("_")
    return "_".join([_SAME_LANGUAGE.get(first, first), *rest])


def checked_tag(text: str) -> str:
    """Return a language tag as `language_tag`. Raises `ValueError`."""
    tag = language_tag(text)
    if not _TAG.fullmatch(tag):
        raise ValueError(f"{_shown(text)} is no language; write one as en or en_US")
    return tag


def checked_word(text: str) -> str:
    """Return a word or phrase, composed (NFC) and with single spaces. Raises `ValueError`."""
    word = _plain("the word", text, MAX_WORD)
    if not any(char.isprintable() and not char.isspace() for char in word):
        raise ValueError("a word must have at least one character that can be seen")
    return word


def respelled(word: str, text: str) -> Entry:
    """Return an entry for `word` that says other text. Raises `ValueError`."""
    say = _plain(f"what to say for {_shown(word)}", text, MAX_SAY)
    if not any(char.isalnum() for char in say):
        raise ValueError(f"what to say for {_shown(word)} must have a letter or a digit")
    return Entry(word, say=say)


def pronounced(word: str, phonemes: str, alphabet: str, scope: Scope) -> Entry:
    """Return an entry for `word` with phonemes, in one of ALPHABETS. Raises `ValueError`."""
    if len(phonemes) > MAX_SAY:
        raise ValueError(f"the phonemes of {_shown(word)} may have {MAX_SAY} characters")
    try:
        ours = spoken(ipa_of(phonemes.strip()) if alphabet == "x-sampa" else phonemes)
    except ValueError as error:
        raise ValueError(f"the phonemes of {_shown(word)}: {error}") from error
    return Entry(word, phonemes=english_r(ours) if scope.speaks_only("en") else ours)


def _depth(tag: str, of: str) -> int:
    """Return how many parts of `of` the tag gives, if it gives no other ones."""
    parts = tag.split("_")
    return len(parts) if parts == of.split("_")[: len(parts)] else 0


def _plain(what: str, text: str, most: int) -> str:
    # Length first: the rest is not meant for megabytes.
    if len(text) > most:
        raise ValueError(f"{what} may have {most} characters, not {len(text)}")
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if _CONTROL.search(plain):
        raise ValueError(f"{what} must be without control characters")
    return plain


def _shown(text: str) -> str:
    return repr(text if len(text) <= MAX_WORD else f"{text[:MAX_WORD]}…")
