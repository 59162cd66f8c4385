"""Chinese for voices of phoneme type pinyin, with the ids that piper-tts has for it."""

from dataclasses import replace

import pytest
from piper import phonemize_chinese as reference

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.vits import pinyin
from jabbertts_wyoming.engines.vits.calibrate import sample_ids
from jabbertts_wyoming.engines.vits.config import PiperConfig
from jabbertts_wyoming.engines.vits.front_end import front_end
from jabbertts_wyoming.phonemes.ids import id_phonemes, to_ids
from tests.shelf import Shelf

ID_MAP = {phoneme: tuple(ids) for phoneme, ids in reference.PHONEME_TO_ID.items()}
# By g2pW's reading, each character on its own.
READINGS = {
    "你好！": "ni3 hao3 ！",
    "客厅的温度是二十一度。": "ke4 ting1 de5 wen1 du4 shi4 er4 shi2 yi2 du4 。",
    "女儿，绿色": "nv3 er2 ， lv4 se4",
    "重庆银行在长江边上": "chong2 qing4 yin2 hang2 zai4 chang2 jiang1 bian1 shang4",
    "安全 约会": "an1 quan2 yue1 hui4",
}


@pytest.fixture
def config(shelf: Shelf) -> PiperConfig:
    return replace(shelf.item().config, phoneme_type="pinyin", phoneme_id_map=ID_MAP)


@pytest.mark.parametrize("text", READINGS)
def test_ids_are_those_of_piper(text: str) -> None:
    expected: list[str] = []
    for syllable in READINGS[text].split():
        initial, final, tone = reference._split_initial_final_tone(syllable)
        expected += [initial or "Ø", final, tone] if final else [syllable]
    phonemes, _ = pinyin.spoken(text)
    assert phonemes == expected
    ids = to_ids(phonemes, ID_MAP, padded=pinyin.PADDED)
    assert ids == [reference.phonemes_to_ids(phonemes)]
    (places,) = id_phonemes(phonemes, ID_MAP, padded=pinyin.PADDED)
    assert len(places) == len(ids[0])


def test_what_stands_before_a_pad() -> None:
    assert set(reference.GROUP_END_PHONEMES) == pinyin.PADDED


def test_all_syllables_are_known() -> None:
    """All readings of some thousand characters, taken apart as piper-tts does it."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    characters = "".join(map(chr, range(0x4E00, 0x9FA5, 7)))
    syllables = lazy_pinyin(characters, style=Style.TONE3, neutral_tone_with_five=True)
    odd = 0
    for syllable in syllables:
        initial, final, tone = reference._split_initial_final_tone(syllable)
        parts = pinyin.of_syllable(syllable)
        if not final:
            odd += 1
            assert parts == [syllable]
            continue
        assert parts == [initial or "Ø", final, tone]
        assert set(parts) <= set(ID_MAP)
    assert odd < 5


def test_words_have_their_syllables() -> None:
    text = "客厅的温度，是 21 Home 度。"
    phonemes, spans = pinyin.spoken(text)
    words = [text[s.start_char : s.end_char] for s in spans]
    assert words == ["客厅", "的", "温度", "是", "21", "Home", "度"]
    assert phonemes[spans[0].first_phoneme : spans[0].end_phoneme] == [*"ke4t", "ing", "1"]
    assert "Home" in phonemes and "Home" not in ID_MAP  # noqa: PT018
    assert pinyin.spoken("〇")[0] == ["l", "ing", "2"]
    assert pinyin.spoken(" 😀 ") == ([], [])


def test_a_voice_is_measured_with_what_it_can_say(config: PiperConfig) -> None:
    speaks = front_end(config)
    ids = sample_ids(config)
    assert len(ids) > 40
    assert ids == reference.phonemes_to_ids(speaks.phonemes(speaks.sample))
    assert not speaks.takes_phonemes
    speaks.check()
    speaks.warm_up()
    text = "你好"
    assert speaks.spans(text, speaks.phonemes(text)) == pinyin.spoken(text)[1]


def test_without_the_packages_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, config: PiperConfig
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(VoiceError, match=r"Chinese \(pinyin\) needs pypinyin, rjieba: pip .*zh"):
        front_end(config).check()
