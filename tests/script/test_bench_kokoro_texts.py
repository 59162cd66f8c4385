import re

import pytest

from script.bench_lib.kokoro.texts import JUDGED, TIMED, judged


def test_the_timed_texts_have_the_lengths_of_the_issue() -> None:
    assert [text.name for text in TIMED] == ["5 words", "15 words", "31 words", "60 words"]


def test_sixty_different_sentences_are_judged() -> None:
    assert len(set(JUDGED)) == len(JUDGED) == 60
    assert set(JUDGED).isdisjoint(text.text for text in TIMED)


@pytest.mark.parametrize("sentence", JUDGED)
def test_a_sentence_is_one_and_can_be_written_in_one_way(sentence: str) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z', ]+[.?!]", sentence)
    assert 6 <= len(sentence.split()) <= 40


def test_fewer_have_the_same_mix() -> None:
    lengths = [len(sentence.split()) for sentence in judged(8)]
    assert [sum(low <= n <= high for n in lengths) for low, high in ((6, 10), (33, 40))] == [2, 2]
    assert judged(60) == JUDGED


@pytest.mark.parametrize("count", [0, 61])
def test_no_other_number_can_be_had(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 60"):
        judged(count)
