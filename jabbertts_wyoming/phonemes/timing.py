"""When the words of a sentence are heard."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from .alignment import WordSpan
from .ids import NO_PHONEME


@dataclass(frozen=True, slots=True)
class WordTime:
    """The word `text[start_char:end_char]` is heard from `start` to `end`, seconds."""

    start_char: int
    end_char: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class WordMap:
    """A sentence's words, and which ids of which of its pieces are theirs.

    `phonemes` are what `spans` counts; `pieces` has for each id the index of the phoneme that it
    came of, or `NO_PHONEME`. An engine whose ids are letters has letters for phonemes.
    """

    spans: Sequence[WordSpan]
    phonemes: Sequence[str]
    pieces: Sequence[Sequence[int]]

    def times(self, piece: int, boundaries: Sequence[float]) -> list[WordTime]:
        """Return when the words of a piece are heard; `boundaries` are `Sentence.boundaries`."""
        return word_times(self.spans, self.phonemes, self.pieces[piece], boundaries)


def word_times(
    spans: Sequence[WordSpan],
    phonemes: Sequence[str],
    id_phonemes: Sequence[int],
    boundaries: Sequence[float],
) -> list[WordTime]:
    """Return when the words of one piece of a sentence are heard.

    `id_phonemes` is a piece of what `ids.id_phonemes` returns; `boundaries`, one more than there
    are ids, are the seconds at which each begins and the last one ends (`Sentence.boundaries`).
    A word that was cut has its part of each piece. Words of which the voice knows no phoneme
    have no time.

    With nothing but a space between them, a word begins where the one before ends: what a voice
    spends on a space is the way into the next word.
    """
    spoken = [k for k, phoneme in enumerate(id_phonemes) if phoneme != NO_PHONEME]
    of_ids = [id_phonemes[k] for k in spoken]
    known = [phonemes[p] for p in of_ids]
    times = []
    for span in spans:
        first = bisect_left(of_ids, span.first_phoneme)
        end = bisect_left(of_ids, span.end_phoneme)
        if first < end:
            begin = boundaries[_begin(first, spoken, known)]
            stop = boundaries[spoken[end - 1] + 1]
            times.append(WordTime(span.start_char, span.end_char, begin, stop))
    return times


def _begin(first: int, spoken: Sequence[int], phonemes: Sequence[str]) -> int:
    """Return the id with which the word begins whose own first one is the `first` of `spoken`."""
    before = first - 1
    while before >= 0 and phonemes[before].isspace():
        before -= 1
    if before >= 0 and phonemes[before].isalnum():
        return spoken[before] + 1
    return spoken[first]
