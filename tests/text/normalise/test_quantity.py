"""The marks in a number."""

from decimal import Decimal

import pytest

from jabbertts_wyoming.text.normalise.quantity import parse


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
