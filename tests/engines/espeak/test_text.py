import pytest

from jabbertts_wyoming.engines.espeak.text import MAX_CHARS, to_ids, to_text, word_map


def texts(text: str, max_chars: int = MAX_CHARS) -> list[str]:
    return [to_text(ids) for ids in to_ids(text, max_chars)]


def test_the_ids_are_the_text() -> None:
    assert to_ids("Füße") == [[70, 252, 223, 101]]
    assert texts("Wie geht's? 20 °C 你好") == ["Wie geht's? 20 °C 你好"]


@pytest.mark.parametrize("text", ["", " ", "...", "😀", "\x01", "👍🏽!"])
def test_nothing_to_read_is_no_piece(text: str) -> None:
    assert texts(text) == []


def test_what_is_no_text_is_left_out() -> None:
    assert texts("Good\x00 morning 😀 all") == ["Good  morning   all"]
    assert texts("one\ud800two") == ["one two"]


def test_long_text_is_cut_where_a_clause_ends() -> None:
    clause = "and the kitchen light is on, "
    pieces = texts(clause * 20)
    assert len(pieces) > 2
    assert all(piece.rstrip().endswith(",") for piece in pieces)
    assert all(len(piece) <= MAX_CHARS for piece in pieces)
    assert "".join(pieces) == (clause * 20).strip()


def test_nothing_is_lost_of_a_text_without_spaces() -> None:
    pieces = texts("今天天气很好" * 100)
    assert all(len(piece) <= MAX_CHARS for piece in pieces)
    assert "".join(pieces).replace(" ", "") == "今天天气很好" * 100


def test_a_piece_of_stops_alone_is_dropped() -> None:
    assert texts("Yes" + "." * 30, max_chars=10) == ["Yes......."]


def test_words_are_counted_in_letters() -> None:
    text = "\x01Good 😀 day, " + "straw" * 20 + " end"
    words = word_map(text)
    (ids,) = to_ids(text)
    assert words.phonemes == to_text(ids)
    assert [list(piece) for piece in words.pieces] == [list(range(len(ids)))]
    found = {text[s.start_char : s.end_char]: s for s in words.spans}
    assert list(found)[:2] == ["Good", "day"]
    assert list(found)[-1] == "end"
    for word in ("Good", "day", "end"):
        span = found[word]
        assert words.phonemes[span.first_phoneme : span.end_phoneme] == word


def test_pieces_of_the_map_are_those_of_the_ids() -> None:
    text = "and the kitchen light is on, " * 20
    words = word_map(text)
    pieces = [[ord(words.phonemes[k]) for k in piece] for piece in words.pieces]
    assert pieces == to_ids(text)
