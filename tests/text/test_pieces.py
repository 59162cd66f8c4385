import pytest

from jabbertts_wyoming.text.cuts import Cuts
from jabbertts_wyoming.text.pieces import clause_end, count_words, last_space, piece_end


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("one, two, three", "one, two,"),
        ("one,two three", None),
        ("one: “two,” three", "one: “two,”"),
        ("5 – 7 km", None),
        ("five – 7 km", None),
        ("five – seven km", "five –"),
        ("e.g. three", None),
        ("so... three", "so..."),
        ("一、二，三", "一、二，"),
    ],
)
def test_clause_end(text: str, head: str | None) -> None:
    end = clause_end(text, 0, len(text) - 1, 1, Cuts(text, 0, len(text)))
    assert (None if end is None else text[:end]) == head


@pytest.mark.parametrize(
    ("text", "limit", "piece"),
    [
        ("one two, three four", 12, "one two,"),
        ("I, two three four", 14, "I, two three "),
        ("one two three", 8, "one "),  # "t" may be a unit
        ("one two three", 11, "one two "),
        ("one two three", 7, "one "),
        ("at 10 km", 7, "at 10 "),
        ("now it costs 10 km", 16, "now it "),
        ("and so, in 1985 all", 13, "and so,"),
        ("abcdefgh", 4, "abcd"),
        ("abce\u0301fgh", 4, "abc"),
        ("e\u0301\u0301\u0301", 1, "e"),
    ],
)
def test_piece_end(text: str, limit: int, piece: str) -> None:
    assert text[: piece_end(text, 0, limit)] == piece


@pytest.mark.parametrize(("text", "end"), [("ab cd", 3), ("ab ", 3), ("ab", None)])
def test_last_space(text: str, end: int | None) -> None:
    assert last_space(text, 0, len(text)) == end


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("one – two, 3", 3), ("今天天气很好", 4), ("नमस्ते जी", 2)]
)
def test_count_words(text: str, count: int) -> None:
    assert count_words(text) == count
