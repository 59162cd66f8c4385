"""What is told of words and marks, taken and refused."""

from typing import Any

import pytest
from wyoming.event import Event

from bridge.errors import UpstreamBrokenError
from bridge.order import Mark, Word
from bridge.upstream.told import Told

WORD: dict[str, Any] = {"text": "Hi", "start_char": 0, "end_char": 2, "start": 0.1, "end": 0.5}
MARK: dict[str, Any] = {"name": "here", "time": 2}


def test_words_and_marks_are_kept_in_order() -> None:
    told = Told(9)
    told.add(Event("spoken-word", WORD), "server")
    told.add(Event("spoken-mark", MARK), "server")
    later = {"start_char": 3, "end_char": 9, "start": 1, "end": 1}
    told.add(Event("spoken-word", {**WORD, **later}), "server")
    assert told.words == [Word(0, 2, 0.1, 0.5), Word(3, 9, 1.0, 1.0)]
    assert told.marks == [Mark("here", 2.0)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_char": -1},
        {"start_char": 3},
        {"end_char": 10},
        {"start_char": 0.0},
        {"start_char": True},
        {"end_char": "2"},
        {"start": 0.6},
        {"start": -0.1},
        {"start": None},
        {"start": True},
        {"end": "0.5"},
        {"end": float("nan")},
        {"end": float("inf")},
        {"end": 10**400},
    ],
)
def test_a_word_that_cant_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(UpstreamBrokenError, match=r"^server: sent a spoken-word event that"):
        Told(9).add(Event("spoken-word", {**WORD, **wrong}), "server")


@pytest.mark.parametrize("field", WORD.keys() - {"text"})
def test_a_word_that_lacks_something(field: str) -> None:
    data = {name: value for name, value in WORD.items() if name != field}
    with pytest.raises(UpstreamBrokenError):
        Told(9).add(Event("spoken-word", data), "server")


@pytest.mark.parametrize(
    "data", [{}, {"name": "x"}, {"time": 1}, {"name": 5, "time": 1}, {"name": "x" * 10, "time": 1}]
)
def test_a_mark_that_cant_be(data: dict[str, Any]) -> None:
    with pytest.raises(UpstreamBrokenError, match="spoken-mark"):
        Told(9).add(Event("spoken-mark", data), "server")


@pytest.mark.parametrize(("kind", "data"), [("spoken-word", WORD), ("spoken-mark", MARK)])
def test_there_are_no_more_than_characters(kind: str, data: dict[str, Any]) -> None:
    """A server must not fill the memory."""
    told = Told(4)
    for _ in range(4):
        told.add(Event(kind, data), "server")
    with pytest.raises(UpstreamBrokenError, match="more spoken-"):
        told.add(Event(kind, data), "server")
    assert len(told.words) + len(told.marks) == 4
