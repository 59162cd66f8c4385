"""Units in words."""

import pytest

from jabbertts_wyoming.text.normalise.language import language_of
from jabbertts_wyoming.text.normalise.quantity import Number


@pytest.mark.parametrize(
    ("tag", "unit", "number", "words"),
    [
        ("en", "temperature-celsius", Number("1"), "one degree Celsius"),
        ("en", "length-meter/duration-day", Number("2"), "two meters per day"),
        ("fi", "temperature-celsius:ssa", Number("5"), "viidessä celsiusasteessa"),
        ("he", "duration-hour", Number("2"), "שְׁעָתַיִם"),
        ("he", "duration-hour", Number("2", negative=True), "מִינוּס שְׁעָתַיִם"),
    ],
)
def test_a_measure(tag: str, unit: str, number: Number, words: str) -> None:
    assert language_of(tag).units.measure(unit, number) == words


def test_a_range_has_a_place_for_its_numbers() -> None:
    units = language_of("he").units
    one = units.of("duration-hour", Number("2"))
    several = units.of("duration-hour", Number("2"), several=True)
    assert one is not None
    assert several is not None
    assert ("{0}" in one.pattern, "{0}" in several.pattern) == (False, True)


def test_a_name_and_a_noun() -> None:
    unit = language_of("en").units.of("duration-hour", Number("5"))
    assert unit is not None
    assert (unit.name, unit.noun) == ("hours", "hours")


def test_an_unknown_unit_has_no_words() -> None:
    assert language_of("en").units.measure("length-parrot", Number("5")) is None
