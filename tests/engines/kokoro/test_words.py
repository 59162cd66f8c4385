import pytest

from jabbertts_wyoming.engines.kokoro.phonemes import LANGUAGES
from jabbertts_wyoming.engines.kokoro.pieces import split
from jabbertts_wyoming.engines.kokoro.vocab import known, to_ids, vocabulary
from jabbertts_wyoming.engines.kokoro.words import id_symbols
from jabbertts_wyoming.phonemes.ids import NO_PHONEME


def shown(text: str, language: str) -> str:
    spoken = LANGUAGES[language]
    symbols = spoken.symbols(text)
    return " ".join(
        f"{text[w.start_char : w.end_char]}={symbols[w.first_phoneme : w.end_phoneme]}"
        for w in spoken.words(text, symbols)
    )


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en_US", "The “church” - is it 25?", "The=ðə church=ʧˈɜɹʧ is=ɪz it=ɪt 25=twˈɛnti fˈIv"),
        ("en_GB", "Little cars go.", "Little=lˈɪtᵊl cars=kˈɑːz go=ɡˈQ"),
        ("fr_FR", "Qu'est-ce que c'est?", "Qu'est-ce=kɛs que=kˌə c'est=sˈɛ"),
        ("it", "La città di Milano", "La=la città=ʧitːˈa di=dɪ Milano=milˈano"),
        ("pt_BR", "Eu não sei", "Eu=ˈeʊ não=nɐ̃ʊ̃ sei=sˈA"),
    ],
)
def test_each_word_has_its_symbols(language: str, text: str, expected: str) -> None:
    assert shown(text, language) == expected


def test_japanese_words_are_open_jtalks() -> None:
    pytest.importorskip("pyopenjtalk")
    assert shown("寒いので、窓を閉めて。ＡＢＣを３個", "ja") == (
        "寒いので=samɯinode 窓=mado を=o 閉めて=ɕimete ＡＢＣ=eibʲiːɕiː を=o ３=saɴ 個=ko"
    )
    assert shown("Home Assistantを起動", "ja") == "Home=hˈOm Assistant=əsˈɪstənt を=o 起動=kʲidoː"


def test_chinese_words_are_rjiebas() -> None:
    for package in ("rjieba", "pypinyin", "cn2an"):
        pytest.importorskip(package)
    assert shown("你好世界，今天3月。用USB", "zh_CN") == (
        "你好=ni↓xau↓ 世界=ʂɨ↘ʨje↘ 今天=ʨi→ntʰjɛ→n 3=sa→n 月=ɥe↘ 用=jʊ↘ŋ USB=jˌuˌɛsbˈi"
    )
    assert shown("用Home Assistant", "zh_CN") == "用=jʊ↘ŋ Home=hˈOm Assistant=əsˈɪstənt"


@pytest.mark.parametrize("limit", [8, 12, 510])
@pytest.mark.parametrize(
    "symbols", ["ðə lˈIt, ɪz☃ ˈɔn.", " ☃ ðə", "ðəðəðəðə ðəðəðəðəðəðə!", ".", ""]
)
def test_each_id_tells_its_symbol(symbols: str, limit: int) -> None:
    pieces = [p for p in split(known(symbols), limit) if any(map(str.isalpha, p))]
    found = id_symbols(symbols, limit)
    ids = [[0 if k == NO_PHONEME else vocabulary()[symbols[k]] for k in piece] for piece in found]
    assert ids == [to_ids(piece) for piece in pieces]
    places = [k for piece in found for k in piece if k != NO_PHONEME]
    assert places == sorted(set(places))
