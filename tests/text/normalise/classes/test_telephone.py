"""Telephone numbers that the writer did not group."""

import pytest

from jabbertts_wyoming.text.normalise import normalise, spoken_text


def said(raw: str, language: str) -> str:
    return spoken_text(normalise(raw, language))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en_US", "plus four nine one five one two three four five six seven eight"),
        ("de_DE", "plus vier neun eins fünf eins zwei drei vier fünf sechs sieben acht"),
        ("it_IT", "più quattro nove uno cinque uno due tre quattro cinque sei sette otto"),
        ("ru_RU", "плюс четыре девять один пять один два три четыре пять шесть семь восемь"),
        ("pl_PL", "plus cztery dziewięć jeden pięć jeden dwa trzy cztery pięć sześć siedem osiem"),
        ("el_GR", "συν τέσσερα εννέα ένα πέντε ένα δύο τρία τέσσερα πέντε έξι επτά οκτώ"),
    ],
)
def test_an_international_number_without_groups_is_read_digit_by_digit(
    language: str, words: str
) -> None:
    assert said("+491512345678", language) == words


@pytest.mark.parametrize("digits", ["12345678", "123456789012345"])
def test_eight_to_fifteen_digits_are_a_number(digits: str) -> None:
    assert said(f"+{digits}", "en_US").split()[:4] == ["plus", "one", "two", "three"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("+1234567", "million"),
        ("+12345678 €", "million"),
        ("+12345678.5", "million"),
        ("+12345678 %", "million"),
    ],
)
def test_an_amount_is_none(raw: str, words: str) -> None:
    assert words in said(raw, "en_US")


@pytest.mark.parametrize(
    ("language", "raw"),
    [
        ("ru_RU", "8 (800) 555-35-35"),
        ("ru_RU", "8-800-555-35-35"),
        ("pl_PL", "22 555 35 35"),
        ("pl_PL", "601 555 355"),
        ("el_GR", "6912345678"),
    ],
)
def test_the_forms_of_a_country_need_no_word_before(language: str, raw: str) -> None:
    assert len(said(raw, language).replace(",", "").split()) == sum(map(str.isdecimal, raw))


def test_an_amount_of_millions_is_no_number_of_a_telephone() -> None:
    assert said("600 000 000 zł", "pl_PL") == "sześćset milionów złotych"
