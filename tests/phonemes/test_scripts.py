"""Real espeak-ng reads what is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.phonemes.alignment import word_spans
from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.phonemes.scripts import of_another, runs


def shown(text: str, voice: str) -> str:
    return "|".join(f"{text[run.start : run.end]}<{run.voice}>" for run in runs(text, voice))


@pytest.mark.parametrize(
    ("voice", "text", "expected"),
    [
        ("en-us", "The city of Москва, is big", "The city of <en-us>|Москва, <ru>|is big<en-us>"),
        ("en-us", "«Война и мир» (1869)", "«<en-us>|Война и мир» <ru>|(1869)<en-us>"),
        ("de", "東京タワー!", "東京<cmn>|タワー!<ja>"),
        ("en-us", "the α of Αθήνα", "the α of <en-us>|Αθήνα<el>"),
        ("el", "η Αθήνα και η Москва", "η Αθήνα και η <el>|Москва<ru>"),
        ("uk", "Київ", "Київ<uk>"),
        ("gmw/en-US", "Київ", "Київ<ru>"),
        ("cmn", "我在東京。", "我在東京。<cmn>"),
        ("cmn", "用USB和서울", "用USB和서울<cmn>"),
        ("ja", "これは USB です", "これは <ja>|USB <en-us>|です<ja>"),
        ("he", "שָׁלוֹם", "שָׁלוֹם<he>"),
        ("en-us", "שָׁלוֹם", "שָׁלוֹם<he>"),
        ("fr", "Déjà vu à São Paulo", "Déjà vu à São Paulo<fr>"),
        ("fr", "", ""),
    ],
)
def test_who_reads_what(voice: str, text: str, expected: str) -> None:
    assert shown(text, voice) == expected


@given(
    st.text(st.sampled_from("ab東タ서Мα..,, 1שָ")),
    st.sampled_from(["en-us", "ja", "cmn", "ru", "he"]),
)
def test_every_character_is_read_once(text: str, voice: str) -> None:
    assert "".join(text[run.start : run.end] for run in runs(text, voice)) == text


@pytest.mark.parametrize(
    ("voice", "text", "phonemes"),
    [
        ("en-us", "The city of Москва is big.", "ðə sˈɪɾiʲ ʌv mʌskvˈɑ ɪz bˈɪɡ."),
        ("de", "Das ist 北京.", "das ɪst pˈei tɕˈiŋ."),
        ("en-us", "Say (שלום)!", "sˈeɪ ʃalˈom!"),
        ("ja", "USB", "jˌuːˌɛsbˈiː"),
        ("ru", "東京 город", "tˈonɡ tɕˈiŋ ɡˈorʌt"),
    ],
)
def test_names_are_read_and_not_spelled(voice: str, text: str, phonemes: str) -> None:
    assert "".join(phonemize(text, voice)) == phonemes


def test_each_word_has_its_phonemes() -> None:
    text = "Go to Москва, or 東京, now"
    phonemes = phonemize(text, "en-us")
    assert [
        f"{text[w.start_char : w.end_char]}={''.join(phonemes[w.first_phoneme : w.end_phoneme])}"
        for w in word_spans(text, phonemes, "en-us")
    ] == ["Go=ɡˈoʊ", "to=tuː", "Москва=mʌskvˈɑ", "or=ɔːɹ", "東=tˈonɡ", "京=tɕˈiŋ", "now=nˈaʊ"]


def test_chinese_tones_are_none_elsewhere() -> None:
    assert of_another(list("s.ˈi.5.")) == list("sˈi.")
    assert of_another([]) == []


def test_very_many_names_are_not_all_read_by_others() -> None:
    found = runs("a Я " * 100, "en-us")
    assert len(found) == 41
    assert "".join(("a Я " * 100)[run.start : run.end] for run in found) == "a Я " * 100
