import re
from collections.abc import Sequence
from itertools import chain
from unicodedata import normalize

import pytest
from piper.tashkeel import TashkeelDiacritizer

from jabbertts_wyoming.engines.diacritics import arabic
from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.phonemes.espeak_library import phonemizer
from jabbertts_wyoming.phonemes.piper_models import tashkeel_files
from jabbertts_wyoming.phonemes.tashkeel import MAX_LETTERS, Tashkeel, is_vocalised

SENTENCES = (
    "مرحبا بالعالم",
    "السلام عليكم ورحمة الله وبركاته.",
    "درجة الحرارة في غرفة المعيشة هي واحد وعشرون درجة مئوية.",
    "افتح الستارة في غرفة النوم، من فضلك.",
    "  ذهب  الولد، إلى المدرسة؟ ",
    "الضوء في المطبخ (مطفأ)، abc 25!",
    "شكراً جزيلاً",
    "مدرّس جديد",
    "تِسْعَةٌ وَعِشْرُونَ كتابا",
)
SIGNS = re.compile("[\u064b-\u0652]")


@pytest.fixture(scope="module")
def reference() -> TashkeelDiacritizer:
    return TashkeelDiacritizer()


@pytest.mark.parametrize("text", SENTENCES)
def test_signs_and_phonemes_are_those_of_piper(reference: TashkeelDiacritizer, text: str) -> None:
    said = reference(text)
    assert arabic(text).text.strip() == said
    with phonemizer() as espeak:
        expected = list(chain(*espeak.phonemize("ar", said)))
    assert phonemize(arabic(text).text, "ar") == expected


def test_a_word_that_has_its_signs_keeps_them() -> None:
    for word in ("أَلْفَانِ", "التاسِع", "كَلْبْ", "مُدَرِّس", "وَعِشْرُونَ", "بِالْمِئَةِ", "في", "شُكْرًا"):
        said = arabic(f"كتاب {word} جديد").text.split()[1]
        assert said == word if SIGNS.search(word) else said != word
    assert arabic("كِتَابٌ").text == "كِتَابٌ"


def test_of_a_word_with_some_signs_those_stay() -> None:
    assert arabic("كتب").text == "كُتُب"
    assert arabic("كَتب").text.startswith("كَت")
    assert normalize("NFC", arabic("مدرّس").text) == normalize("NFC", "مُدَرِّس")
    assert arabic("شكراً").text == "شَكْرًا", "written on the alif as on the letter before it"


def test_a_sign_that_is_written_goes_before_the_model() -> None:
    files = tashkeel_files()
    fatha = next(k for k, sign in files.signs.items() if sign == "\u064e")

    def always(letters: Sequence[int], _hints: Sequence[int]) -> Sequence[int]:
        return [fatha] * len(letters)

    tashkeel = Tashkeel(files, always)
    assert tashkeel.signed("كتُب").text == "كَتُبَ"
    assert normalize("NFC", tashkeel.signed("كتّب").text) == normalize("NFC", "كَتَّبَ")
    assert tashkeel.signed("كت، 5 ab").text == "كَتَ، 5 ab", "only letters get any"


@pytest.mark.parametrize("text", [*SENTENCES, "هٰذا كتــاب", "\u064eكتاب", "Hello", "", " ", "a\nب"])
def test_letters_stay_and_places_lead_back(text: str) -> None:
    signed = arabic(text)
    assert SIGNS.sub("", signed.text) == SIGNS.sub("", text)
    assert len(signed.places) == len(signed.text) + 1
    assert signed.places[-1] == len(text)
    assert list(signed.places) == sorted(signed.places)
    for char, place in zip(signed.text, signed.places, strict=False):
        assert SIGNS.match(char) or text[place] == char


def test_without_arabic_the_model_is_not_asked() -> None:
    def never(_letters: Sequence[int], _hints: Sequence[int]) -> Sequence[int]:
        raise AssertionError

    tashkeel = Tashkeel(tashkeel_files(), never)
    for text in ("Hello, world 25!", "", "؟", "كِتَابٌ"):
        assert tashkeel.signed(text).text == text


def test_long_text_is_cut_between_words() -> None:
    seen: list[int] = []

    def count(letters: Sequence[int], _hints: Sequence[int]) -> Sequence[int]:
        seen.append(len(letters))
        return [1] * len(letters)

    tashkeel = Tashkeel(tashkeel_files(), count)
    text = "كتاب جديد " * 200
    assert tashkeel.signed(text).text == text
    assert max(seen) <= MAX_LETTERS
    assert {n % 10 for n in seen} <= {4, 9}, "whole words"
    seen.clear()
    tashkeel.signed("ك" * 1000)
    assert seen == [MAX_LETTERS, MAX_LETTERS, 200]


@pytest.mark.parametrize(
    ("word", "whole"),
    [
        ("كِتَاب", True),
        ("كاتِب", True),
        ("الشَّمْسُ", True),
        ("وَالثُّلُث", True),
        ("كتاب", False),
        ("مدرّس", False),
        ("شكراً", False),
        ("كُتب", False),
    ],
)
def test_what_counts_as_whole(word: str, whole: bool) -> None:
    assert is_vocalised(word) == whole
