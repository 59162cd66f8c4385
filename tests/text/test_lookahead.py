import re

import pytest

from jabbertts_wyoming.text.lookahead import REACH, Lookahead, NeedMore, NextKind

DOTS = re.compile(r"\.*")


def ahead(text: str, *, final: bool = False) -> Lookahead:
    return Lookahead(text, 0, final=final)


def test_never_tells_what_has_not_come() -> None:
    reader = ahead("..")
    assert reader.peek(1) == "."
    with pytest.raises(NeedMore):
        reader.peek(2)
    with pytest.raises(NeedMore):
        reader.take(DOTS)


def test_tells_the_end_of_a_final_text() -> None:
    reader = ahead("..", final=True)
    assert reader.take(DOTS) == ".."
    assert reader.peek() == ""


def test_reaches_no_further_than_its_bound() -> None:
    reader = ahead("." * (REACH + 5))
    assert reader.take(DOTS) == "." * REACH
    assert reader.peek() == ""


def test_a_blank_line_is_told_at_once() -> None:
    assert ahead("\n \n").take_gap() == "\n \n"
    with pytest.raises(NeedMore):
        ahead("\n ").take_gap()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- x", True),
        ("-x", False),
        ("-5 x", False),
        ("12. x", True),
        ("3) x", True),
        ("2024. x", False),
        ("1.5 x", False),
        ("## x", True),
        ("#x", False),
        ("x", False),
        ("-", False),
        ("1.", False),
        ("", False),
    ],
)
def test_list_items(text: str, expected: bool) -> None:
    assert ahead(text, final=True).at_list_item() is expected


@pytest.mark.parametrize("text", ["-", "1", "1.", "#", "12)"])
def test_a_list_item_may_still_come(text: str) -> None:
    with pytest.raises(NeedMore):
        ahead(text).at_list_item()


@pytest.mark.parametrize(
    ("text", "kind", "dashed"),
    [
        ("Then", NextKind.UPPER, False),
        ("“then", NextKind.LOWER, False),
        ("— then", NextKind.LOWER, True),
        ("-5", NextKind.DIGIT, False),
        ("¿qué", NextKind.UPPER, False),
        ("'s Avonds", NextKind.UPPER, False),
        ("გ", NextKind.CASELESS, False),
        ("你", NextKind.CASELESS, False),
        (", x", NextKind.CONTINUING, False),
        ("€5", NextKind.CURRENCY, False),
        ("°5", NextKind.OTHER, False),
        ("“", NextKind.END, False),
    ],
)
def test_next_kind(text: str, kind: NextKind, dashed: bool) -> None:
    assert ahead(text, final=True).next_kind() == (kind, dashed)
