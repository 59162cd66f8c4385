from collections.abc import Sequence
from itertools import pairwise

import pytest

from jabbertts_wyoming.phonemes.alignment import WordSpan, letter_spans, word_spans
from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.phonemes.ids import id_phonemes, to_ids
from jabbertts_wyoming.phonemes.timing import WordMap, WordTime, word_times

ID_MAP = {c: [k] for k, c in enumerate("_^$ .,ˈabcdefg")}


def times(phonemes: str, spans: Sequence[WordSpan], seconds: Sequence[float]) -> list[WordTime]:
    (ids,) = id_phonemes(list(phonemes), ID_MAP)
    assert len(ids) + 1 == len(seconds)
    return word_times(spans, list(phonemes), ids, seconds)


def test_a_word_begins_where_the_one_before_ends() -> None:
    # ^ _ a _ ␣ _ b _ $: ids 0 to 8, a second each
    spans = [WordSpan(0, 1, 0, 1), WordSpan(2, 3, 2, 3)]
    assert times("a b", spans, range(10)) == [WordTime(0, 1, 2, 3), WordTime(2, 3, 3, 7)]


def test_behind_a_pause_it_begins_with_its_own_sound() -> None:
    # ^ _ a _ , _ ␣ _ b _ $
    spans = [WordSpan(0, 1, 0, 1), WordSpan(3, 4, 3, 4)]
    assert times("a, b", spans, range(12)) == [WordTime(0, 1, 2, 3), WordTime(3, 4, 8, 9)]


def test_what_the_voice_does_not_know_has_no_time() -> None:
    spans = [WordSpan(0, 1, 0, 1), WordSpan(2, 3, 2, 3)]
    assert times("z b", spans, range(8)) == [WordTime(2, 3, 4, 5)]


def test_a_word_that_was_cut_has_its_part_of_each_piece() -> None:
    phonemes = list("abcdefg")
    pieces = id_phonemes(phonemes, ID_MAP, max_ids=3 + 2 * 4)
    words = WordMap([WordSpan(0, 7, 0, 7)], phonemes, pieces)
    assert [words.times(k, range(len(p) + 1)) for k, p in enumerate(pieces)] == [
        [WordTime(0, 7, 2, 9)],
        [WordTime(0, 7, 2, 7)],
    ]


@pytest.mark.parametrize("kind", ["espeak", "text"])
def test_words_in_the_ids_of_a_voice(kind: str) -> None:
    text = "Face a bad cabbage"
    phonemes = list(text) if kind == "text" else phonemize(text, "en-us")
    spans = letter_spans(text) if kind == "text" else word_spans(text, phonemes, "en-us")
    id_map = {p: [k] for k, p in enumerate(["_", "^", "$", *sorted({*phonemes})])}
    (ids,) = to_ids(phonemes, id_map)
    words = WordMap(spans, phonemes, id_phonemes(phonemes, id_map))
    found = words.times(0, range(len(ids) + 1))
    assert [text[w.start_char : w.end_char] for w in found] == text.split()
    assert found[-1].end == len(ids) - 2, "before PAD and EOS"
    assert all(one.end == other.start for one, other in pairwise(found))
