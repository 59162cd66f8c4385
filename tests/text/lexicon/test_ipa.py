"""IPA as people write it, in espeak-ng's notation."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.text.lexicon.ipa import spoken


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("zˈɪɡbiː", "zˈɪɡbiː"),  # as espeak-ng has it
        ("ˈzɪɡbiː", "zˈɪɡbiː"),  # a stress mark stands before the syllable in the IPA
        ("ˌstrɔːˈbɛri", "strˌɔːbˈɛri"),
        ("/ˈzɪg.biː/", "zˈɪɡbiː"),  # as Wiktionary has it
        ("[ˈzɪɡbi]", "zˈɪɡbi"),
        ("'zɪgbi:", "zˈɪɡbiː"),  # as it is typed
        ("t͡ʃɛk", "tʃɛk"),
        ("ʧɛk ʤɔɪ", "tʃɛk dʒɔɪ"),
        ("  həʊm   əˈsɪstənt ", "həʊm əsˈɪstənt"),
        ("bɔ̃ˈʒuʁ", "bɔ̃ʒˈuʁ"),
        (unicodedata.normalize("NFC", "ɪç nãʊ"), unicodedata.normalize("NFD", "ɪç nãʊ")),
        ("ˈbʌtn̩", "bˈʌtn̩"),
        ("ˈn̩", "ˈn̩"),  # no vowel to stand before
        ("ni2 xˈɑu2", "ni2 xˈɑu2"),  # espeak-ng's tones
    ],
)
def test_it_becomes_what_espeak_writes(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize("word", ["strawberry", "banana", "computer", "little", "university"])
def test_espeaks_own_phonemes_stay(word: str) -> None:
    phonemes = "".join(phonemize(word, "en-us"))
    assert spoken(phonemes) == phonemes


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("zigbee!", "'!' (U+0021)"),
        ("ZIG", "'G' (U+0047), 'I' (U+0049), 'Z' (U+005A)"),
        ("зигби", "(U+0431)"),
        ("h(ə)m", "'(' (U+0028)"),
        ("", "at least one sound"),
        ("//", "at least one sound"),
        ("ˈ ː", "at least one sound"),
    ],
)
def test_what_is_no_ipa_is_named(written: str, named: str) -> None:
    with pytest.raises(ValueError, match="IPA") as caught:
        spoken(written)
    assert named in str(caught.value)


def test_all_sounds_that_piper_knows_are_allowed() -> None:
    letters = {p for p in DEFAULT_PHONEME_ID_MAP if len(p) == 1 and p.isalpha()}
    refused = set()
    for letter in letters:
        try:
            spoken(f"a{letter}")
        except ValueError:
            refused.add(letter)
    assert refused == {"X"}  # no sound of the IPA, but a remnant


@given(st.text(alphabet="aiɪbdgzʃˈˌː.ː͡ /[]Xç2", max_size=40))
def test_what_is_spoken_is_spoken_again_the_same(written: str) -> None:
    try:
        once = spoken(written)
    except ValueError:
        return
    assert spoken(once) == once
    assert "." not in once
