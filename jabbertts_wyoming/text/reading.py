"""What is written into what is said: given phonemes, lexicon, normalisation."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from .lexicon.ipa import spoken as spoken_ipa
from .lexicon.matcher import Lexicon
from .markup.spans import Said
from .normalise import normalise
from .normalise.say_as import read_as
from .normalise.spoken import NormaliseRules


@dataclass(frozen=True, slots=True)
class Stretch:
    """`words`, or the `phonemes` given for them (IPA), for `said.text[first:last]`."""

    words: str
    said: Said
    first: int
    last: int
    phonemes: str | None = None

    def source_span(self, begin: int, end: int) -> tuple[int, int]:
        """Return where in the source `words[begin:end]` stood: all of it if it was rewritten."""
        if begin < end and self.words == self.said.text[self.first : self.last]:
            return self.said.source_span(self.first + begin, self.first + end)
        if self.first < self.last:
            return self.said.source_span(self.first, self.last)
        return self.said.start, self.said.end


@dataclass(frozen=True, slots=True)
class Given:
    """The phonemes (IPA, as espeak-ng writes it) of a text's characters `start` to `end`."""

    start: int
    end: int
    phonemes: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What is said in one go, and where it stood in the source."""

    stretches: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        """All words."""
        return "".join(stretch.words for stretch in self.stretches)

    @property
    def given(self) -> tuple[Given, ...]:
        """The phonemes that are given, by their place in `text`."""
        placed = zip(self.stretches, self._starts(), strict=False)
        return tuple(
            Given(start, start + len(stretch.words), stretch.phonemes)
            for stretch, start in placed
            if stretch.phonemes is not None
        )

    def source_span(self, begin: int, end: int) -> tuple[int, int]:
        """Return where in the source `text[begin:end]`, a word, stood.

        An empty word is where phonemes stand without a text.
        """
        places = [
            stretch.source_span(max(0, begin - start), min(len(stretch.words), end - start))
            for stretch, start in zip(self.stretches, self._starts(), strict=False)
            if (start < end and begin < start + len(stretch.words))
            or (start == begin == end and not stretch.words)
        ]
        return places[0][0], places[-1][1]

    def _starts(self) -> list[int]:
        return [0, *accumulate(len(stretch.words) for stretch in self.stretches)]


def read(
    said: Iterable[Said], language: str, lexicon: Lexicon, rules: NormaliseRules | None
) -> Reading:
    """Return how `said` is read in `language`. Without `rules` the text is left as it is."""
    return Reading(tuple(s for item in said for s in _read(item, language, lexicon, rules)))


def _read(
    said: Said, language: str, lexicon: Lexicon, rules: NormaliseRules | None
) -> Iterator[Stretch]:
    whole = (said, 0, len(said.text))
    if said.phonemes is not None:
        yield Stretch(said.text, *whole, phonemes=_phonemes(said.phonemes))
    elif said.say_as is not None:
        yield Stretch(read_as(said.text, said.say_as, language), *whole)
    else:
        yield from _looked_up(said, language, lexicon, rules)


def _looked_up(
    said: Said, language: str, lexicon: Lexicon, rules: NormaliseRules | None
) -> Iterator[Stretch]:
    done = 0
    for found in lexicon.find(said.text):
        yield from _normalised(said, done, found.start, language, rules)
        words = said.text[found.start : found.end] if found.say is None else found.say
        yield Stretch(words, said, found.start, found.end, found.phonemes)
        done = found.end
    yield from _normalised(said, done, len(said.text), language, rules)


def _normalised(
    said: Said, first: int, last: int, language: str, rules: NormaliseRules | None
) -> Iterator[Stretch]:
    if first == last:
        return
    if rules is None:
        yield Stretch(said.text[first:last], said, first, last)
        return
    pieces = [piece for piece in normalise(said.text[first:last], language, rules) if piece.words]
    ends = [piece.end for piece in pieces]
    for k in reversed(range(len(pieces) - 1)):
        # Of what is several pieces when said (a formula), only the last one has its place.
        if ends[k] == pieces[k].start == pieces[k + 1].start:
            ends[k] = ends[k + 1]
    for piece, end in zip(pieces, ends, strict=True):
        yield Stretch(piece.words, said, first + piece.start, first + end)


def _phonemes(written: str) -> str:
    """Return given phonemes in espeak-ng's notation; what is no IPA is left to the voice."""
    try:
        return spoken_ipa(written)
    except ValueError:
        return unicodedata.normalize("NFD", written)
