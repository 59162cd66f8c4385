from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jabbertts_wyoming.phonemes.ids import MAX_IDS, NO_PHONEME, id_phonemes, to_ids

ID_MAP = {
    "_": [0],
    "^": [1],
    "$": [2],
    " ": [3],
    ".": [4],
    ",": [5],
    "ˈ": [6],
    **{c: [k] for k, c in enumerate("abcdefghij", 10)},
    "x": [40, 41, 42],
}


def framed(*ids: int) -> list[int]:
    """BOS, then PAD between all, then EOS."""
    return [1, 0, *(i for j in ids for i in (j, 0)), 2]


def body(piece: Sequence[int]) -> list[int]:
    """The ids without frame and padding."""
    return [i for i in piece if i not in (0, 1, 2)]


def test_framing_is_pipers() -> None:
    assert to_ids(list("ab"), ID_MAP) == [[1, 0, 10, 0, 11, 0, 2]]
    assert to_ids(["a"], ID_MAP) == [framed(10)]
    assert len(framed(10)) == 5


def test_a_phoneme_of_several_ids_keeps_them_together() -> None:
    assert to_ids(["a", "x"], ID_MAP) == [[1, 0, 10, 0, 40, 41, 42, 0, 2]]


def test_pads_behind_some_phonemes_only() -> None:
    """As Piper frames pinyin: behind a syllable's tone."""
    phonemes = list("ab.x.")
    assert to_ids(phonemes, ID_MAP, padded=".") == [[1, 10, 11, 4, 0, 40, 41, 42, 4, 0, 2]]
    of_ids = [-1, 0, 1, 2, -1, 3, 3, 3, 4, -1, -1]
    assert id_phonemes(phonemes, ID_MAP, padded=".") == [of_ids]


def test_what_the_voice_does_not_know_is_left_out() -> None:
    assert to_ids(list("a?b中"), ID_MAP) == [framed(10, 11)]


@pytest.mark.parametrize("text", ["", " ", ".,. .", "?中"])
def test_nothing_to_say_gives_no_piece(text: str) -> None:
    assert to_ids(list(text), ID_MAP) == []


def test_a_sentence_of_a_hundred_words_stays_whole() -> None:
    assert len(to_ids(list("abcde " * 100), ID_MAP)) == 1


def test_cut_at_the_last_space() -> None:
    pieces = to_ids(list("abc de fgh"), ID_MAP, max_ids=3 + 2 * 8)
    assert pieces == [framed(10, 11, 12, 3, 13, 14, 3), framed(15, 16, 17)]


def test_without_a_space_cut_anywhere() -> None:
    pieces = to_ids(list("abcdefg"), ID_MAP, max_ids=3 + 2 * 3)
    assert [body(p) for p in pieces] == [[10, 11, 12], [13, 14, 15], [16]]


def test_a_word_of_a_hundred_thousand_phonemes() -> None:
    pieces = to_ids(list("abcdefghij") * 10_000, ID_MAP)
    assert max(map(len, pieces)) <= MAX_IDS
    assert sum(len(body(p)) for p in pieces) == 100_000


@example([" ", "a", "a", "x"], 9)
@given(
    st.lists(st.sampled_from([" ", "a", "b", "x", ".", "?"]), max_size=120),
    st.integers(9, 20),
)
def test_pieces_are_bounded_and_hold_all(phonemes: list[str], max_ids: int) -> None:
    pieces = to_ids(phonemes, ID_MAP, max_ids)
    wanted = [i for p in phonemes for i in ID_MAP.get(p, [])]
    if any(p.isalnum() for p in phonemes if p in ID_MAP):
        assert [i for p in pieces for i in body(p)] == wanted
    else:
        assert pieces == []
    for piece in pieces:
        assert 5 <= len(piece) <= max_ids
        assert piece[:2] == [1, 0]
        assert piece[-2:] == [0, 2]


@given(
    st.lists(st.sampled_from([" ", "a", "b", "x", ".", "?"]), max_size=120),
    st.integers(9, 20),
)
def test_each_id_tells_its_phoneme(phonemes: list[str], max_ids: int) -> None:
    pieces = to_ids(phonemes, ID_MAP, max_ids)
    sources = id_phonemes(phonemes, ID_MAP, max_ids)
    assert [len(piece) for piece in sources] == [len(piece) for piece in pieces]
    for ids, places in zip(pieces, sources, strict=True):
        for k, place in zip(ids, places, strict=True):
            assert k in (ID_MAP[phonemes[place]] if place != NO_PHONEME else (0, 1, 2))
    found = [place for piece in sources for place in piece if place != NO_PHONEME]
    assert found == sorted(found)
    if pieces:
        assert set(found) == {k for k, p in enumerate(phonemes) if p in ID_MAP}
