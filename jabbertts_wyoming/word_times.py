"""When the words of a text, as it is written, are heard."""

from collections.abc import Iterator
from dataclasses import dataclass

from .engines.base import Sentence
from .phonemes.timing import WordMap, WordTime
from .request import SpokenWord
from .text.passages import Passage
from .text.reading import Reading

# Markdown's, which stand at words without being said.
_MARKERS = "*_`~#|> \t\n"


@dataclass(frozen=True, slots=True)
class TimedSentence:
    """A sentence, and which of its ids are which words; `words` is None if nobody asks."""

    sentence: Sentence
    reading: Reading
    words: WordMap | None
    piece: int

    def spoken(self, passage: Passage, offset: float, factor: float) -> Iterator[SpokenWord]:
        """Yield its words, once its first window was made.

        The sentence begins `offset` seconds into the utterance, and `factor` of its own seconds
        are one of what is heard. Words of the source that are several when spoken come once.
        """
        boundaries = None if self.words is None else self.sentence.boundaries
        if self.words is None or boundaries is None:
            return
        last: SpokenWord | None = None
        for time in self.words.times(self.piece, boundaries):
            word = self._word(time, passage, offset, factor)
            if last is not None and word.start_char < last.end_char:
                word = _joined(last, word, passage)
            elif last is not None:
                yield last
            last = word
        if last is not None:
            yield last

    def _word(self, time: WordTime, passage: Passage, offset: float, factor: float) -> SpokenWord:
        start, end = self.reading.source_span(time.start_char, time.end_char)
        written = passage.written(start, end)
        start += len(written) - len(written.lstrip(_MARKERS))
        end -= len(written) - len(written.rstrip(_MARKERS))
        return SpokenWord(
            passage.written(start, end),
            start,
            end,
            offset + time.start / factor,
            offset + time.end / factor,
        )


def _joined(one: SpokenWord, other: SpokenWord, passage: Passage) -> SpokenWord:
    start = min(one.start_char, other.start_char)
    end = max(one.end_char, other.end_char)
    return SpokenWord(passage.written(start, end), start, end, one.start, other.end)
