import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.phonemes import edit_distance
from jabbertts_wyoming.phonemes.edit_distance import aligned


def test_the_same_is_laid_one_to_one() -> None:
    assert aligned("hello", "hello") == [0, 1, 2, 3, 4]
    assert aligned("", "ab") == [None, None]
    assert aligned("ab", "") == []


def test_what_is_more_has_no_partner() -> None:
    assert aligned("ʌvðə", "ʌv ðə.") == [0, 1, None, 2, 3, None]
    assert aligned("abcd", "ad") == [0, 3]


def test_a_sound_may_stand_for_another() -> None:
    assert aligned("kat", "kɛt") == [0, 1, 2]


def test_nothing_stands_for_a_space_or_mark() -> None:
    assert aligned("ab", "a b") == [0, None, 1]
    assert aligned("a", ".") == [None]


def test_what_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit_distance, "MAX_CELLS", 10)
    with pytest.raises(ValueError, match="4 and 3"):
        aligned("abcd", "abc")


def distance(first: str, second: str) -> int:
    """The same by its definition."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, row[0] = row[0], i
        for k, b in enumerate(second, 1):
            change = 0 if a == b else 1 if a.isalnum() and b.isalnum() else 3
            before, row[k] = row[k], min(row[k] + 1, row[k - 1] + 1, before + change)
    return row[-1]


@given(st.text("ab .", max_size=12), st.text("ab .", max_size=12))
def test_it_is_the_least_number_of_changes(first: str, second: str) -> None:
    found = aligned(first, second)
    pairs = [(i, k) for k, i in enumerate(found) if i is not None]
    assert [i for i, _ in pairs] == sorted({i for i, _ in pairs})
    changed = sum(first[i] != second[k] for i, k in pairs)
    assert changed + len(first) + len(second) - 2 * len(pairs) == distance(first, second)
