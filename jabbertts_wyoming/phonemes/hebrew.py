"""Hebrew as piper-tts reads it: points by Nakdimon, then rules for what is pointed.

Nakdimon (https://github.com/elazarg/nakdimon) sees the sentence as a whole. Words that are pointed
already keep their points: its own reading of them is not used.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from . import words
from .alignment import WordSpan
from .edit_distance import is_sound
from .espeak import phonemize

Point = Callable[[str], str]
Ipa = Callable[[str], str]

_POINTS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
_HEBREW = "\u05d0-\u05ea"
_LETTER = re.compile(f"[{_HEBREW}]")
_POINT = re.compile(f"[{_POINTS}]")
_UNIT = re.compile(f"(.)([{_POINTS}]*)", re.DOTALL)
# A word has all its points if only these have none: what makes a vowel long, the letter before a
# vav that is a vowel, and the last letter.
_WHOLE = re.compile(
    f"(?:[{_HEBREW}](?:[{_POINTS}]+|(?=ו[\u05b9\u05bc]))|[אהוי]|[^{_HEBREW}])*"
    f"[{_HEBREW}]?[^{_HEBREW}]*"
)
# What is read by another language.
_FOREIGN = re.compile(
    r"((?:[^\W_\u0590-\u05ff]|(?<=[^\W\u0590-\u05ff])[.'&]+(?=[^\W_\u0590-\u05ff]))+)"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("’׳", "'"))
# The rules know the letters, but not that a geresh makes sounds of loan words of them.
_LOAN = re.compile(f"([גזצץ][{_POINTS}]*)'")
_LOANS = {"ג": ("g", "dʒ"), "ז": ("z", "ʒ"), "צ": ("ts", "tʃ"), "ץ": ("ts", "tʃ")}
_OTHER_LANGUAGE = "he"  # espeak-ng's Hebrew reads Latin letters as English


@dataclass(frozen=True, slots=True)
class Hebrew:
    """Turns Hebrew into phonemes: `point` adds points to a text, `ipa` reads a pointed word."""

    point: Point
    ipa: Ipa

    def spoken(self, text: str) -> tuple[list[str], list[WordSpan]]:
        """Return the phonemes of a sentence, one code point each, and which are whose.

        There are no marks among them: the voices were trained without. Blocking.
        """
        phonemes: list[str] = []
        spans: list[WordSpan] = []
        tokens = words.tokens(text, ())
        for (start, end), pointed in zip(tokens, self._pointed(text, tokens), strict=True):
            said = self._word(pointed)
            if not said:
                continue
            gap = [" "] if phonemes else []
            first = len(phonemes) + len(gap)
            phonemes += [*gap, *said]
            spans.append(WordSpan(*words.bare(text, start, end), first, len(phonemes)))
        return phonemes, spans

    def _pointed(self, text: str, tokens: Sequence[tuple[int, int]]) -> list[str]:
        """Return the tokens with points."""
        written = [text[start:end].translate(_APOSTROPHES) for start, end in tokens]
        if all(is_pointed(token) for token in written):
            return written
        plain = [_POINT.sub("", token) for token in written]
        units = _UNIT.finditer(self.point(" ".join(plain)))
        made = []
        for token, letters in zip(written, plain, strict=True):
            guessed = [unit.group() for _, unit in zip(letters, units, strict=False)]
            next(units, None)  # the space
            made.append(token if is_pointed(token) else "".join(_merged(token, guessed)))
        return made

    def _word(self, pointed: str) -> str:
        runs = _FOREIGN.split(pointed)
        return "".join(
            _sounds(phonemize(run, _OTHER_LANGUAGE)) if k % 2 else self._native(run)
            for k, run in enumerate(runs)
            if run
        )

    def _native(self, word: str) -> str:
        said = self.ipa(_LOAN.sub(r"\1", word))
        for letter, (sound, loan) in _LOANS.items():
            places = _loan_places(word, letter)
            if places:
                said = _nth_replaced(said, sound, loan, places)
        return said


def is_pointed(word: str) -> bool:
    """Say whether a word needs no points: it has them, or no Hebrew letters."""
    if not _LETTER.search(word):
        return True
    return _POINT.search(word) is not None and _WHOLE.fullmatch(word) is not None


def _merged(written: str, guessed: Sequence[str]) -> Iterator[str]:
    """Yield letters with the points that they have, else with those that were guessed."""
    units = [unit for unit in _UNIT.finditer(written) if not _POINT.match(unit[1])]
    for unit, guess in zip(units, guessed, strict=True):
        yield unit.group() if unit[2] else guess


def _loan_places(word: str, letter: str) -> set[int]:
    """Return which of the letters of a kind, from 0, have a geresh."""
    of_kind = re.compile(f"{letter}[{_POINTS}]*('?)")
    return {k for k, match in enumerate(of_kind.finditer(word)) if match[1]}


def _nth_replaced(said: str, sound: str, loan: str, places: set[int]) -> str:
    order = count()
    return re.sub(sound, lambda match: loan if next(order) in places else match.group(), said)


def _sounds(phonemes: Sequence[str]) -> str:
    return "".join(p for p in phonemes if is_sound(p) or p in "ˈˌː")
