import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.engines.kokoro.pieces import split


def test_what_fits_stays_whole() -> None:
    assert split(" one, two. ", 100) == ["one, two."]
    assert split("a" * 510, 510) == ["a" * 510]
    assert split("  ", 510) == []


@pytest.mark.parametrize(
    ("symbols", "pieces"),
    [
        ("aaaa bbbb. cc, dddd eeee", ["aaaa bbbb.", "cc, dddd eeee"]),  # a sentence's end
        ("aaaa bbbb, cc dddd eeee", ["aaaa bbbb,", "cc dddd eeee"]),  # before a clause's
        ("aaaa, bbbb cccc dddd eeee", ["aaaa, bbbb", "cccc dddd eeee"]),  # not too early
        ("aaaa bbbb “cc.” dddd eeee", ["aaaa bbbb “cc.”", "dddd eeee"]),  # a quote ends with it
        ("aaaa bbbb cccc dddd eeee", ["aaaa bbbb", "cccc dddd eeee"]),  # words
        ("aaaabbbbccccddddeeee", ["aaaabbbbcc", "ccddddeeee"]),  # nothing to cut at
    ],
)
def test_cut_where_it_is_heard_least(symbols: str, pieces: list[str]) -> None:
    assert split(symbols, 16) == pieces


def test_pieces_are_even() -> None:
    """A short rest would be spoken at a pace of its own."""
    pieces = split(" ".join(["word"] * 110), 510)
    assert [len(piece) for piece in pieces] == [274, 274]


@given(st.text("ab ,.;—”", max_size=200), st.integers(1, 40))
def test_nothing_but_spaces_is_lost(symbols: str, limit: int) -> None:
    pieces = split(symbols, limit)
    assert "".join(pieces).replace(" ", "") == symbols.replace(" ", "")
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert all(piece == piece.strip() for piece in pieces)
