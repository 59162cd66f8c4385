"""Numbers as they are written, in words."""

import pytest

from jabbertts_wyoming.text.normalise.language import language_of
from jabbertts_wyoming.text.normalise.quantity import Number


@pytest.mark.parametrize(
    ("tag", "number", "words"),
    [
        ("en", Number("21"), "twenty-one"),
        ("en", Number("21", "50"), "twenty-one point five zero"),
        ("en", Number("3", negative=True), "minus three"),
        ("en", Number("007"), "zero zero seven"),
        ("en", Number("1" * 16), " ".join(["one"] * 16)),
        ("ru", Number("2", "5"), "две целых пять десятых"),
        ("ja", Number("3", negative=True), "マイナス3"),
        ("tlh", Number("21", "5", negative=True), None),
    ],
)
def test_a_number_alone(tag: str, number: Number, words: str | None) -> None:
    assert language_of(tag).numbers.bare(number) == words


@pytest.mark.parametrize(
    ("tag", "form", "words"),
    [("es", "hour", "una"), ("es", "default", "un"), ("de", "feminine", "eine")],
)
def test_one_as_it_counts(tag: str, form: str, words: str) -> None:
    assert language_of(tag).numbers.counting(Number("1"), form) == words


def test_a_noun_asks_for_a_minus_of_its_own() -> None:
    numbers = language_of("zh").numbers
    minus = Number("5", negative=True)
    words = numbers.bare(minus) or ""
    assert numbers.below_zero(minus, words, "度") == "零下五"
    assert numbers.below_zero(minus, words, "元") == words
