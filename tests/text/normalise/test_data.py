"""The languages' files."""

from pathlib import Path

import pytest

from jabbertts_wyoming.text.normalise import loading
from jabbertts_wyoming.text.normalise.language import language_of
from jabbertts_wyoming.text.normalise.quantity import Number

DATA = Path(loading.__file__).parent / "data"
CODES = sorted(path.stem for path in DATA.glob("*.yaml") if path.stem != "common")


@pytest.mark.parametrize("code", CODES)
def test_a_file_names_rule_sets_that_exist(code: str) -> None:
    language = language_of(code)
    numbers, date = language.data.numbers, language.data.date
    named = {*numbers.cardinal.values(), *numbers.ordinal.values(), *date.days_after}
    named |= {rule for rule in (date.day, date.first_day, date.year_rule, numbers.year) if rule}
    if numbers.style == "words":
        assert named - {"digits"} <= language.spell.rules


@pytest.mark.parametrize("code", CODES)
def test_every_form_that_is_asked_for_is_named(code: str) -> None:
    data = language_of(code).data
    cardinals = {data.time.gender, data.time.minute_gender, *data.units.genders}
    cardinals |= {currency.gender for currency in data.money.currencies.values()}
    cardinals |= {currency.minor_gender for currency in data.money.currencies.values()}
    ordinals = {
        *data.numbers.ordinal_suffixes.values(),
        *data.numbers.ordinal_after,
        data.roman.form,
    }
    assert cardinals <= {*data.numbers.cardinal, *data.numbers.own, "default", "bare"}
    assert ordinals <= {*data.numbers.ordinal, "default"}


@pytest.mark.parametrize("code", CODES)
def test_units_with_a_gender_or_a_symbol_are_units(code: str) -> None:
    language = language_of(code)
    ids = {unit for units in language.data.units.genders.values() for unit in units}
    ids |= set(language.data.units.symbols.values())
    assert [unit for unit in ids if language.units.of(unit, Number("5")) is None] == []
