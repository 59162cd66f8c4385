"""The languages' files, and what is refused in one."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from jabbertts_wyoming.text.normalise import language as module
from jabbertts_wyoming.text.normalise.language import language_of
from jabbertts_wyoming.text.normalise.quantity import Number, parse
from jabbertts_wyoming.text.normalise.schema import LanguageData

DATA = Path(module.__file__).parent / "data"
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
    assert [unit for unit in ids if language.unit_of(unit, Number("5")) is None] == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"numbres": {}}, "numbres"),
        ({"numbers": {"range": "{a} to {c}"}}, r"unknown field \{c\}; allowed: \{a\}, \{b\}"),
        ({"units": {"names": {"x": {"one": "{0}"}}}}, "'other' is missing"),
        ({"units": {"names": {"x": {"other": "{0}", "lots": "{0}"}}}}, "plural category lots"),
        ({"abbreviations": {"x": [{"words": "y", "before": "noun"}]}}, "before"),
        ({"years": {"low": "old"}}, "years.low"),
    ],
)
def test_a_wrong_file_is_refused(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        LanguageData.model_validate(wrong)


def test_the_message_names_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "xx.yaml").write_text("numbers: {decimal: [1]}", "utf-8")
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"xx\.yaml: .*\n?.*numbers\.decimal"):
        module._load("xx", LanguageData)


@pytest.mark.parametrize(
    ("raw", "decimal", "group", "value"),
    [
        ("5", ".", ",", "5"),
        ("1,013", ".", ",", "1013"),
        ("1.013", ".", ",", "1.013"),
        ("1.013", ",", ".", "1013"),
        ("1,013", ",", ".", "1.013"),
        ("3.5", ",", ".", "3.5"),
        ("0.125", ",", ".", "0.125"),
        ("1.234.567,89", ",", ".", "1234567.89"),
        ("1,234,567", ".", ",", "1234567"),
        ("12,34,567", ".", ",", "1234567"),
        ("10\u00a0000", ",", "\u00a0", "10000"),
        ("1'000.5", ".", ",", "1000.5"),
        ("1.2.3", ".", ",", None),
        ("1,2,3", ".", ",", None),
    ],
)
def test_marks_are_told_apart(raw: str, decimal: str, group: str, value: str | None) -> None:
    number = parse(raw, decimal, group)
    assert (number and number.decimal) == (Decimal(value) if value else None)
