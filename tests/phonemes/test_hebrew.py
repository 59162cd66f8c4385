import re
from itertools import pairwise

import pytest
from piper.phonemize_hebrew import HebrewPhonemizer

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines import diacritics
from jabbertts_wyoming.phonemes.hebrew import Hebrew, is_pointed
from jabbertts_wyoming.phonemes.piper_models import hebrew_rules

SENTENCES = (
    "שלום עולם, מה שלומך?",
    "הטמפרטורה בסלון היא עשרים ואחת מעלות.",
    "ירושלים היא עיר הבירה של מדינת ישראל.",
    "  תל־אביב,  צה״ל! ",
    "מים",
)


def said(text: str) -> str:
    return "".join(diacritics.hebrew(text)[0])


@pytest.fixture(scope="module")
def reference() -> HebrewPhonemizer:
    return HebrewPhonemizer()


@pytest.mark.parametrize("text", SENTENCES)
def test_phonemes_are_those_of_piper(reference: HebrewPhonemizer, text: str) -> None:
    (expected,) = reference.phonemize(text)
    assert list(diacritics.hebrew(text)[0]) == expected


def test_pointed_words_stay_and_the_others_are_read() -> None:
    """piper-tts itself adds no points to a text that has some."""
    assert said("עֶשְׂרִים") == "ˈesʁim"
    assert said("הטמפרטורה עֶשְׂרִים וְאַחַת") == "hatempeʁatuʁˈa ˈesʁim veaχˈat"
    # Nakdimon has but one reading for a word.
    assert [said(word) for word in ("סֵפֶר", "סַפָּר", "סָפַר")] == ["sˈefeʁ", "sˈapaʁ", "sˈafaʁ"]


def test_points_that_a_word_has_stay() -> None:
    def patah(text: str) -> str:
        return re.sub("([א-ת])", "\\1\u05b7", text)

    reader = Hebrew(patah, "".join)
    assert "".join(reader.spoken("סִפר")[0]) == "סִפַרַ"
    assert "".join(reader.spoken("סִפֵּר")[0]) == "סִפֵּר"
    assert "".join(reader.spoken("\u05b4 סִפר")[0]).endswith("סִפַרַ")


def test_sounds_of_loan_words() -> None:
    assert said("צ'ק") == said("צ׳ק") == said("צ’ק")
    assert said("צֵ'ק") == "tʃˈek"
    assert said("גִ'ירָפָה") == "dʒiʁafˈa"
    assert said("זָ'קֵט") == "ʒˈaket"
    assert said("גָגְ'גָ") == "gadʒgˈa", "each letter by itself"
    assert said("סֶנְדְּוִיץ'").endswith("tʃ")


def test_other_scripts_are_read_too() -> None:
    assert "." not in said("a.m. ה-USB")
    assert said("ה-USB").startswith("h")
    assert said("ה-USB").endswith(said("USB")[-3:])
    assert said("Home Assistant").count(" ") == 1


def test_what_is_not_spoken() -> None:
    for text in ("", " ", "?!", "- -", "\u05b4"):
        assert diacritics.hebrew(text) == ([], [])
    assert said("שלום - שלום").count(" ") == 1


@pytest.mark.parametrize("text", [*SENTENCES, "האור (כבוי), ה-USB עֶשְׂרִים - ג'ירפה."])
def test_words_have_their_phonemes(text: str) -> None:
    phonemes, spans = diacritics.hebrew(text)
    words = [text[span.start_char : span.end_char] for span in spans]
    assert [word.strip("'") for word in words] == [
        word.strip("?,.!()'") for word in text.split() if word != "-"
    ]
    assert (spans[0].first_phoneme, spans[-1].end_phoneme) == (0, len(phonemes))
    assert all(phonemes[a.end_phoneme : b.first_phoneme] == [" "] for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("word", "pointed"),
    [
        ("שְׁלוֹשִׁים", True),
        ("וּשְׁמוֹנֶה", True),
        ("קִילוֹמֶטֶר", True),
        ("hello", True),
        ("שלום", False),
        ("סיפּר", False),
        ("תל־אָבִיב", False),
    ],
)
def test_what_counts_as_pointed(word: str, pointed: bool) -> None:
    assert is_pointed(word) == pointed


def test_an_older_piper_tts_has_no_hebrew(monkeypatch: pytest.MonkeyPatch) -> None:
    hebrew_rules.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "piper.hebrew", None)
    with pytest.raises(VoiceError, match="Hebrew needs a newer piper-tts"):
        diacritics.check_hebrew()
    hebrew_rules.cache_clear()
