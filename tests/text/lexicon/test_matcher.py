"""What is found in a text: whole words, the longest first, in every script."""

import time
import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.text.lexicon.entry import Block, Entry, Scope, checked_word
from jabbertts_wyoming.text.lexicon.matcher import Found, Lexicon, Words


def block(words: Iterable[str], *, language: str | None = None) -> Block:
    scope = Scope((language,) if language else ())
    return Block(scope, tuple(Entry(word, say=f"<{word}>") for word in words))


def lexicon(*words: str, language: str | None = None) -> Lexicon:
    return Lexicon([Words(block(words, language=language))], english=language == "en")


def said(found: Lexicon, text: str) -> str:
    """Return `text` with each word that was found replaced."""
    parts, at = [], 0
    for each in found.find(text):
        parts += [text[at : each.start], each.say or f"[[{each.phonemes}]]"]
        at = each.end
    return "".join([*parts, text[at:]])


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        # whole words
        (["ikea"], "ikea, an ikea. (ikea)ikea!", "<ikea>, an <ikea>. (<ikea>)<ikea>!"),
        (["ikea"], "ikeas likea ikea2 2ikea", "ikeas likea ikea2 2ikea"),
        (["ikea"], "light.ikea_lamp my-ikea-shelf", "light.<ikea>_lamp my-<ikea>-shelf"),
        (["a"], "a", "<a>"),
        (["c++"], "C++ c++, c+", "<c++> <c++>, c+"),
        ([".net"], "the .NET way", "the <.net> way"),
        (["&"], "a & b&c", "a <&> b<&>c"),
        # case
        (["US"], "the US told us: Us", "the <US> told us: Us"),
        (["us"], "US us Us", "<us> <us> <us>"),
        (["iPhone"], "iPhone iphone", "<iPhone> iphone"),
        (["straße"], "STRASSE Straße", "<straße> <straße>"),
        (["οδος"], "ΟΔΟΣ οδός", "<οδος> οδός"),
        # phrases, the longest first
        (["home assistant"], "Home  Assistant's", "<home assistant>'s"),
        (
            ["home assistant"],
            "home\nassistant home\u00a0assistant",
            "<home assistant> <home assistant>",
        ),
        (["home assistant"], "home\n\nassistant", "home\n\nassistant"),
        (["home assistant"], "home-assistant", "home-assistant"),
        (["home", "home assistant"], "home assistants", "<home> assistants"),
        (["home", "home assistant"], "home, home assistant", "<home>, <home assistant>"),
        (["a b", "b c d", "c"], "a b c d b c d", "<a b> <c> d <b c d>"),
        (["wi-fi"], "Wi-Fi Wi‑Fi wi‐fi wifi", "<wi-fi> <wi-fi> <wi-fi> wifi"),
        # apostrophes
        (["don", "don't"], "don don't Don’t", "<don> <don't> <don't>"),
        (["don", "we"], "don't we'll we’ve we're we'd we", "don't we'll we’ve we're we'd <we>"),
        (["s", "m"], "it's I'm 5 m 3 s", "it's I'm 5 <m> 3 <s>"),
        (["ikea"], "l'IKEA d’ikea IKEA'da", "l'<ikea> d’<ikea> <ikea>'da"),
        (["kids'"], "the kids' room", "the <kids'> room"),
        # numbers
        (["4"], "4 2.4 4,5 4. 1:4 v4", "<4> 2.4 4,5 <4>. 1:4 v4"),
        (["2.4 ghz"], "at 2.4 GHz.", "at <2.4 ghz>."),
        # other scripts
        (["дом"], "Дом домой дома", "<дом> домой дома"),
        (["का"], "का काम की", "<का> काम की"),
        (["क"], "का", "का"),
        (["قط"], "قط قطار", "<قط> قطار"),
        (["café"], "cafe\u0301 cafe\u0301s", "<café> cafe\u0301s"),
        (["東京"], "今日は東京タワーへ", "今日は<東京>タワーへ"),
        (["ikea"], "これはIKEAです", "これは<ikea>です"),
        (["tv"], "ATVとTVを", "ATVと<tv>を"),
        (["กา"], "มีกาแฟ", "มี<กา>แฟ"),
        (["홈"], "홈에서 새홈 홈", "<홈>에서 새홈 <홈>"),
        (["ikea"], "IKEA에서", "<ikea>에서"),
        (["han"], "ha\u00adn han", "<han> <han>"),
    ],
)
def test_words_are_found(words: list[str], text: str, expected: str) -> None:
    assert said(lexicon(*words), text) == expected


