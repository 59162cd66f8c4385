"""What a recogniser sees around a position."""

import pytest

from jabbertts_wyoming.text.normalise import DEFAULT
from jabbertts_wyoming.text.normalise.context import CLOSERS, Context, key_of
from jabbertts_wyoming.text.normalise.language import language_of


def context(text: str, tag: str = "en") -> Context:
    return Context(text, language_of(tag), DEFAULT)


@pytest.mark.parametrize(
    ("text", "besides", "ends"),
    [
        ("a.", None, True),
        ("a.  \n", None, True),
        ("a. b", None, False),
        ("a.”", None, False),
        ("a.”", CLOSERS, True),
        ("a.) b", CLOSERS, False),
    ],
)
def test_the_end_of_a_text(text: str, besides: str | None, ends: bool) -> None:
    assert context(text).at_end(2, besides) is ends


def test_words_around() -> None:
    around = context("(about 5 km)")
    assert (around.word_before(7), around.word_after(8)) == ("about", "km")
    assert (around.word_before(0), around.word_after(12)) == ("", "")


def test_a_case_is_the_words_or_a_name() -> None:
    russian = context("до 5", "ru")
    assert russian.declined(3).language is russian.in_case("genitive").language
    assert russian.declined(0) is russian


def test_the_first_list_with_a_word() -> None:
    lists = {"a": ("x",), "b": ("y", "x")}
    assert [key_of(lists, word) for word in "xyz"] == ["a", "b", None]
