"""Grammatical cases: numbers and their nouns in the form that the word before asks for."""

from pathlib import Path

import pytest

from jabbertts_wyoming.text.normalise import language as module
from jabbertts_wyoming.text.normalise import normalise, spoken_text
from jabbertts_wyoming.text.normalise.language import language_of
from jabbertts_wyoming.text.normalise.quantity import Number

DATA = Path(module.__file__).parent / "data"
CODES = sorted(path.stem for path in DATA.glob("*.yaml") if path.stem != "common")


@pytest.mark.parametrize("code", CODES)
def test_a_case_names_rule_sets_and_plurals_that_exist(code: str) -> None:
    language = language_of(code)
    for case in language.data.cases.values():
        declined = language.after(case.after[0])
        assert {case.bare, *case.cardinal.values()} <= language.spell.rules
        assert case.cardinal.keys() <= {*language.data.numbers.cardinal, "default"}
        assert declined is not language
        assert {unit for unit in case.units if declined.unit_of(unit, Number("5")) is None} == set()


@pytest.mark.parametrize("code", CODES)
def test_years_and_derived_rule_sets_name_rule_sets_that_exist(code: str) -> None:
    language = language_of(code)
    named = {form.rule for form in language.data.years.forms}
    named |= {derived.rule for derived in language.data.numbers.derived.values()}
    assert named <= language.spell.rules


def test_a_case_is_made_once_and_two_words_go_before_one() -> None:
    polish = language_of("pl_PL")
    assert polish.after("do") is polish.after("od")
    assert polish.after("o", "godz") is not polish
    assert polish.after("godz") is polish
    assert polish.after() is polish


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (Number("1"), "length-meter", "одного метра"),
        (Number("2"), "length-meter", "двух метров"),
        (Number("5"), "duration-minute", "пяти минут"),
        (Number("21"), "duration-minute", "двадцати одной минуты"),
        (Number("1", "5"), "length-meter", "одной целой пяти десятых метра"),
    ],
)
def test_a_noun_in_the_genitive_takes_another_plural_s_form(
    number: Number, unit: str, said: str
) -> None:
    assert language_of("ru_RU").after("до").measure(unit, number) == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("от 192.168.1.10", "один девять два точка"),
        ("до версии 2024.3", "две тысячи двадцать четыре точка три"),
        ("до 3 мая", "до третьего мая"),
        ("от +7 999 123-45-67", "плюс семь, девять девять девять"),
    ],
)
def test_addresses_versions_dates_and_telephone_numbers_are_not_declined(
    raw: str, said: str
) -> None:
    assert said in spoken_text(normalise(raw, "ru_RU"))


@pytest.mark.parametrize("code", ["pl_PL", "ru_RU", "fr_FR"])
def test_a_number_of_any_length_may_have_a_unit(code: str) -> None:
    raw = f"{'9' * 40},{'9' * 39} °C"
    assert "°" not in spoken_text(normalise(raw, code))
