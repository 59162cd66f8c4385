import time

import pytest

from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.phonemes.marks import parts, plain


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("wait…what", "wait, what"),
        ("wait... what", "wait, what"),
        ("wait .… what", "wait, what"),
        ("wait…", "wait."),
        ("(wait…)", "(wait.)"),
        ("“wait…” he said", "“wait,” he said"),
        ("…and then", "and then"),
        ("Go…!", "Go!"),
        ("no—really", "no — really"),
        ("no -- really", "no — really"),
        ("— yes", "— yes"),
        ("— Да?", "— Да?"),
        ("so?yes!no", "so? yes! no"),
        ("well-known 5–10, -3.5", "well-known 5–10, -3.5"),
        ("3.50, a.b, 1.2.3", "3.50, a.b, 1.2.3"),
    ],
)
def test_marks_that_espeak_understands(text: str, marked: str) -> None:
    assert plain(text) == marked


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("J. R. R. Tolkien", ["J.", " R.", " R.", " Tolkien"]),
        ("See J.K. Rowling.", ["See J.K.", " Rowling."]),
        ("А. С. Пушкин", ["А.", " С.", " Пушкин"]),
        ("plan B.", ["plan B."]),
        ("at 5. Then", ["at 5. Then"]),
        ("I go. We stay", ["I go. We stay"]),
    ],
)
def test_initials(text: str, cut: list[str]) -> None:
    assert parts(text) == cut


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("wait…what (yes) no — really", "wait, what yes no; really"),
        ("J. R. R. Tolkien wrote it.", "J R R Tolkien wrote it."),
        ("no—really", "no; really"),
    ],
)
def test_they_are_spoken_so(text: str, same: str) -> None:
    assert phonemize(text, "en-us") == phonemize(same, "en-us")


def test_an_initial_that_is_a_word_stays_a_letter() -> None:
    assert "".join(phonemize("A. B. Smith", "en-us")) == "ˈeɪ bˈiː smˈɪθ"


def test_nothing_is_glued() -> None:
    said = "".join(phonemize("你好…我", "cmn"))
    assert ", " in said


@pytest.mark.parametrize("text", ["…", "a…", "A. ", "—", ". ", " …"])
def test_time_is_linear(text: str) -> None:
    began = time.process_time()
    parts(plain(text * 20_000))
    assert time.process_time() - began < 1