def test_turkish_has_two_letters_i() -> None:
    turkish = lexicon("ışık", "ikea", language="tr")
    assert said(turkish, "IŞIK Işık İKEA ikea IKEA") == "<ışık> <ışık> <ikea> <ikea> IKEA"


def test_what_counts_most_wins_where_words_are_the_same() -> None:
    own, built_in = (
        Words(block(["ikea", "wi-fi"])),
        Words(Block(Scope(), (Entry("IKEA", say="?"),))),
    )
    assert said(Lexicon([own, built_in], english=False), "IKEA") == "<ikea>"
    assert said(Lexicon([built_in, own], english=False), "IKEA Ikea") == "? <ikea>"


def test_a_longer_phrase_wins_wherever_it_is_from() -> None:
    layers = [Words(block(["home"])), Words(block(["home assistant"]))]
    assert (
        said(Lexicon(layers, english=False), "Home Assistant, home") == "<home assistant>, <home>"
    )


def test_in_one_file_the_word_with_its_capitals_wins() -> None:
    assert said(lexicon("us", "US"), "US us Us") == "<US> <us> <us>"


@pytest.mark.parametrize(
    ("phonemes", "expected"),
    [("zˈɪɡbiː", "zˈɪɡbiːz"), ("nˈɛst", "nˈɛsts"), ("ˈælɪs", "ˈælɪsɪz"), ("blˈɪtʃ", "blˈɪtʃɪz")],
)
def test_an_english_genitive_is_part_of_the_phonemes(phonemes: str, expected: str) -> None:
    words = Words(Block(Scope(), (Entry("name", phonemes=phonemes),)))
    english, german = (Lexicon([words], english=flag) for flag in (True, False))
    assert english.find("Name's, name’s") == [
        Found(0, 6, expected, None),
        Found(8, 14, expected, None),
    ]
    assert german.find("Name's") == [Found(0, 4, phonemes, None)]


def test_an_empty_lexicon_finds_nothing() -> None:
    assert Lexicon([], english=True).find("home") == []
    assert lexicon().find("home") == []
    assert lexicon("home").find("") == []


WORD = st.text(alphabet="abAB'-. ßİ1é東홈का\u0301\u200d\u00ad", min_size=1, max_size=6)


def _checked(word: str) -> bool:
    try:
        checked_word(word)
    except ValueError:
        return False
    return True


@given(
    st.lists(WORD.filter(_checked), max_size=8), st.text(max_size=40) | st.lists(WORD).map("".join)
)
def test_what_is_found_stands_there(words: list[str], text: str) -> None:
    entries = tuple(Entry(checked_word(word), say=word) for word in words)
    at = 0
    for found in Lexicon([Words(Block(Scope(), entries))], english=True).find(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end
        assert found.say is not None
        assert plain(text[found.start : found.end]) in {plain(entry.word) for entry in entries}


def plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.translate(dict.fromkeys((0xAD, 0x2060), "")))
    return " ".join(composed.casefold().replace("’", "'").split())


@given(WORD.filter(_checked))
def test_a_word_alone_is_found(word: str) -> None:
    whole = checked_word(word)
    found = lexicon(whole).find(whole)
    assert [(each.start, each.end) for each in found] == [(0, len(whole))]


def test_time_grows_with_the_text_alone() -> None:
    words = ["a " * n + "b" for n in range(39)] + [f"word{n} word{n + 1}" for n in range(1000)]
    hostile = lexicon(*words)
    started = time.process_time()
    assert hostile.find("a " * 25_000) == []
    assert len(hostile.find("word7 word8 " * 4000)) == 4000
    assert hostile.find("\u0301" * 50_000 + "a" + "\u0301" * 50_000) == []
    assert time.process_time() - started < 5  # quadratic would be minutes
