import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import ConfigError, VoiceError
from jabbertts_wyoming.engines.espeak.engine import EspeakEngine
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children
from jabbertts_wyoming.voices import espeak
from jabbertts_wyoming.voices.espeak import EspeakSource, find
from jabbertts_wyoming.voices.standing import is_last_resort
from jabbertts_wyoming.voices.voice import EngineSettings


@pytest.fixture(autouse=True)
def _found_anew() -> Iterator[None]:
    find.cache_clear()
    yield
    find.cache_clear()


def source(name: str) -> EspeakSource:
    return {source.name: source for source in find()}[name]


def test_each_language_is_a_voice() -> None:
    sources = find()
    assert len(sources) == 22
    voices = [source.read() for source in sources]
    assert all(voice.name == f"espeak-{voice.language.partition('_')[0]}" for voice in voices)
    assert all(is_last_resort(voice) for voice in voices)
    assert "espeak-ja" not in {voice.name for voice in voices}


def test_clients_are_told_what_it_is() -> None:
    info = source("espeak-he").read().info()
    assert (info.name, info.languages, info.engine) == ("espeak-he", ("he",), "espeak")
    assert (info.quality, info.sample_rate, info.speakers) == ("x_low", 22050, ())
    assert info.description.startswith("Hebrew: robotic formant voice of espeak-ng, the last resor")
    assert "vowels" in info.description
    assert info.attribution_name == "espeak-ng"
    assert source("espeak-de").read().info().description.endswith("the last resort")


def test_a_sentence_is_its_letters() -> None:
    voice = source("espeak-de").read()
    assert voice.phoneme_ids("Hä? 😀") == [[72, 228, 63]]
    assert voice.phoneme_ids("😀") == []
    assert voice.speakers == {}


def test_it_is_loaded_without_files(tmp_path: Path) -> None:
    made = source("espeak-no")
    cache, children = PreparedCache(tmp_path / "prepared"), Children()
    assert made.prepare(cache, children) == made.bytes == 0
    engine = made.load(cache, EngineSettings(1, ("cpu",)), children)
    assert isinstance(engine, EspeakEngine)
    assert engine.sample_rate == 22050
    assert list(tmp_path.iterdir()) == []
    assert made.stamp == source("espeak-no").stamp != source("espeak-de").stamp


def test_a_language_that_the_library_has_not() -> None:
    for language in ("gmq/nope", None):
        gone = EspeakSource(replace(source("espeak-no").entry, engine_voice=language))
        with pytest.raises(VoiceError, match="has no language"):
            gone.read()


def test_a_library_without_sound_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(espeak, "can_synthesize", lambda: False)
    with caplog.at_level(logging.INFO):
        assert [find(), find()] == [(), ()]
    assert [line for line in caplog.messages if "formant" in line] == [
        "There are no formant voices: this build of piper-tts can't make them"
    ]


def test_a_broken_list_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise ConfigError("espeak.yaml: not readable")

    monkeypatch.setattr(espeak, "read_family", fail)
    assert find() == ()
    assert "espeak.yaml: not readable" in caplog.text


def test_arabic_gets_its_vowels() -> None:
    voice = source("espeak-ar").read()
    text = "مرحبا، عِشْرُونَ كتاب!"
    (ids,) = voice.phoneme_ids(text)
    said = "".join(map(chr, ids))
    assert said.startswith("مَرْحَ")
    assert "عِشْرُونَ" in said, "what is there stays"
    words = voice.word_map(text)
    assert [text[s.start_char : s.end_char] for s in words.spans] == ["مرحبا", "عِشْرُونَ", "كتاب"]
    assert words.spans[-1].end_phoneme <= len(ids) == len(words.pieces[0])
    assert source("espeak-fi").read().phoneme_ids("مرحبا") == [list(map(ord, "مرحبا"))]
