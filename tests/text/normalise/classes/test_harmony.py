"""Suffixes that fit the word that is said."""

import pytest

from jabbertts_wyoming.text.normalise import DEFAULT, normalise, spoken_text
from jabbertts_wyoming.text.normalise.classes.harmony import fitted
from jabbertts_wyoming.text.normalise.context import Context, Reading
from jabbertts_wyoming.text.normalise.language import language_of


@pytest.mark.parametrize(
    ("written", "said", "suffix", "words"),
    [
        ("100 TL", "yüz lira", "'ye", "yüz lira'ya"),
        ("3", "üç", "'e", "üç'e"),
        ("3", "üç", "'de", "üç'te"),
        ("4", "dört", "'ü", "dörd'ü"),
        ("4", "dört", "'te", "dört'te"),
        ("2", "iki", "'i", "iki'yi"),
        ("6", "altı", "'in", "altı'nın"),
        ("5", "beş", "'yi", "beş'i"),
        ("5", "beş", "'teki", "beş'teki"),
        ("10", "on", "’dan", "on'dan"),
        ("saat", "saat", "'ler", "saat'ler"),
    ],
)
def test_a_suffix_follows_the_last_vowel(written: str, said: str, suffix: str, words: str) -> None:
    context = Context(written + suffix, language_of("tr"), DEFAULT)
    fit = fitted(context, Reading(len(written), said))
    end = len(written + suffix)
    rest = context.text[fit.end : end].replace("’", "'")
    assert (fit.words + rest, end) == (words, end)


@pytest.mark.parametrize("text", ["5", "5'", "5 'ye", "5'X", "5'ye2"])
def test_what_is_no_suffix_is_left(text: str) -> None:
    reading = Reading(1, "beş")
    assert fitted(Context(text, language_of("tr"), DEFAULT), reading) is reading


def test_other_languages_have_none() -> None:
    assert spoken_text(normalise("5'ye", "en")) == "five'ye"
