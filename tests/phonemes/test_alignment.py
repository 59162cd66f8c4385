import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.phonemes import alignment
from jabbertts_wyoming.phonemes.alignment import letter_spans, origins, word_spans
from jabbertts_wyoming.phonemes.espeak import phonemize, readable

# Each word, then its phonemes.
TABLE = {
    ("en-us", "The end of the day, it's 3.50 dollars."): (
        "The ðɪʲ|end ˈɛnd|of ʌv|the ðə|day dˈeɪ|it's ɪts|"
        "3.50 θɹˈiː pɔɪnt fˈaɪv zˈiəɹoʊ|dollars dˈɑːlɚz"
    ),
    ("en-us", "1234 e-mails to NASA - or the (USB)?"): (
        "1234 wˈʌn θˈaʊzənd tˈuːhˈʌndɹɪd θˈɜːɾi fˈɔːɹ|e-mails ˈiːmˈeɪlz|to tə|NASA nˈæsɐ|"
        "or ɔːɹ|the ðə|USB jˌuːˌɛsbˈiː"
    ),
    ("en-us", "I'm of the opinion 50% of it is 😀 in the box"): (
        "I'm aɪm|of ʌv|the ðɪʲ|opinion əpˈɪniən|50% fˈɪfti pɚsˈɛnt|of ʌv|it ɪɾ|is ɪz|in ɪn|"
        "the ðə|box bˈɑːks"
    ),
    ("de", "Die Zahl 21 ist z.B. 3,5 km lang."): (
        "Die diː|Zahl tsˈɑːl|21 ˈaɪn ʊnttsvˈantsɪç|ist ɪst|z.B tsˌɛtbˈeː|3,5 drˈaɪ kɔmɑː fˈʏnf|"
        "km kˌɑːˈɛm|lang lˈaŋ"
    ),
    ("fr", "Qu'est-ce que c'est? Les amis."): (
        "Qu'est-ce kɛs|que kˌə|c'est sˈɛ|Les le-z|amis amˈi"
    ),
    ("es", "¿Dónde está el gato de Ana?"): (
        "Dónde dˈonde|está estˈa|el el|gato ɣˈato|de ðe|Ana ˈana"
    ),
    ("hi", "नमस्ते, आप कैसे हैं? 25 लोग"): (
        "नमस्ते nəmˈʌsteː|आप ˌaːp|कैसे kˈɛːseː|हैं hɛ̃|25 pˈʌcːis|लोग lˈoːɡ"
    ),
    ("ru", "Привет! В доме 15 кошек. iPhone тут."): (
        "Привет prʲivʲˈet|В v|доме dˈomʲi|15 pʲɪtnˈɑtsʌtʲ|кошек kˈoʃyk|iPhone ˈaɪ fˈəʊn|тут tˈut"
    ),
    ("cmn", "你好世界，用USB"): "你好 ni2χˈɑu2|世 s.ˈi.5|界 tɕˈiɛ5|用 jˈonɡ5|USB jˌuːˌɛsbˈiː",
}
SPACED = [key for key in TABLE if key[0] != "cmn"]


def shown(text: str, voice: str) -> str:
    phonemes = phonemize(text, voice)
    words = "|".join(
        f"{text[span.start_char : span.end_char]} "
        + "".join(phonemes[span.first_phoneme : span.end_phoneme])
        for span in word_spans(text, phonemes, voice)
    )
    return unicodedata.normalize("NFC", words)


@pytest.mark.parametrize(("voice", "text"), TABLE)
def test_each_word_has_its_phonemes(voice: str, text: str) -> None:
    assert shown(text, voice) == TABLE[voice, text]


@pytest.mark.parametrize(("voice", "text"), SPACED)
def test_words_spoken_alone_tell_nearly_as_much(
    voice: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another build of espeak-ng may not tell where its words are."""
    monkeypatch.setattr(alignment, "can_synthesize", lambda: False)
    assert shown(text, voice) == TABLE[voice, text]


def test_without_events_a_chinese_word_is_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "can_synthesize", lambda: False)
    words = [word.split()[0] for word in shown("你好世界", "cmn").split("|")]
    assert words == ["你", "好", "世", "界"]


@pytest.mark.parametrize("text", ["", " ", "...", "😀", "\x00"])
def test_nothing_to_say_has_no_words(text: str) -> None:
    assert word_spans(text, phonemize(text, "en-us"), "en-us") == []


def test_a_notation_of_the_voice_s_own() -> None:
    text = "The church by day"

    def notation(phonemes: Sequence[str]) -> str:
        return "".join(phonemes).replace("tʃ", "ʧ").replace("eɪ", "A").replace("aɪ", "I")

    symbols = notation(phonemize(text, "en-us"))
    spans = word_spans(text, symbols, "en-us", notation)
    assert [symbols[s.first_phoneme : s.end_phoneme] for s in spans] == symbols.split()


def test_what_is_far_too_long_has_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "MAX_CELLS", 10)
    assert word_spans("good morning", phonemize("good morning", "en-us"), "en-us") == []


def test_a_voice_that_is_not_there() -> None:
    with pytest.raises(VoiceError, match="'xx-nope'"):
        word_spans("hello", ["h"], "xx-nope")


@settings(max_examples=60)
@given(st.text(st.sampled_from("ab1 .,-'%é你😀\u0301\x00"), max_size=25))
def test_words_and_phonemes_ascend_whatever_the_text(text: str) -> None:
    phonemes = phonemize(text, "en-us")
    at_char = at_phoneme = 0
    for span in word_spans(text, phonemes, "en-us"):
        assert at_char <= span.start_char < span.end_char <= len(text)
        assert at_phoneme <= span.first_phoneme < span.end_phoneme <= len(phonemes)
        at_char, at_phoneme = span.end_char, span.end_phoneme


def test_where_letters_are_phonemes_words_are_counted_in_letters() -> None:
    text = "Füße, ça va! 你好"
    letters = "Fu\u0308ße, c\u0327a va! 你好"
    spans = letter_spans(text)
    assert [text[s.start_char : s.end_char] for s in spans] == ["Füße", "ça", "va", "你", "好"]
    found = [letters[s.first_phoneme : s.end_phoneme] for s in spans]
    assert found == ["Fu\u0308ße", "c\u0327a", "va", "你", "好"]


@pytest.mark.parametrize("text", ["Good\x00 😀 day", "straw" * 30 + " 👍🏽end", "❤️a", ""])
def test_every_letter_is_found_again(text: str) -> None:
    plain = readable(text)
    places = origins(plain, text)
    assert len(places) == len(plain)
    assert all(text[k] == char for k, char in zip(places, plain, strict=True) if char != " ")
    assert places == sorted(places)


def test_a_hebrew_point_stands_where_its_letter_does() -> None:
    text = "בֹּקֶר טוֹב שֻׁלְחָן"
    plain = readable(text)
    places = origins(plain, text)
    assert places == sorted(places)
    assert {text[k] for k, char in zip(places, plain, strict=True) if char == "ק"} == {"ק"}
    starts = [places[plain.index(letter)] for letter in "בטש"]
    assert starts == [text.index(letter) for letter in "בטש"]
    assert [places[k] for k, char in enumerate(plain) if char == "ו"] == [
        text.index("ב"), text.index("ו"), text.index("ש")
    ]  # fmt: skip
