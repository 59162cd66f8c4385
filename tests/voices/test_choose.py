from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from jabbertts_wyoming.common.errors import UnknownVoiceError
from jabbertts_wyoming.request import VoiceSelector
from jabbertts_wyoming.voices.choose import choose, choose_speaker
from jabbertts_wyoming.voices.standing import LAST_RESORT, of_grade, of_quality


@dataclass(frozen=True)
class Fake:
    name: str
    language: str = "en_US"
    standing: float = of_quality("medium")
    speakers: Mapping[str, int] = field(default_factory=dict)


VOICES = [
    Fake("en_US-joe-medium"),
    Fake("en_US-amy-low", standing=of_quality("low")),
    Fake("en_US-ryan-high", standing=of_quality("high")),
    Fake("en_GB-alba-medium", "en_GB"),
    Fake("en_GB-vctk-high", "en_GB", of_quality("high")),
    Fake("de_DE-thorsten-low", "de_DE", of_quality("low")),
    Fake("de_DE-thorsten-medium", "de_DE"),
    Fake("de_AT-sepp-odd", "de_AT", of_quality("custom")),
]
FORMANTS = [
    Fake(f"espeak-{tag}", tag, LAST_RESORT) for tag in ("de", "de_CH", "en_US", "sv", "pt_BR")
]
DEFAULT = "en_US-joe-medium"


def chosen(name: str | None = None, language: str | None = None) -> str:
    return choose(VoiceSelector(name=name, language=language), VOICES, DEFAULT)


def test_nothing_asked_for_is_the_default() -> None:
    assert chosen() == DEFAULT


def test_by_name_in_any_case() -> None:
    assert chosen("de_DE-thorsten-low") == "de_DE-thorsten-low"
    assert chosen("DE_de-Thorsten-LOW") == "de_DE-thorsten-low"


def test_a_name_counts_before_a_language() -> None:
    assert chosen("en_GB-alba-medium", "de") == "en_GB-alba-medium"


def test_two_names_that_differ_in_case_need_the_exact_one() -> None:
    voices = [Fake("Amy"), Fake("amy")]
    assert choose(VoiceSelector(name="amy"), voices, "Amy") == "amy"
    with pytest.raises(UnknownVoiceError):
        choose(VoiceSelector(name="AMY"), voices, "Amy")


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", DEFAULT),  # the default before a better quality
        ("en_US", DEFAULT),
        ("en-us", DEFAULT),
        ("en_GB", "en_GB-vctk-high"),  # the exact tag before the default
        ("en_AU", DEFAULT),
        ("de", "de_DE-thorsten-medium"),
        ("de_DE", "de_DE-thorsten-medium"),
        ("DE", "de_DE-thorsten-medium"),
        ("de_AT", "de_AT-sepp-odd"),  # the exact tag before the quality
        ("de_CH", "de_DE-thorsten-medium"),
    ],
)
def test_best_voice_for_a_language(language: str, voice: str) -> None:
    assert chosen(language=language) == voice


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("de", "de_DE-thorsten-medium"),
        ("de_CH", "de_DE-thorsten-medium"),  # another region, but neural
        ("en_US", DEFAULT),
        ("en_AU", DEFAULT),
        ("sv", "espeak-sv"),
        ("sv_SE", "espeak-sv"),
        ("pt_PT", "espeak-pt_BR"),
    ],
)
def test_a_last_resort_is_only_for_what_nothing_else_speaks(language: str, voice: str) -> None:
    voices = [*FORMANTS, *VOICES]
    assert choose(VoiceSelector(language=language), voices, DEFAULT) == voice


def test_a_last_resort_can_be_asked_for_by_name_and_be_the_default() -> None:
    voices = [*FORMANTS, *VOICES]
    german = VoiceSelector(language="de")
    assert choose(german, voices, "espeak-de") == "de_DE-thorsten-medium"
    assert choose(VoiceSelector(name="ESPEAK-de"), voices, DEFAULT) == "espeak-de"
    assert choose(VoiceSelector(), voices, "espeak-de") == "espeak-de"


def test_the_higher_standing_wins_within_a_quality() -> None:
    voices = [Fake("af_bella", "en_GB", of_grade("A-")), Fake("af_heart", "en_GB", of_grade("A"))]
    assert choose(VoiceSelector(language="en_GB"), voices, DEFAULT) == "af_heart"


def test_unknown_name_lists_near_matches() -> None:
    with pytest.raises(UnknownVoiceError, match="did you mean 'de_DE-thorsten-medium'") as caught:
        chosen("de_DE-torsten-medium")
    assert "'de_DE-torsten-medium'" in str(caught.value)


def test_nothing_near_lists_what_there_is() -> None:
    with pytest.raises(UnknownVoiceError, match="there is 'en_US-joe-medium', "):
        chosen("zzz")
    voices = [Fake(f"voice{k}") for k in range(50)]
    with pytest.raises(UnknownVoiceError, match="and 42 more") as caught:
        choose(VoiceSelector(name="%"), voices, "voice0")
    assert len(str(caught.value)) < 300
    with pytest.raises(UnknownVoiceError, match="there is none"):
        choose(VoiceSelector(name="any"), [], "any")


def test_unknown_language_lists_the_languages() -> None:
    with pytest.raises(UnknownVoiceError, match=r"no voice speaks 'fr_FR'; .*'de_AT', 'de_DE'"):
        chosen(language="fr_FR")


def test_a_huge_name_costs_little() -> None:
    with pytest.raises(UnknownVoiceError):
        chosen("x" * 100_000)


MULTI = Fake("multi", speakers={"anna": 0, "bert": 1, "7": 2})


@pytest.mark.parametrize(
    ("speaker", "index"),
    [(None, None), ("anna", 0), ("bert", 1), ("0", 0), ("1", 1), ("7", 2), ("2", 2)],
)
def test_speaker_by_name_or_number(speaker: str | None, index: int | None) -> None:
    assert choose_speaker(speaker, MULTI) == index


@pytest.mark.parametrize("speaker", ["3", "-1", "1.0", "bertt", "", "²", "٣"])
def test_unknown_speaker_lists_near_matches(speaker: str) -> None:
    with pytest.raises(UnknownVoiceError, match="'multi' has no speaker") as caught:
        choose_speaker(speaker, MULTI)
    if speaker == "bertt":
        assert "did you mean 'bert'" in str(caught.value)


def test_a_single_speaker_is_number_zero() -> None:
    assert choose_speaker(None, VOICES[0]) is None
    assert choose_speaker("0", VOICES[0]) is None
    with pytest.raises(UnknownVoiceError, match="has one speaker"):
        choose_speaker("1", VOICES[0])
