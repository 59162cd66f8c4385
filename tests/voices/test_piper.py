from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines import diacritics
from jabbertts_wyoming.engines.vits.front_end import front_end
from jabbertts_wyoming.request import VoiceInfo
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children
from jabbertts_wyoming.text.reading import Given
from jabbertts_wyoming.voices import piper
from jabbertts_wyoming.voices.piper import PiperVoice, embedded_files, find
from jabbertts_wyoming.voices.standing import LAST_RESORT
from tests.shelf import VARIANTS, Shelf
from tests.tiny_vits import TinySpec


def test_what_clients_are_told(shelf: Shelf) -> None:
    item = shelf.item(VARIANTS["medium-speakers"])
    voice = PiperVoice(item.files, item.config)
    assert voice.info() == VoiceInfo(
        name="en_US-trio-medium",
        description="trio (medium)",
        languages=("en_US",),
        speakers=("speaker_0", "speaker_1", "speaker_2"),
        sample_rate=22050,
        quality="medium",
        engine="piper",
        version="1.0.0",
        attribution_name="unknown",
        attribution_url="",
    )


def test_the_standing_follows_the_quality(shelf: Shelf) -> None:
    item = shelf.item()
    low, high = (
        PiperVoice(item.files, replace(item.config, quality=quality)).standing
        for quality in ("x_low", "high")
    )
    assert LAST_RESORT < low < high


def test_speakers_are_in_the_order_of_their_indexes(shelf: Shelf) -> None:
    item = shelf.item()
    config = replace(item.config, speakers={"zoe": 0, "anna": 2, "bert": 1})
    assert PiperVoice(item.files, config).info().speakers == ("zoe", "bert", "anna")


def test_language_in_one_form(shelf: Shelf) -> None:
    item = shelf.item()
    voice = PiperVoice(item.files, replace(item.config, language="pt-br"))
    assert voice.language == "pt_BR"
    assert voice.info().languages == ("pt_BR",)


def test_without_a_dataset_the_name_describes_it(shelf: Shelf) -> None:
    item = shelf.item()
    info = PiperVoice(item.files, replace(item.config, dataset="")).info()
    assert info.description == "en_US-tiny-medium (medium)"


def test_the_embedded_voice_names_who_made_it(shelf: Shelf) -> None:
    info = PiperVoice(embedded_files(), shelf.item().config).info()
    assert info.attribution_name
    assert info.attribution_url.startswith("https://")


@pytest.mark.parametrize(
    ("changed", "text", "words"),
    [
        ({"espeak_voice": "ar"}, "قال كتاب اليوم.", ["قال", "كتاب", "اليوم"]),
        ({"phoneme_type": "hebrew"}, "שלום ספר טוב.", ["שלום", "ספר", "טוב"]),
    ],
)
def test_given_phonemes_stay_beside_guessed_vowels(
    shelf: Shelf, changed: dict[str, Any], text: str, words: list[str]
) -> None:
    item = shelf.item()
    voice = PiperVoice(item.files, replace(item.config, **changed))
    second = text.index(words[1])
    given = [Given(second, second + len(words[1]), "zˈuzu")]
    mapped = voice.word_map(text, given)
    assert mapped is not None
    assert [text[s.start_char : s.end_char] for s in mapped.spans] == words
    said = ["".join(mapped.phonemes[s.first_phoneme : s.end_phoneme]) for s in mapped.spans]
    assert said[1] == "zˈuzu"
    assert said[0] == "".join(front_end(voice.config).phonemes(words[0]))
    assert [len(p) for p in mapped.pieces] == [len(ids) for ids in voice.phoneme_ids(text, given)]
    assert voice.pronounced(text, given).unknown == ()


def test_the_memory_of_a_front_end_is_counted(shelf: Shelf, tmp_path: Path) -> None:
    arabic = TinySpec(language="ar_JO", espeak_voice="ar")
    names = [shelf.put(tmp_path, TinySpec()), shelf.put(tmp_path, arabic)]
    sources = {source.name: source for source in find(tmp_path)}
    cache = PreparedCache(tmp_path / "prepared")
    plain, more = (sources[name].prepare(cache, Children()) for name in names)
    assert more - plain == pytest.approx(diacritics.ARABIC_BYTES, rel=0.05)


def test_a_voice_whose_package_is_missing_is_refused(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = shelf.put(tmp_path, TinySpec(language="zh_CN", phoneme_type="pinyin"))
    (source,) = (source for source in piper.find(tmp_path) if source.name == name)
    assert source.read().language == "zh_CN"
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(VoiceError, match="needs pypinyin, rjieba"):
        source.read()
