import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.text.markup.spans import ReadAs, SayAs
from jabbertts_wyoming.text.normalise.say_as import read_as

ROWS = [
    ("en", ReadAs.CHARACTERS, "", "abc", "A.B.C"),
    ("en", ReadAs.CHARACTERS, "", "a1", "A one"),
    ("en", ReadAs.CHARACTERS, "", "x@y.z", "X at Y dot Z"),
    ("en", ReadAs.DIGITS, "", "2026", "two zero two six"),
    ("en", ReadAs.TELEPHONE, "", "555-0123", "five five five, zero one two three"),
    ("en", ReadAs.CARDINAL, "", "1,234", "one thousand two hundred thirty-four"),
    ("en", ReadAs.CARDINAL, "", "2026", "two thousand twenty-six"),
    ("en", ReadAs.ORDINAL, "", "3", "third"),
    ("en", ReadAs.ORDINAL, "", "22nd", "twenty-second"),
    ("en", ReadAs.DATE, "mdy", "3/4/2026", "March fourth, twenty twenty-six"),
    ("en", ReadAs.DATE, "dmy", "3/4/2026", "April third, twenty twenty-six"),
    ("en", ReadAs.DATE, "ymd", "20260504", "May fourth, twenty twenty-six"),
    ("en", ReadAs.DATE, "md", "12/25", "December twenty-fifth"),
    ("en", ReadAs.DATE, "my", "5/2026", "May twenty twenty-six"),
    ("en", ReadAs.DATE, "y", "1999", "nineteen ninety-nine"),
    ("en", ReadAs.TIME, "hms12", "2:30pm", "two thirty P.M"),
    ("en", ReadAs.UNIT, "", "10 km", "ten kilometers"),
    ("en", ReadAs.CURRENCY, "", "$3", "three dollars"),
    ("en", ReadAs.FRACTION, "", "1/2", "one half"),
    ("de", ReadAs.ORDINAL, "", "3", "dritten"),
    ("de", ReadAs.DATE, "dmy", "3.5.2026", "dritter Mai zweitausendsechsundzwanzig"),
    ("de", ReadAs.CHARACTERS, "", "äb", "Ä.B"),
]


@pytest.mark.parametrize(("language", "kind", "form", "text", "words"), ROWS)
def test_read_as(language: str, kind: ReadAs, form: str, text: str, words: str) -> None:
    assert read_as(text, SayAs(kind, form), language) == words


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ReadAs.DATE, "tomorrow"),
        (ReadAs.DATE, "99/99/2026"),
        (ReadAs.CARDINAL, "many"),
        (ReadAs.ORDINAL, "last"),
        (ReadAs.DIGITS, "…"),
        (ReadAs.CHARACTERS, "  "),
    ],
)
def test_what_is_not_that_is_plain_text(kind: ReadAs, text: str) -> None:
    words = read_as(text, SayAs(kind), "en")
    assert words.strip(" .") or not text.strip(" …")


@given(
    st.text(max_size=40),
    st.sampled_from(ReadAs),
    st.sampled_from(["", "mdy", "y", "ym", "x"]),
    st.sampled_from(["en", "de", "ja", "xx"]),
)
def test_no_text_raises(text: str, kind: ReadAs, form: str, language: str) -> None:
    assert isinstance(read_as(text, SayAs(kind, form), language), str)
