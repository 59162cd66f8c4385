import logging
from unicodedata import normalize

import pytest

from jabbertts_wyoming.engines.kokoro.vocab import END, known, to_ids, vocabulary


def test_the_published_vocabulary() -> None:
    ids = vocabulary()
    assert len(ids) == 114
    assert len(set(ids.values())) == 114
    assert all(len(symbol) == 1 for symbol in ids)
    assert {ids[s] for s in (";", " ", "\u0303", "A", "y", "n", "ᵻ")} == {
        1,
        16,
        17,
        24,
        67,
        56,
        177,
    }
    assert END not in ids.values()


def test_ids_have_an_end_on_both_sides() -> None:
    assert to_ids("") == [0, 0]
    assert to_ids("hˈi!") == [0, 50, 156, 51, 5, 0]


def test_unknown_symbols_are_dropped_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert known("a#b#c" + normalize("NFC", "o\u0303")) == "abc"
    assert known("abc") == "abc"
    (line,) = caplog.messages
    assert "'#' '\\xf5'" in line
