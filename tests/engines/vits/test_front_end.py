"""What makes the phonemes of a Piper voice, beside what piper-tts itself makes."""

import unicodedata
from dataclasses import replace
from itertools import chain
from types import SimpleNamespace
from typing import Any

import pytest
from piper.config import PiperConfig as ReferenceConfig
from piper.voice import PiperVoice as ReferenceVoice

from jabbertts_wyoming.engines.vits.calibrate import sample_ids
from jabbertts_wyoming.engines.vits.config import PHONEME_TYPES, PiperConfig
from jabbertts_wyoming.engines.vits.front_end import front_end
from jabbertts_wyoming.phonemes.ids import to_ids
from tests.shelf import Shelf
from tests.tiny_vits import TinySpec
from tests.tiny_vits.voice import config as tiny_config

TEXTS = {
    ("espeak", "en-us"): "The quick brown fox jumps over the lazy dog.",
    ("espeak", "ar"): "درجة الحرارة في غرفة المعيشة هي واحد وعشرون درجة مئوية.",
    ("text", "de"): "Füße und Bäume",
    ("hebrew", "he"): "הטמפרטורה בסלון היא עשרים ואחת מעלות.",
}
KINDS = pytest.mark.parametrize(("kind", "voice"), TEXTS)


@pytest.fixture
def config(shelf: Shelf) -> PiperConfig:
    return shelf.item().config


@KINDS
def test_ids_are_those_of_piper(config: PiperConfig, kind: Any, voice: str) -> None:
    data: dict[str, Any] = tiny_config(TinySpec(phoneme_type=kind, espeak_voice=voice))
    session: Any = SimpleNamespace()
    reference = ReferenceVoice(session, ReferenceConfig.from_dict(data))
    text = TEXTS[kind, voice]
    expected = reference.phonemes_to_ids(list(chain(*reference.phonemize(text))))
    mine = front_end(replace(config, phoneme_type=kind, espeak_voice=voice))
    assert to_ids(mine.phonemes(text), config.phoneme_id_map) == [expected]


@KINDS
def test_each_word_has_its_phonemes(config: PiperConfig, kind: str, voice: str) -> None:
    speaks = front_end(replace(config, phoneme_type=kind, espeak_voice=voice))
    text = TEXTS[kind, voice]
    phonemes = speaks.phonemes(text)
    spans = speaks.spans(text, phonemes)
    assert [text[s.start_char : s.end_char] for s in spans] == text.rstrip(".").split()
    for span in spans:
        spoken = "".join(phonemes[span.first_phoneme : span.end_phoneme])
        assert spoken
        assert " " not in spoken
    if kind == "text":
        assert "".join(phonemes) == unicodedata.normalize("NFD", text)


@KINDS
def test_a_voice_is_measured_with_what_it_can_say(
    config: PiperConfig, kind: str, voice: str
) -> None:
    assert {kind for kind, _ in TEXTS} == set(PHONEME_TYPES) - {"japanese", "pinyin"}
    config = replace(config, phoneme_type=kind, espeak_voice=voice)
    assert len(sample_ids(config)) > 40
    speaks = front_end(config)
    assert set(speaks.phonemes(speaks.sample)) <= set(config.phoneme_id_map)
    speaks.warm_up()


def test_words_with_vowels_keep_them_and_their_places(config: PiperConfig) -> None:
    speaks = front_end(replace(config, espeak_voice="ar"))
    text = "الغرفة عِشْرُونَ درجة، شكراً!"
    phonemes = speaks.phonemes(text)
    spans = speaks.spans(text, phonemes)
    words = [text[s.start_char : s.end_char] for s in spans]
    assert words == ["الغرفة", "عِشْرُونَ", "درجة", "شكراً"]
    number = "".join(phonemes[spans[1].first_phoneme : spans[1].end_phoneme])
    assert number.replace("ˈ", "").replace("ˌ", "") == "ʕiʃruːna"
    alone = front_end(replace(config, espeak_voice="fa"))
    assert alone.phonemes("مرحبا") != speaks.phonemes("مرحبا")
    assert alone.memory_bytes == 0 < speaks.memory_bytes
