"""Cues: what is on the screen, and when."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.order import Word
from bridge.web.cues import LINE, MOST_SECONDS, Cue, cues_of
from bridge.web.shown_text import ShownText

from .timed_words import words_of

LONG = (
    "If the sentence is a very long one, as this sentence of mine certainly is, then it has to be "
    "cut into several parts, or else nobody will be able to read it in time."
)


def cues(text: str, *, ssml: bool = False, each: float = 0.3) -> list[Cue]:
    words = words_of(text, each=each)
    return cues_of(ShownText(text, ssml=ssml), words, words[-1].end if words else 0)


def texts(text: str, **more: float) -> list[str]:
    return [" ".join(cue.lines) for cue in cues(text, **more)]  # type: ignore[arg-type]


def test_a_sentence_is_a_cue() -> None:
    assert texts("Good morning. How are you? Fine!") == ["Good morning.", "How are you?", "Fine!"]


def test_an_abbreviation_ends_nothing() -> None:
    text = "Ask Dr. Smith now."
    words = [Word(0, 3, 0, 1), Word(4, 7, 1, 2), Word(8, 13, 2, 3), Word(14, 17, 3, 4)]
    assert [cue.lines for cue in cues_of(ShownText(text), words, 4)] == [(text,)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('"Hello," he said.', '"Hello," he said.'),
        ("Well – yes (or no).", "Well – yes (or no)."),
        ("a—b and/or well-known", "a—b and/or well-known"),
        ("**Bold** and `code`, _all_ of it", "Bold and code, all of it"),
        ("# Title\n\n* one", "Title one"),
        ("# Title\n\n- one\n  + two\n- three", "Title one two three"),
        ("one\n- two - three", "one two - three"),
        ("«¿Qué?»", "«¿Qué?»"),
        ("  a \n b\t c  ", "a b c"),
    ],
)
def test_marks_stay_at_their_words(text: str, shown: str) -> None:
    words = [Word(w.start_char, w.end_char, i, i + 1) for i, w in enumerate(words_of(text))]
    assert " ".join(" ".join(c.lines) for c in cues_of(ShownText(text), words, 9)) == shown


def test_what_is_not_spoken_is_not_shown() -> None:
    text = "Wait [pause:0.5] for 😀 [it](http://a/b(c)). http://unread.example"
    words = [w for w in words_of(text) if text[w.start_char : w.end_char] in ("Wait", "for", "it")]
    assert [cue.lines for cue in cues_of(ShownText(text), words, 9)] == [("Wait for 😀 it).",)]
    text = text.replace("b(c)", "b")
    assert [cue.lines for cue in cues_of(ShownText(text), words, 9)] == [("Wait for 😀 it.",)]


def test_a_long_sentence_is_cut_behind_marks() -> None:
    found = cues(LONG)
    assert len(found) > 1
    assert " ".join(" ".join(cue.lines) for cue in found) == LONG
    for cue in found:
        assert len(cue.lines) <= 2
        assert all(len(line) <= LINE for line in cue.lines)
        assert cue.end - cue.start <= MOST_SECONDS + 1e-6
        assert cue.lines[-1][-1] in ",."
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(found))


def test_parts_are_about_even() -> None:
    parts = texts("word " * 40 + "end.", each=0.1)
    assert len(parts) == 3
    assert max(map(len, parts)) - min(map(len, parts)) <= 10


def test_slow_words_make_short_cues() -> None:
    found = cues("one two three four five six", each=2.0)
    assert [cue.lines for cue in found] == [("one two three",), ("four five six",)]


def test_a_word_may_be_longer_than_all_limits() -> None:
    word = "x" * 200
    found = cues(f"a {word} b", each=9.0)
    assert [cue.lines for cue in found] == [("a",), (word,), ("b",)]


def test_a_silence_parts_cues() -> None:
    text = "One two"
    words = [Word(0, 3, 0, 1), Word(4, 7, 4, 5)]
    found = cues_of(ShownText(text), words, 5)
    assert found == [Cue(("One",), 0, 1), Cue(("two",), 4, 5)]


def test_a_short_cue_stays_for_a_while() -> None:
    text = "No. Yes. Ok."
    words = [Word(0, 2, 0.0, 0.2), Word(4, 7, 0.5, 0.7), Word(9, 11, 3.0, 3.2)]
    found = cues_of(ShownText(text), words, 3.6)
    assert [(cue.start, cue.end) for cue in found] == [(0.0, 0.5), (0.5, 1.5), (3.0, 3.6)]


def test_scripts_without_spaces() -> None:
    text = "今日は、元気です。はい" * 5
    words = [
        Word(i, i + 1, i / 4, i / 4 + 0.2) for i, char in enumerate(text) if char not in "、。"
    ]
    found = cues_of(ShownText(text), words, 20)
    assert "".join("".join(cue.lines) for cue in found) == text
    assert all(len(line) <= LINE // 2 for cue in found for line in cue.lines)


def test_a_document() -> None:
    document = "<speak>He<emphasis>ll</emphasis>o &amp; bye,<break/><s>you &lt;x&gt;</s></speak>"
    spoken = ["He", "ll", "o", "&amp;", "bye", "you", "&lt;x"]
    words, at = [], 7
    for number, word in enumerate(spoken):
        at = document.index(word, at)
        words.append(Word(at, at + len(word), number / 3, number / 3 + 0.3))
        at += len(word)
    found = cues_of(ShownText(document, ssml=True), words, 3)
    assert [cue.lines for cue in found] == [("Hello & bye, you <x",)]


def test_nothing_is_no_cue() -> None:
    assert cues("…") == []


def test_a_long_text_in_bounded_time() -> None:
    for text in ("word on the " * 400, "汉" * 4000, "a, " * 1500):
        began = time.process_time()
        words = [Word(i, i + 1, i / 10, i / 10 + 0.1) for i in range(len(text))]
        cues_of(ShownText(text), words, len(text))
        assert time.process_time() - began < 5


@given(
    st.text(alphabet="ab .,*[]()-\n—“今\u0301<", max_size=60),
    st.lists(st.tuples(*[st.integers(0, 60)] * 2, *[st.floats(0, 100)] * 2), max_size=12),
)
def test_whatever_is_told_makes_cues(text: str, told: list[tuple[int, int, float, float]]) -> None:
    """The order of words is the server's business."""
    size = len(text)
    words = [
        Word(*sorted((min(a, size), min(b, size))), *sorted((start, end)))
        for a, b, start, end in told
    ]
    for cue in cues_of(ShownText(text), words, 100):
        assert cue.lines
        assert all(line.strip() and "\n" not in line for line in cue.lines)
