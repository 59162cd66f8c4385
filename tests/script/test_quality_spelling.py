import pytest

from script.quality_lib import spelling
from script.quality_lib.sentences import sentences
from script.quality_lib.spelling import language_of, plain, unit_of, units
from script.voices_lib.docs import LANGUAGES


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Schließe das Fenster – bitte!", ["schliesse", "das", "fenster", "bitte"]),
        ("fr", "L’après-midi, c'est là.", ["l", "après", "midi", "c", "est", "là"]),
        ("ar", "المطبخُ، مـضيء؟", ["المطبخ", "مضيء"]),
        ("he", "האור דּוֹלֵק־שם", ["האור", "דולק", "שם"]),
        ("hi", "रसोई की बत्ती जल रही है।", ["रसोई", "की", "बत्ती", "जल", "रही", "है"]),
        ("tr", "Işık açık, İyi!", ["ışık", "açık", "iyi"]),
        ("el", "Ο ΚΑΙΡΌΣ καιρός;", ["ο", "καιρόσ", "καιρόσ"]),
        ("ko", "부엌 불을 켜 주세요.", list("부엌불을켜주세요")),
        ("ru", "", []),
        ("ru", "…!", []),
    ],
)
def test_only_what_is_said_counts(language: str, text: str, expected: list[str]) -> None:
    assert units(text, language) == expected


def test_other_words_stay_other_words() -> None:
    assert units("Das Auto ist rot", "de") != units("Das Auto ist tot", "de")
    assert units("um 7 Uhr", "de") != units("um sieben Uhr", "de")
    assert units("tasa", "es") != units("taza", "es")
    assert units("té", "es") != units("te", "es")


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert plain("e\u0301") == plain("\u00e9")


def test_english_is_left_to_whispers_normaliser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "_english", lambda: lambda text: text.replace("colour", "color"))
    assert units("a colour", "en") == ["a", "color"]


def test_chinese_is_compared_in_simplified_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(spelling._REWRITTEN, "zh", lambda: lambda text: text.replace("燈", "灯"))
    assert units("開燈。", "zh") == ["開", "灯"]


def test_japanese_is_compared_by_its_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    kana = {"台所。": "ダイドコロ。", "ダイドコロ": "ダイドコロ"}
    monkeypatch.setitem(spelling._REWRITTEN, "ja", lambda: kana.__getitem__)
    assert units("台所。", "ja") == units("ダイドコロ", "ja") == list("ダイドコロ")


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("pt_BR", "pt"), ("zh-CN", "zh"), ("nb-NO", "no"), ("no", "no"), ("EN", "en")],
)
def test_a_tag_is_named_as_whisper_names_its_language(tag: str, language: str) -> None:
    assert language_of(tag) == language


def test_what_is_counted() -> None:
    by_character = {language for language in sentences() if unit_of(language) == "character"}
    assert by_character == {"ja", "ko", "zh"}


def test_every_language_has_the_same_number_of_sentences() -> None:
    assert sorted(sentences()) == sorted(LANGUAGES)
    assert {len(texts) for texts in sentences().values()} == {10}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_and_without_digits(language: str) -> None:
    for text in sentences()[language]:
        assert not any(map(str.isdigit, text))
        size = len(text if unit_of(language) == "character" else text.split())
        assert 3 <= size <= 30
        assert plain(text).strip()
    assert len(set(sentences()[language])) == 10
