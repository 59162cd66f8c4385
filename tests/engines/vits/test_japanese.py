"""Japanese for voices of phoneme type japanese, which needs the extra `ja`."""

from dataclasses import replace
from itertools import chain, pairwise
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.vits import japanese
from jabbertts_wyoming.engines.vits.calibrate import sample_ids
from jabbertts_wyoming.engines.vits.config import PiperConfig
from jabbertts_wyoming.engines.vits.front_end import front_end
from tests.shelf import Shelf

SENTENCE = "今日は、いい天気ですね？"


@pytest.fixture
def config(shelf: Shelf) -> PiperConfig:
    return replace(shelf.item().config, phoneme_type="japanese")


def test_without_the_package_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, config: PiperConfig
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(VoiceError, match=r"Japanese needs pyopenjtalk: pip install .*ja"):
        front_end(config).check()


def test_words_have_their_phonemes_by_what_the_package_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stand-in for the package: nodes in wide letters, and phonemes that are the kana."""
    nodes = [("今日", "キョー"), ("は", "ワ"), ("、", "、"), ("ＡＢ", "エ’ービー"), ("？", "？")]
    jtalk = ModuleType("pyopenjtalk")
    monkeypatch.setattr(jtalk, "run_frontend", lambda _: _nodes(nodes), raising=False)
    speak = SimpleNamespace(phonemize=lambda text: [list(text)])
    monkeypatch.setattr(japanese, "_phonemizer", lambda: speak)
    monkeypatch.setattr(japanese, "_load", lambda: jtalk)
    text = "今日 は、AB？"
    spans = japanese.words_of(text, list("キョー#ワ,エービー?"))
    assert [text[s.start_char : s.end_char] for s in spans] == ["今日", "は", "AB"]
    assert [(s.first_phoneme, s.end_phoneme) for s in spans] == [(0, 3), (4, 5), (6, 10)]
    assert japanese.phonemes_of("、？") == []


def _nodes(words: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"string": string, "pron": pron, "mora_size": int(pron not in "、？")}
        for string, pron in words
    ]


class TestWithThePackage:
    @pytest.fixture(autouse=True)
    def _package(self) -> None:
        pytest.importorskip("pyopenjtalk")

    def test_ids_are_those_of_piper(self, config: PiperConfig) -> None:
        from piper.phonemize_japanese import JapanesePhonemizer  # noqa: PLC0415

        speaks = front_end(config)
        speaks.check()
        speaks.warm_up()
        assert speaks.phonemes(SENTENCE) == list(chain(*JapanesePhonemizer().phonemize(SENTENCE)))
        assert speaks.phonemes("！") == []
        assert len(sample_ids(config)) > 40

    def test_words_have_their_phonemes(self, config: PiperConfig) -> None:
        speaks = front_end(config)
        phonemes = speaks.phonemes(SENTENCE)
        spans = speaks.spans(SENTENCE, phonemes)
        words = [SENTENCE[s.start_char : s.end_char] for s in spans]
        assert words == ["今日", "は", "いい", "天気", "です", "ね"]
        assert all(a.end_phoneme <= b.first_phoneme for a, b in pairwise(spans))
