"""How ranges are joined."""

import pytest

from jabbertts_wyoming.text.normalise import DEFAULT, normalise, spoken_text
from jabbertts_wyoming.text.normalise.classes.ranges import range_template
from jabbertts_wyoming.text.normalise.context import Context
from jabbertts_wyoming.text.normalise.language import language_of


@pytest.mark.parametrize(
    ("text", "own", "template"),
    [("5-10", None, "{a} to {b}"), ("5-10", "{a} till {b}", "{a} till {b}")],
)
def test_a_date_or_time_may_have_its_own(text: str, own: str | None, template: str) -> None:
    assert range_template(Context(text, language_of("en"), DEFAULT), 0, own) == template


@pytest.mark.parametrize(("text", "template"), [("da 5-10", "{a} a {b}"), ("di 5-10", "{a} {b}")])
def test_the_word_before_may_choose(text: str, template: str) -> None:
    assert range_template(Context(text, language_of("it"), DEFAULT), 3) == template


@pytest.mark.parametrize("raw", ["555-0123", "call 5-10-2", "1-2/3", "5-10 ="])
def test_a_code_is_no_range(raw: str) -> None:
    assert " to " not in spoken_text(normalise(raw, "en"))
