"""Numerals in letters."""

import pytest

from jabbertts_wyoming.text.normalise import DEFAULT
from jabbertts_wyoming.text.normalise.classes.roman import is_numeral, roman, value_of
from jabbertts_wyoming.text.normalise.context import Context
from jabbertts_wyoming.text.normalise.language import language_of


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("I", 1), ("IV", 4), ("XIX", 19), ("MCMXC", 1990), ("IIII", 0), ("IC", 0), ("", 0)],
)
def test_the_value_of_a_numeral(numeral: str, value: int) -> None:
    assert value_of(numeral) == value


@pytest.mark.parametrize(
    ("text", "told"), [("XIV.", True), ("MIX", True), ("XIVth", False), ("", False)]
)
def test_a_numeral_ends_a_word(text: str, told: bool) -> None:
    assert is_numeral(Context(text, language_of("en"), DEFAULT), 0) is told


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("XXe siècle", "fr", "vingtième"),
        ("Ier", "fr", "premier"),
        ("IIème", "fr", "deuxième"),
        ("XVes", "fr", "quinzième"),
        ("Mer", "fr", None),
        ("XXIer", "fr", None),
        ("Ldo", "es", None),
        ("XIXth", "en", "nineteenth"),
        ("Mrd", "en", None),
    ],
)
def test_a_suffix_is_how_the_ordinal_ends(text: str, language: str, words: str | None) -> None:
    reading = roman(Context(text, language_of(language), DEFAULT), 0)
    assert (reading.words if reading else None) == words
