"""Words as they are written, and when they are heard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pytest

from jabbertts_wyoming.engines.base import Sentence
from jabbertts_wyoming.phonemes.alignment import WordSpan
from jabbertts_wyoming.phonemes.timing import WordMap
from jabbertts_wyoming.request import SpokenWord
from jabbertts_wyoming.text.lexicon.lexicons import Lexicons
from jabbertts_wyoming.text.normalise import DEFAULT
from jabbertts_wyoming.text.passages import Passage, of_segment
from jabbertts_wyoming.text.reading import read
from jabbertts_wyoming.text.sentences import split
from jabbertts_wyoming.word_times import PassageWords, TimedSentence


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
    passage, sentence = sentence_of(source, timed=timed, known=known)
    return list(sentence.spoken(passage, 10.0, factor))


def sentence_of(
    source: str, *, timed: bool = True, known: bool = True
) -> tuple[Passage, TimedSentence]:
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
    return passage, TimedSentence(sentence, reading, words, 0)


def test_words_are_those_of_the_source() -> None:
    source = "  The **kitchen** has 21.5 °C now."
    words = spoken(source)
    assert [w.text for w in words] == ["The", "kitchen", "has", "21.5 °C", "now."]
    assert all(source[w.start_char : w.end_char] == w.text for w in words)
    times = [(w.start, w.end) for w in words]
    assert times == [(10, 11), (11, 12), (12, 13), (13, 18), (18, 19)]


def test_a_sign_that_is_read_is_a_word() -> None:
    """Markdown's marks are not part of a word, but what is nothing else is said."""
    source = "So 5 > 3 and *C* # x | y."
    words = spoken(source)
    assert [w.text for w in words][:4] == ["So", "5", ">", "3"]
    assert all(w.text and source[w.start_char : w.end_char] == w.text for w in words)


def test_a_formula_is_one_word_and_the_rest_keeps_its_place() -> None:
    words = spoken("So $E = mc^2$ and $x$ holds.")
    assert [w.text for w in words] == ["So", "$E = mc^2$", "and", "$x$", "holds."]


def test_a_pitch_changes_the_times() -> None:
    assert [(w.start, w.end) for w in spoken("One two.", factor=2.0)] == [(10, 10.5), (10.5, 11)]


def test_nobody_asked_or_nobody_knows() -> None:
    assert spoken("One two.", timed=False) == []
    assert spoken("One two.", known=False) == []


def seconds(count: float) -> bytes:
    return bytes(2 * round(count * 10))


def times(words: Iterable[SpokenWord]) -> list[tuple[str, float, float]]:
    return [(word.text, word.start, word.end) for word in words]


def test_the_last_word_of_a_sentence_ends_with_its_sound() -> None:
    """A voice that takes the silence off ends before its last phoneme does."""
    passage, sentence = sentence_of("One two three.")
    words = PassageWords(passage, 10.0, 10, 1.0)
    words.begin(sentence)
    assert list(words.known()) == []
    words.add(seconds(1.5))
    assert times(words.known()) == [("One", 10, 11), ("two", 11, 12)]
    words.add(seconds(1.2))
    assert list(words.known()) == []
    (last,) = words.rest()
    assert (last.text, last.start) == ("three.", 12)
    assert last.end == pytest.approx(12.7)
    assert list(words.rest()) == []


def test_a_sentence_after_another_begins_where_that_ended() -> None:
    passage, sentence = sentence_of("One two.")
    words = PassageWords(passage, 10.0, 10, 2.0)
    for _ in range(2):
        words.begin(sentence)
        words.add(seconds(1.5))
    assert times(words.known()) == [("One", 10, 10.5), ("two.", 10.5, 10.75), ("One", 10.75, 11.25)]
    assert times(words.rest()) == [("two.", 11.25, 11.5)]


def test_a_word_that_goes_on_in_the_next_sentence_comes_once() -> None:
    passage, sentence = sentence_of("21.5 °C")
    words = PassageWords(passage, 0.0, 10, 1.0)
    for _ in range(2):
        words.begin(sentence)
        words.add(seconds(5))
        assert list(words.known()) == []
    assert times(words.rest()) == [("21.5 °C", 0, 10)]
    assert list(words.rest()) == []
