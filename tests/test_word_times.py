"""Words as they are written, and when they are heard."""

from collections.abc import Sequence
from dataclasses import dataclass

from jabbertts_wyoming.engines.base import Sentence
from jabbertts_wyoming.phonemes.alignment import WordSpan
from jabbertts_wyoming.phonemes.timing import WordMap
from jabbertts_wyoming.request import SpokenWord
from jabbertts_wyoming.text.lexicon.lexicons import Lexicons
from jabbertts_wyoming.text.normalise import DEFAULT
from jabbertts_wyoming.text.passages import of_segment
from jabbertts_wyoming.text.reading import read
from jabbertts_wyoming.text.sentences import split
from jabbertts_wyoming.word_times import TimedSentence


@dataclass
class Made:
    """A sentence of which only the boundaries are known."""

    boundaries: Sequence[float] | None
    seconds: float = 1.0
    windows: None = None


def spoken(
    source: str, *, timed: bool = True, known: bool = True, factor: float = 1.0
) -> list[SpokenWord]:
    """Speak each word of what is read with one id of a second."""
    (passage,) = of_segment(split(source)[0])
    reading = read(passage.said, "en", Lexicons(None).for_voice("en", "x"), DEFAULT)
    spans: list[WordSpan] = []
    at = 0
    for word in reading.text.split():
        at = reading.text.index(word, at)
        spans.append(WordSpan(at, at + len(word), len(spans), len(spans) + 1))
        at += len(word)
    places = list(range(len(spans)))
    words = WordMap(spans, ["a"] * len(spans), [places]) if timed else None
    boundaries = [float(k) for k in range(len(spans) + 1)] if known else None
    sentence: Sentence = Made(boundaries)  # type: ignore[assignment]
    return list(TimedSentence(sentence, reading, words, 0).spoken(passage, 10.0, factor))


def test_words_are_those_of_the_source() -> None:
    source = "  The **kitchen** has 21.5 °C now."
    words = spoken(source)
    assert [w.text for w in words] == ["The", "kitchen", "has", "21.5 °C", "now."]
    assert all(source[w.start_char : w.end_char] == w.text for w in words)
    times = [(w.start, w.end) for w in words]
    assert times == [(10, 11), (11, 12), (12, 13), (13, 18), (18, 19)]


def test_a_pitch_changes_the_times() -> None:
    assert [(w.start, w.end) for w in spoken("One two.", factor=2.0)] == [(10, 10.5), (10.5, 11)]


def test_nobody_asked_or_nobody_knows() -> None:
    assert spoken("One two.", timed=False) == []
    assert spoken("One two.", known=False) == []
