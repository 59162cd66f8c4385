"""Which phonemes of a sentence are those of which word of its text."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from . import words
from .edit_distance import MAX_CELLS, aligned, is_sound
from .espeak import phonemize, readable
from .espeak_events import SpokenWord, spoken_words
from .espeak_library import can_synthesize
from .scripts import runs
from .vowel_signs import is_added

Notation = Callable[[Sequence[str]], str]
"""From espeak-ng's phonemes to those of a voice's own notation."""

# Names of languages, at words of another language than the voice's.
_SWITCH = re.compile(r"\([^)]*\)")
_SIGNS = 8  # a letter of Hebrew has fewer, and a vav may follow


@dataclass(frozen=True, slots=True)
class WordSpan:
    """The word `text[start_char:end_char]` is spoken as `phonemes[first_phoneme:end_phoneme]`."""

    start_char: int
    end_char: int
    first_phoneme: int
    end_phoneme: int


@dataclass(frozen=True, slots=True)
class SpokenToken:
    """A word with the marks around it, `text[start:end]`, and about what phonemes it has."""

    start: int
    end: int
    phonemes: str


def word_spans(
    text: str, phonemes: Sequence[str], voice: str, notation: Notation = "".join
) -> list[WordSpan]:
    """Return which of `phonemes`, those of `text` by espeak-ng's `voice`, belong to which word.

    `text` is what was given to `phonemize`; `notation` is what its phonemes went through. Words
    are what stands between spaces, without the marks around them; in scripts without spaces,
    what espeak-ng takes for one. They are in the text's order. What isn't spoken is not among
    them. Takes some milliseconds. Blocking. Raises `VoiceError` for a voice that espeak-ng
    doesn't have.
    """
    plain = readable(text)
    if not plain or not phonemes:
        return []
    heard = _heard(plain, text, voice)
    starts = {word.start for word in heard} or range(len(text))
    tokens = words.tokens(text, starts)
    spoken = [
        SpokenToken(*tokens[k], notation(list(ipa)))
        for k, ipa in _by_token(text, tokens, heard, voice)
    ]
    return spans_of(text, spoken, phonemes)


def spans_of(text: str, spoken: Sequence[SpokenToken], phonemes: Sequence[str]) -> list[WordSpan]:
    """Return which of `phonemes` belong to which word.

    `spoken` are the words in the text's order. What their phonemes are one after the other need
    only be about the same as `phonemes`, which have spaces and marks as well.
    """
    owners = [k for k, token in enumerate(spoken) for _ in token.phonemes]
    first = [phoneme for token in spoken for phoneme in token.phonemes]
    if len(first) * len(phonemes) > MAX_CELLS:
        return []
    found = [None if i is None else owners[i] for i in aligned(first, phonemes)]
    return _spans(text, spoken, _completed(found, phonemes))


def letter_spans(text: str) -> list[WordSpan]:
    """Return the words of `text` where its phonemes are its letters, decomposed (NFD).

    In scripts without spaces a word is a character.
    """
    places = [0]
    for char in text:
        places.append(places[-1] + len(unicodedata.normalize("NFD", char)))
    found = [
        words.bare(text, start, end)
        for start, end in words.tokens(text, range(len(text)))
        if words.has_letters(text, start, end)
    ]
    return [WordSpan(start, end, places[start], places[end]) for start, end in found]


def origins(plain: str, text: str) -> list[int]:
    """Return where in `text` each character of `plain`, its `readable` form, stands.

    That is `text` less some of it, with spaces more, and with vowel signs rewritten. A space
    stands where the next character does, a sign where its letter does.
    """
    places: list[int] = []
    position = 0
    for index, char in enumerate(plain):
        if index and is_added(plain, index, text[position : position + _SIGNS]):
            places.append(places[-1])
            continue
        if not char.isspace():
            position = max(text.find(char, position), 0)
        places.append(position)
        position += not char.isspace()
    return places


def _heard(plain: str, text: str, voice: str) -> list[SpokenWord]:
    """Return what espeak-ng speaks, in places of `text`; nothing if it doesn't tell."""
    if not can_synthesize():
        return []
    places = origins(plain, text)
    return [
        SpokenWord(places[run.start + word.start], _SWITCH.sub("", word.phonemes))
        for run in runs(plain, voice)
        for word in spoken_words(plain[run.start : run.end], run.voice)
    ]


def _by_token(
    text: str, tokens: Sequence[tuple[int, int]], heard: Sequence[SpokenWord], voice: str
) -> Iterator[tuple[int, str]]:
    """Yield each token that is spoken with its phonemes.

    Where espeak-ng made one word of several, they are what each has alone: near enough to tell
    where one ends.
    """
    starts = [start for start, _ in tokens]
    phonemes = [""] * len(tokens)
    for word in heard:
        phonemes[max(0, bisect_right(starts, word.start) - 1)] += word.phonemes
    silent = [
        not had and words.has_letters(text, *token)
        for had, token in zip(phonemes, tokens, strict=True)
    ]
    for k, (start, end) in enumerate(tokens):
        if silent[k] or (k + 1 < len(tokens) and silent[k + 1]):
            alone = phonemize(text[slice(*words.bare(text, start, end))], voice)
            yield k, "".join(alone).replace(" ", "")
        elif phonemes[k]:
            yield k, phonemes[k]


def _completed(owners: Sequence[int | None], phonemes: Sequence[str]) -> list[int | None]:
    """Return the owners with those between two spaces that have none given to a neighbour."""
    filled = list(owners)
    for order in (range(len(filled)), range(len(filled) - 1, -1, -1)):
        before: int | None = None
        for k in order:
            if phonemes[k].isspace():
                before = None
            elif filled[k] is None and is_sound(phonemes[k]):
                filled[k] = before
            elif filled[k] is not None:
                before = filled[k]
    return filled


def _spans(
    text: str, spoken: Sequence[SpokenToken], owners: Sequence[int | None]
) -> list[WordSpan]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for k, owner in enumerate(owners):
        if owner is not None:
            first.setdefault(owner, k)
            last[owner] = k
    return [
        WordSpan(
            *words.bare(text, spoken[owner].start, spoken[owner].end),
            first[owner],
            last[owner] + 1,
        )
        for owner in sorted(first)
    ]
