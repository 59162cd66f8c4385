"""Which form of a number a word asks for."""

import pytest

from jabbertts_wyoming.text.normalise.cldr import Cldr
from jabbertts_wyoming.text.normalise.counted_forms import CountedForms
from jabbertts_wyoming.text.normalise.quantity import Number
from jabbertts_wyoming.text.normalise.schema import Numbers

NUMBERS = {
    "counted": {"hour": ["hodin", "ora et"], "thing": ["kusu*", "kusumata*"], "long": ["kusumat*"]},
    "counted_like": {"none": ["opa"], "feminine": ["[a-z]{2,}a", "hand"]},
    "counted_endings": [
        {"form": "few", "endings": ["ki", "gi."], "plurals": ["few"]},
        {"form": "any", "endings": ["ki"]},
    ],
    "counted_after": {"at": ["las"]},
    "one_like": {"mine": ["m.*"]},
}
FORMS = CountedForms(Numbers.model_validate(NUMBERS), Cldr.of("pl"))


@pytest.mark.parametrize(
    ("word", "count", "form"),
    [
        ("hodin", "5", "hour"),
        ("hodiny", "5", None),
        ("kusuri", "5", "thing"),
        ("kusumatka", "5", "long"),
        ("kusumata", "5", "thing"),  # the longest head counts
        ("luna", "5", "feminine"),
        ("hand", "5", "feminine"),
        ("handy", "5", None),  # the whole word is like the regex
        ("opa", "5", None),  # none goes first
        ("matki", "2", "few"),
        ("matki", "5", "any"),
        ("aki", "2", None),  # too short to have an ending
        ("magix", "2", None),  # an ending is no regex
        ("", "5", None),
    ],
)
def test_lists_go_before_looks_and_looks_before_endings(
    word: str, count: str, form: str | None
) -> None:
    assert FORMS.form(word, Number(count)) == form


def test_without_a_number_an_ending_of_some_plurals_tells_nothing() -> None:
    assert FORMS.form("matki") == "any"


def test_what_asks_in_other_ways() -> None:
    assert FORMS.phrases == [("ora et", "hour")]
    assert [FORMS.head(word) for word in ("hodin", "kusuri", "luna")] == ["hodin", "kusu", ""]
    assert (FORMS.of_one("mano"), FORMS.of_one("luna"), FORMS.of_one("hodin")) == (
        "mine",
        None,
        "hour",
    )
    assert (FORMS.after("las"), FORMS.after("los")) == ("at", None)
