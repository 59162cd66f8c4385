"""The packages are optional: without them only what needs none is checked."""

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.kokoro.chinese import check, of_pinyin, symbols
from jabbertts_wyoming.engines.kokoro.phonemes import LANGUAGES
from jabbertts_wyoming.engines.kokoro.vocab import known

PACKAGES = ("pypinyin", "rjieba", "cn2an")


@pytest.fixture
def packages() -> None:
    for name in PACKAGES:
        pytest.importorskip(name)


def test_without_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    message = r"^Chinese needs pypinyin, rjieba, cn2an: pip install 'jabbertts\[zh\]'$"
    with pytest.raises(VoiceError, match=message):
        check()
    with pytest.raises(VoiceError, match=r"jabbertts\[zh\]"):
        symbols("你好", str)


def test_syllables_that_need_no_package() -> None:
    assert [of_pinyin(s) for s in ("er4", "o2", "ng5", "hm1")] == ["ɚ↘", "ɔ↗", "ŋ", "hm→"]
    assert of_pinyin("hello") == ""
    assert of_pinyin("") == ""


@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize(
    ("syllable", "expected"),
    [
        ("ni3", "ni↓"),
        ("hao3", "xau↓"),
        ("zhong1", "ꭧʊ→ŋ"),
        ("shi4", "ʂɨ↘"),
        ("zi5", "ʦɨ"),
        ("nv3", "ny↓"),
        ("yun2", "y↗n"),
        ("jue2", "ʨɥe↗"),
        ("liu4", "ljou↘"),
        ("xyz1", ""),
    ],
)
def test_syllables(syllable: str, expected: str) -> None:
    assert of_pinyin(syllable) == expected
    assert known(expected) == expected


@pytest.mark.usefixtures("packages")
def test_sentences() -> None:
    speak = LANGUAGES["zh_CN"].symbols
    assert speak("你好，世界。") == "ni↓xau↓, ʂɨ↘ʨje↘."
    assert speak("我有3本书。") == "wo↓ jou↓ sa→n pə↓nʂu→."
    assert speak("二〇二六年") == speak("二零二六年")
    assert speak("《红楼梦》") == "“xʊ↗ŋlou↗mə↘ŋ”"
    assert speak("这里有wifi吗？") == "ꭧɤ↘li↓ jou↓ wˈIfI ma?"
    for text in ("", "…", "？！", "123", "1/0", "99999999999999999999999", "🙂", "\ud800"):
        assert isinstance(speak(text), str)
    assert speak("3" * 16).count("sa→n") == 16
