import pytest

from bridge.voices.wording import clipped, fold, hint, listed, quoted


@pytest.mark.parametrize(
    ("name", "folded"),
    [(" Joe ", "joe"), ("pt_PT-tuga\N{COMBINING TILDE}o", "pt_pt-tugão"), ("STRASSE", "strasse")],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("joe", "joe"),
        ("tugão 声", "tugão 声"),
        ("two\nlines", "two\\nlines"),
        ("\udc80", "\\udc80"),
        ("a" * 80, "a" * 80),
        ("a" * 81, "a" * 79 + "…"),
        ("\0" * 30, "\\x00" * 19 + "\\x0…"),
    ],
)
def test_what_a_client_sent_is_one_short_printable_line(text: str, shown: str) -> None:
    assert clipped(text) == shown
    assert quoted(text) == f"'{shown}'"


@pytest.mark.parametrize(
    ("names", "shown"),
    [([], "none"), (["a"], "a"), (["a", "b"], "a, b"), (["a", "b", "c", "d"], "a, b and 2 more")],
)
def test_listed(names: list[str], shown: str) -> None:
    assert listed(names, most=2) == shown


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("JOE", "did you mean 'en_US-joe-medium'? "),
        ("en_US-jo-medium", "did you mean 'en_US-joe-medium' or 'en_US-amy-medium'? "),
        ("medium", "did you mean 'en_US-joe-medium' or 'en_US-amy-medium'? "),
        ("sheila", ""),
        ("e", ""),
        ("", ""),
    ],
)
def test_hint(wanted: str, shown: str) -> None:
    assert hint(wanted, ["en_US-joe-medium", "en_US-amy-medium", "nova"]) == shown
