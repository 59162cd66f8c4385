"""Grammatical cases: numbers and their nouns in the form that the word before asks for."""

from pathlib import Path

import pytest

from jabbertts_wyoming.text.normalise import loading, normalise, spoken_text
from jabbertts_wyoming.text.normalise.language import language_of
from jabbertts_wyoming.text.normalise.quantity import Number

DATA = Path(loading.__file__).parent / "data"
CODES = sorted(path.stem for path in DATA.glob("*.yaml") if path.stem != "common")


@pytest.mark.parametrize("code", CODES)
def test_a_case_names_rule_sets_and_plurals_that_exist(code: str) -> None:
    language = language_of(code)
    for case in language.data.cases.values():
        declined = language.after(case.after[0])
        assert {case.bare, *case.cardinal.values()} <= language.spell.rules
        assert case.cardinal.keys() <= {*language.data.numbers.cardinal, "default"}
        assert declined is not language
        assert {
            unit for unit in case.units if declined.units.of(unit, Number("5")) is None
        } == set()


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
    assert language_of("ru_RU").after("до").units.measure(unit, number) == said


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


@pytest.mark.parametrize(
    ("raw", "said", "language"),
    [
        ("между 5 и 10 °C", "между пятью и десятью градусами Цельсия", "ru_RU"),
        ("от 5 или 10 минут", "от пяти или десяти минут", "ru_RU"),
        ("между 5 или 10", "между пятью или десять", "ru_RU"),
        ("między 8:00 a 10:00", "między ósmą a dziesiątą", "pl_PL"),
    ],
)
def test_the_case_holds_for_a_second_number(raw: str, said: str, language: str) -> None:
    assert spoken_text(normalise(raw, language)) == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("2 кошки", "две кошки"),
        ("5 кошек", "пять кошек"),
        ("21 яблоко", "двадцать одно яблоко"),
        ("с 2 кошками", "с двумя кошками"),
        ("до 21 человека", "до двадцати одного человека"),
        ("лампы 1 и 2 включены", "лампы один и два включены"),
        ("1 мужчина", "один мужчина"),
    ],
)
def test_the_ending_of_a_noun_tells_its_gender_and_case(raw: str, said: str) -> None:
    assert spoken_text(normalise(raw, "ru_RU")) == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("5–10 °C", "от пяти до десяти градусов Цельсия"),
        ("2–3 °C", "два-три градуса Цельсия"),
        ("до 5–10 °C", "до пяти-десяти градусов Цельсия"),
        ("5–10 рублей", "от пяти до десяти рублей"),
    ],
)
def test_a_wide_range_is_said_with_prepositions_where_none_goes_before(raw: str, said: str) -> None:
    assert spoken_text(normalise(raw, "ru_RU")) == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Сегодня понедельник, 4 мая", "Сегодня понедельник, четвёртое мая"),
        ("В понедельник, 4 мая", "В понедельник, четвёртого мая"),
        ("Сегодня 4 мая", "Сегодня четвёртое мая"),
        ("Сегодня, 4 мая, дождь", "Сегодня, четвёртого мая, дождь"),
    ],
)
def test_the_words_before_choose_the_form_of_a_day(raw: str, said: str) -> None:
    assert spoken_text(normalise(raw, "ru_RU")) == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("до 20.11", "до двадцатого ноября"),
        ("до 20.13", "до двадцати тринадцати"),
        ("до 20.11 °C", "до двадцати целых одиннадцати сотых градуса Цельсия"),
        ("до 20.11 ₽", "до двадцати рублей одиннадцати копеек"),
        ("с 9.00", "с девяти часов"),
        ("с 9.05", "с девятого мая"),
        ("в 9.05", "в девять ноль пять"),
        ("в 9.05 кг", "в девять целых пять сотых килограмма"),
    ],
)
def test_figures_with_a_stop_are_a_date_a_time_or_a_decimal(raw: str, said: str) -> None:
    assert spoken_text(normalise(raw, "ru_RU")) == said
