import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.phonemes import espeak_events
from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.phonemes.espeak_events import read, spoken_words
from jabbertts_wyoming.phonemes.espeak_library import synthesizer


def heard(text: str, voice: str) -> list[tuple[str, str]]:
    return [(text[w.start :].split(maxsplit=1)[0], w.phonemes) for w in spoken_words(text, voice)]


def test_words_that_espeak_joins_are_one() -> None:
    assert heard("the end of the day", "en-us") == [
        ("the", "ðɪʲ"),
        ("end", "ˈɛnd"),
        ("of", "ʌvðə"),
        ("day", "dˈeɪ"),
    ]


def test_a_number_is_several() -> None:
    words = spoken_words("the 3.5 kg", "en-us")
    assert [word.start for word in words] == [0, 4, 5, 5, 8]
    assert "".join(word.phonemes for word in words[1:4]) == "θɹˈiːpɔɪntfˈaɪv"


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Guten Morgen! Wie geht es dir, mein Freund?", "de"),
        ("Привет, мой друг! iPhone тут.", "ru"),
        ("नमस्ते, आप कैसे हैं? लोग", "hi"),
        ("𝒳 e\u0301tude café, dollars", "en-us"),
    ],
)
def test_places_count_characters_whatever_the_script(text: str, voice: str) -> None:
    starts = {0, *(k + 1 for k, char in enumerate(text) if char == " ")}
    found = [word.start for word in spoken_words(text, voice)]
    assert found == sorted(found)
    assert starts.issuperset(set(found) - {text.find("Phone")})


def test_the_phonemes_are_those_of_the_phonemizer() -> None:
    text = "The light in the kitchen is on."
    expected = [p for p in phonemize(text, "en-us") if p not in " ."]
    assert list("".join(word.phonemes for word in spoken_words(text, "en-us"))) == expected


def test_the_library_is_left_as_it_was() -> None:
    before = phonemize("It costs 3.50 dollars.", "en-us")
    spoken_words("Guten Morgen", "de")
    assert phonemize("It costs 3.50 dollars.", "en-us") == before
    with synthesizer() as espeak:
        assert espeak.espeak_GetParameter(espeak_events._RATE, 1) == espeak_events._USUAL_RATE


def test_a_voice_that_is_not_there() -> None:
    with pytest.raises(VoiceError, match="'xx-nope'"):
        spoken_words("hello", "xx-nope")
    assert spoken_words("hello", "en-us"), "the lock is free"


def test_of_a_text_without_end_only_the_beginning_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak_events, "_MOST_SAMPLES", 22_050)
    assert 3 < len(spoken_words("one two three " * 100, "en-us")) < 100


def test_no_events() -> None:
    assert list(read(None)) == []
