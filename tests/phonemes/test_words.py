from collections.abc import Collection

import pytest

from jabbertts_wyoming.phonemes.words import bare, has_letters, tokens


def split(text: str, heard: Collection[int] = ()) -> list[str]:
    return [text[start:end] for start, end in tokens(text, heard)]


def test_words_stand_between_spaces() -> None:
    assert split(" It's 3.50,\u00a0well-known  (here).") == [
        "It's",
        "3.50,",
        "well-known",
        "(here).",
    ]
    assert split("") == []


def test_in_scripts_without_spaces_words_begin_where_they_are_heard() -> None:
    assert split("你好世界。", {0, 2, 3}) == ["你好", "世", "界。"]
    assert split("用USB 吗", {0, 1}) == ["用", "USB", "吗"]
    assert split("hello", {0, 2}) == ["hello"], "a number of several words is one"


@pytest.mark.parametrize(
    ("token", "word"),
    [
        ("hello,", "hello"),
        ("(«hello»)…", "hello"),
        ("¿Dónde", "Dónde"),
        ("it's", "it's"),
        ("-3.5", "-3.5"),
        ("50%", "50%"),
        ("€5.", "€5"),
        ("C++,", "C++"),
        ("well-", "well"),
        ("है।", "है"),
        ("-", "-"),
        ("—", "—"),
    ],
)
def test_the_marks_around_a_word_are_not_its(token: str, word: str) -> None:
    start, end = bare(f"x {token}", 2, 2 + len(token))
    assert f"x {token}"[start:end] == word


def test_what_can_be_spoken() -> None:
    assert has_letters("a 5 -", 2, 3)
    assert not has_letters("a 5 -", 4, 5)
