"""When the words of a text, as it is written, are heard."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

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
        # A sign that is read stands alone: "5 > 3".
        around = _MARKERS if written.strip(_MARKERS) else None
        start += len(written) - len(written.lstrip(around))
        end -= len(written) - len(written.rstrip(around))
        return SpokenWord(
            passage.written(start, end),
            start,
            end,
            offset + time.start / factor,
            offset + time.end / factor,
        )


@dataclass(slots=True, eq=False)
class _Sounding:
    """A sentence whose sound has begun `start` seconds into the passage's own; where it ends."""

    timed: TimedSentence
    start: float
    end: float | None = None
    words: deque[SpokenWord] | None = None


class PassageWords:
    """The words of a passage, told as they come to be known.

    The words of a sentence are known with its first window. The last one waits for the last
    window: a voice that takes the silence off ends it before its phonemes do; and for the next
    sentence, which may go on with it.

    The passage begins `start` seconds into the utterance; its sound is made at `rate` (Hz), and
    `factor` seconds of it are one of what is heard.
    """

    def __init__(self, passage: Passage, start: float, rate: int, factor: float) -> None:
        self._passage = passage
        self._start = start
        self._rate = rate
        self._factor = factor
        self._made = 0.0
        self._begun: TimedSentence | None = None
        self._sounding: deque[_Sounding] = deque()
        self._held: SpokenWord | None = None

    def begin(self, timed: TimedSentence) -> None:
        """Tell that the next window is the first one of a sentence."""
        self._end()
        self._begun = timed

    def add(self, pcm: bytes) -> None:
        """Tell that a window was made."""
        if self._begun is not None:
            self._sounding.append(_Sounding(self._begun, self._made))
            self._begun = None
        self._made += len(pcm) / (2 * self._rate)

    def known(self) -> Iterator[SpokenWord]:
        """Yield the words that are known now."""
        while self._sounding:
            each = self._sounding[0]
            if each.words is None:
                offset = self._start + each.start / self._factor
                words = each.timed.spoken(self._passage, offset, self._factor)
                each.words = deque(self._after_held(words))
            while len(each.words) > 1:
                yield each.words.popleft()
            if each.end is None:
                return
            end = self._start + each.end / self._factor
            for word in self._sounding.popleft().words or ():
                self._held = replace(word, end=max(word.start, min(word.end, end)))

    def rest(self) -> Iterator[SpokenWord]:
        """Yield the words that are left, once all windows were made."""
        self._end()
        yield from self.known()
        if self._held is not None:
            yield self._held
            self._held = None

    def _after_held(self, words: Iterable[SpokenWord]) -> Iterator[SpokenWord]:
        """Yield `words` behind the last one before, which may be of the same word as written."""
        for word in words:
            last, self._held = self._held, None
            if last is not None and last.start_char <= word.start_char < last.end_char:
                yield _joined(last, word, self._passage)
                continue
            if last is not None:
                yield last
            yield word

    def _end(self) -> None:
        if self._sounding:
            self._sounding[-1].end = self._made


def _joined(one: SpokenWord, other: SpokenWord, passage: Passage) -> SpokenWord:
    start = min(one.start_char, other.start_char)
    end = max(one.end_char, other.end_char)
    return SpokenWord(passage.written(start, end), start, end, one.start, other.end)
