import pytest

from bridge.order import Voice
from bridge.voices.quality import is_last_resort, quality_of, rank, without_quality

from .shelves import foreign, formant, piper


@pytest.mark.parametrize(
    ("voice", "quality"),
    [
        (Voice("de_DE-eva_k-x_low"), "x_low"),
        (Voice("de_DE-eva_k-x_low", quality="high"), "high"),
        (Voice("af_heart", quality="studio"), "studio"),
        (Voice("af_heart"), None),
        (Voice("my-voice"), None),
    ],
)
def test_the_quality_is_told_or_in_the_name(voice: Voice, quality: str | None) -> None:
    assert quality_of(voice) == quality


def test_what_is_not_on_the_scale_comes_last() -> None:
    qualities = ("high", "medium", "low", "x_low", "studio")
    assert [rank(Voice("v", quality=q)) for q in qualities] == [0, 1, 2, 3, 4]
    assert rank(Voice("v")) == 4


@pytest.mark.parametrize(
    ("name", "rest"),
    [("en_US-amy-low", "en_US-amy"), ("af_heart", "af_heart"), ("a-b", "a-b")],
)
def test_without_quality(name: str, rest: str) -> None:
    assert without_quality(name) == rest


def test_formant_voices_are_the_last_resort() -> None:
    assert is_last_resort(formant("de"))
    assert not is_last_resort(piper("de_DE-eva_k-x_low"))
    assert not is_last_resort(foreign("de_DE-eva_k-x_low"))
