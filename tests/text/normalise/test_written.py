"""What the recognisers look for."""

import pytest

from jabbertts_wyoming.text.normalise.language import language_of


@pytest.mark.parametrize(
    ("tag", "text", "symbol"),
    [
        ("en", "km/h.", "km/h"),
        ("en", "min", "min"),
        ("en", "minute", None),
        ("de", "Std.", "Std."),
        ("de", "Stdx", None),
    ],
)
def test_the_longest_unit_that_ends_a_word(tag: str, text: str, symbol: str | None) -> None:
    found = language_of(tag).written.unit.match(text)
    assert (found and found.group()) == symbol


@pytest.mark.parametrize(("tag", "code"), [("en_US", "USD"), ("en_CA", "CAD"), ("de_DE", "USD")])
def test_the_dollar_is_the_locale_s_own(tag: str, code: str) -> None:
    assert language_of(tag).written.currencies["$"] == code


def test_a_case_has_the_same_tables() -> None:
    russian = language_of("ru")
    assert russian.after("до") is not russian
    assert russian.after("до").written is russian.written


def test_hebrew_acronyms_have_prefixes() -> None:
    abbreviations = language_of("he").written.abbreviations
    whole, stuck = abbreviations['ארה"ב'], abbreviations['בארה"ב']
    assert stuck[0].words == "בְּ" + whole[0].words
