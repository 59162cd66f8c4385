import re

from script.bench_lib.texts import GROUPS, LONG_TEXT, SHORT_TEXT, own_texts


def test_the_sentences_have_the_words_they_are_named_by() -> None:
    assert len(SHORT_TEXT.split()) == 5
    assert len(LONG_TEXT.split()) == 60


def test_each_is_one_sentence() -> None:
    for text in own_texts():
        assert re.findall(r"[.!?;:]", text.text) == ["."]


def test_groups_are_known() -> None:
    assert {text.group for text in own_texts()} < set(GROUPS)
