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
    times: list[WordTime] = []
    before: WordSpan | None = None
    for span in spans:
        first, end = (bisect_left(of_ids, p) for p in (span.first_phoneme, span.end_phoneme))
        if first == end:
            continue
        start, stop = boundaries[spoken[first]], boundaries[spoken[end - 1] + 1]
        if times and before is not None and _adjoin(before, span, phonemes):
            start = times[-1].end
        times.append(WordTime(span.start_char, span.end_char, start, stop))
        before = span
    return times


def _adjoin(one: WordSpan, other: WordSpan, phonemes: Sequence[str]) -> bool:
    return all(map(str.isspace, phonemes[one.end_phoneme : other.first_phoneme]))
