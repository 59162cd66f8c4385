"""The package is optional: what it gives is written down here, as it gave it."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.kokoro import extras
from jabbertts_wyoming.engines.kokoro.japanese import check, of_kana, symbols
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
    monkeypatch.setitem(sys.modules, "pyopenjtalk", SimpleNamespace(run_frontend=nodes.get))
    monkeypatch.setattr(extras, "check", lambda *_: None)
    assert symbols("学校へ行きます。") == "ɡaʔkoː e ikʲimasɨ."
    assert symbols("「本です」") == "“hoɴ desɨ”"
    assert symbols("読んで！") == "jonde!"
    assert symbols("") == ""


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(VoiceError, match=r"Japanese needs pyopenjtalk: .*jabbertts\[ja\]"):
        check()
    with pytest.raises(VoiceError, match=r"jabbertts\[ja\]"):
        symbols("本")


def test_the_package_itself() -> None:
    pytest.importorskip("pyopenjtalk")
    assert symbols("今日は、いい天気ですね。") == "kʲoː βa, iː teŋkʲi desɨ ne."
    assert symbols("1,250円") == "seɴ ɲi çakɯ ɡo ʥɨː eɴ"
