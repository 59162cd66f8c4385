"""The package is optional: what it gives is written down here, as it gave it."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.kokoro import extras
from jabbertts_wyoming.engines.kokoro.japanese import check, of_kana, symbols, words
from jabbertts_wyoming.engines.kokoro.phonemes import LANGUAGES
from jabbertts_wyoming.engines.kokoro.vocab import known


@pytest.mark.parametrize(
    ("kana", "expected"),
    [
        ("トーキョー", "toːkʲoː"),
        ("ジュース", "ʥɨːsɨ"),
        ("ガッコー", "ɡaʔkoː"),
        ("シンブン", "ɕimbɯɴ"),
        ("ゲンキ", "ɡeŋkʲi"),
        ("コンニチ", "koɲɲiʨi"),
        ("アンナイ", "annai"),
        ("センエン", "seɴeɴ"),
        ("イイ", "iː"),
        ("パーティー", "paːtʲiː"),
        ("ヴァイオリン", "vaioɾʲiɴ"),
        ("クヮ", "kɯβa"),
        ("ヌェ", "ne"),
        ("ェ", ""),
        ("abc?", ""),
        ("", ""),
    ],
)
def test_kana(kana: str, expected: str) -> None:
    assert of_kana(kana) == expected
    assert known(expected) == expected


def node(text: str, pron: str = "", pos: str = "名詞", group: str = "*") -> dict[str, Any]:
    return {
        "string": text,
        "pron": pron or "、",
        "pos": pos,
        "pos_group1": group,
        "mora_size": len(pron),
    }


def give(monkeypatch: pytest.MonkeyPatch, nodes: dict[str, list[dict[str, Any]]]) -> None:
    monkeypatch.setitem(sys.modules, "pyopenjtalk", SimpleNamespace(run_frontend=nodes.get))
    monkeypatch.setattr(extras, "check", lambda *_: None)


def test_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = {
        "学校へ行きます。": [
            node("学校", "ガッコー"),
            node("へ", "エ", "助詞", "格助詞"),
            node("行き", "イキ", "動詞", "自立"),
            node("ます", "マス’", "助動詞"),
            node("。", "", "記号", "句点"),
        ],
        "「本です」": [
            node("「", "", "記号"),
            node("本", "ホン"),
            node("です", "デス’", "助動詞"),
            node("」", "", "記号"),
        ],
        "読んで！": [
            node("読ん", "ヨン", "動詞", "自立"),
            node("で", "デ", "助詞", "接続助詞"),
            node("！", "", "記号"),
        ],
        "": [],
    }
    give(monkeypatch, nodes)
    assert symbols("学校へ行きます。", str) == "ɡaʔkoː e ikʲimasɨ."
    assert symbols("「本です」", str) == "“hoɴ desɨ”"
    assert symbols("読んで！", str) == "jonde!"
    assert symbols("", str) == ""


def spelled(text: str, pron: str) -> dict[str, Any]:
    return node(text, pron, "フィラー")


# What Open JTalk gave.
FOREIGN = {
    "Home Assistantを2台": [
        node("Ｈｏｍｅ", "ホーム"),
        spelled("Ａｓｓｉｓｔａｎｔ", "エーエスエスアイエスティーエーエヌティー"),
        node("を", "ヲ", "助詞"),
        node("二", "ニ", "名詞", "数"),
        node("台", "ダイ", "名詞", "接尾"),
    ],
    "3 joe's cafe": [
        node("三", "サン", "名詞", "数"),
        spelled("ｊｏｅ", "ジェーオーイー"),
        node("’", "", "記号"),
        node("ｓ", "エス’", "記号", "アルファベット"),
        node("ｃａｆｅ", "カフェ"),
    ],
    "Good timeとTV": [
        node("Ｇｏｏｄ", "グッド"),
        node("ｔｉｍｅ", "タイム"),
        node("と", "ト", "助詞"),
        node("ＴＶ", "テレビ"),
    ],
    "HVAC": [node("Ｈ", "エイチ", "記号", "アルファベット"), spelled("ＶＡＣ", "ブイエーシー")],
    "Москваへ": [node("Москва", "", "記号"), node("へ", "エ", "助詞")],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Home Assistantを2台", "<Home> <Assistant> o ɲi dai"),
        ("3 joe's cafe", "saɴ <joe's> <cafe>"),
        ("Good timeとTV", "ɡɯʔdo taimɯ to teɾebʲi"),
        ("HVAC", "eiʨi bɯieːɕiː"),
        ("Москваへ", "<Москва> e"),
    ],
)
def test_foreign_words_that_would_be_spelled(
    monkeypatch: pytest.MonkeyPatch, text: str, expected: str
) -> None:
    give(monkeypatch, FOREIGN)
    assert symbols(text, bracketed) == expected


def bracketed(phrase: str) -> str:
    return " ".join(f"<{word}>" for word in phrase.split())


def test_foreign_words_have_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, FOREIGN)
    text = "Home Assistantを2台"
    for foreign, expected in (
        (
            lambda _: "hˈOm əsˈɪstənt",
            ["Home=hˈOm", "Assistant=əsˈɪstənt", "を=o", "2=ɲi", "台=dai"],
        ),
        (lambda _: "əbˈWt", ["Home Assistant=əbˈWt", "を=o", "2=ɲi", "台=dai"]),
    ):
        said = symbols(text, foreign)
        found = words(text, said, foreign)
        shown = [
            f"{text[w.start_char : w.end_char]}={said[w.first_phoneme : w.end_phoneme]}"
            for w in found
        ]
        assert shown == expected


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(VoiceError, match=r"Japanese needs pyopenjtalk: .*jabbertts\[ja\]"):
        check()
    with pytest.raises(VoiceError, match=r"jabbertts\[ja\]"):
        symbols("本", str)


def test_the_package_itself() -> None:
    pytest.importorskip("pyopenjtalk")
    speak = LANGUAGES["ja"].symbols
    assert speak("今日は、いい天気ですね。") == "kʲoː βa, iː teŋkʲi desɨ ne."
    assert speak("1,250円") == "seɴ ɲi çakɯ ɡo ʥɨː eɴ"
    assert speak("Spotifyを再生、NHK") == "spˈɑTᵻfˌI o saiseː, enɯeiʨikei"
