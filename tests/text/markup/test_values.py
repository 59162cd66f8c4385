import re

import pytest

from jabbertts_wyoming.text.markup.spans import PLAIN, Prosody
from jabbertts_wyoming.text.markup.values import (
    PITCHES,
    RATES,
    VOLUMES,
    language_of,
    pause_of,
    seconds,
    shown,
    with_emphasis,
    with_prosody,
    with_voice,
)


@pytest.mark.parametrize(
    ("rate", "factor"),
    [
        ("medium", 1.0),
        ("default", 1.0),
        ("x-slow", 0.5),
        ("X-Fast", 2.0),
        ("80%", 0.8),
        ("+20%", 1.2),
        ("-20.5%", 0.795),
        ("1.5", 1.5),
        ("+0.5", 1.5),
        (".5", 0.5),
        ("1000%", RATES[1]),
        ("0%", RATES[0]),
        ("-200%", RATES[0]),
    ],
)
def test_rate(rate: str, factor: float) -> None:
    assert with_prosody(PLAIN, {"rate": rate}).rate == pytest.approx(factor)


@pytest.mark.parametrize(
    ("volume", "gain"),
    [
        ("silent", 0.0),
        ("medium", 1.0),
        ("+6dB", 1.995),
        ("-20 dB", 0.1),
        ("50", 0.5),
        ("100.0", 1.0),
        ("+10", 1.1),
        ("-30%", 0.7),
        ("x-soft", 0.251),
        ("x-loud", 1.995),
        ("+999999999dB", VOLUMES[1]),
    ],
)
def test_volume(volume: str, gain: float) -> None:
    assert with_prosody(PLAIN, {"volume": volume}).volume == pytest.approx(gain, abs=1e-3)


@pytest.mark.parametrize(
    ("pitch", "factor"),
    [
        ("medium", 1.0),
        ("low", 0.8),
        ("+12st", 2.0),
        ("-12ST", 0.5),
        ("+10%", 1.1),
        ("+16Hz", 1.1),
        ("-160Hz", PITCHES[0]),
        ("+999999999st", PITCHES[1]),
    ],
)
def test_pitch(pitch: str, factor: float) -> None:
    assert with_prosody(PLAIN, {"pitch": pitch}).pitch == pytest.approx(factor)


@pytest.mark.parametrize("name", ["rate", "volume", "pitch"])
@pytest.mark.parametrize("value", ["", "quick", "1.2.3", "NaN", "inf", "5 apples", "٣", "1e3"])
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must be .*, not '"):
        with_prosody(PLAIN, {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [("rate", "2st"), ("rate", "+6dB"), ("volume", "6Hz"), ("pitch", "200Hz"), ("pitch", "110%")],
)
def test_a_wrong_unit_or_a_missing_sign_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be .*, not '{re.escape(value)}'$"):
        with_prosody(PLAIN, {name: value})


def test_prosody_multiplies() -> None:
    how = with_prosody(PLAIN, {"rate": "200%", "volume": "50"})
    assert with_prosody(how, {"rate": "50%", "volume": "50"}) == Prosody(volume=0.25)


def test_contour_range_and_duration_are_ignored() -> None:
    assert with_prosody(PLAIN, {"contour": "(0%,+9Hz)", "range": "x", "duration": "y"}) == PLAIN


def test_emphasis() -> None:
    strong, moderate = with_emphasis(PLAIN, {"level": "strong"}), with_emphasis(PLAIN, {})
    assert strong.rate < moderate.rate < 1 < moderate.volume < strong.volume
    assert with_emphasis(PLAIN, {"level": "none"}) == PLAIN
    reduced = with_emphasis(PLAIN, {"level": "reduced"})
    assert reduced.volume < 1 < reduced.rate
    with pytest.raises(ValueError, match="level must be strong, moderate, none, reduced, not 'x'"):
        with_emphasis(PLAIN, {"level": "x"})


def test_names_of_voices_are_bounded() -> None:
    """Each of them is looked for."""
    assert with_voice(PLAIN, {"name": "joe amy joe " * 1000}).voices == ("joe", "amy")
    with pytest.raises(ValueError, match="at most 20 voices"):
        with_voice(PLAIN, {"name": " ".join(map(str, range(21)))})


@pytest.mark.parametrize(
    ("attributes", "voices", "language"),
    [
        ({}, (), "en"),
        ({"name": "joe amy"}, ("joe", "amy"), None),
        ({"languages": "de-DE fr"}, (), "de-DE"),
        ({"name": "joe", "languages": "zh:en"}, ("joe",), "zh"),
        ({"gender": "female", "age": "6"}, (), "en"),
    ],
)
def test_voice(attributes: dict[str, str], voices: tuple[str, ...], language: str | None) -> None:
    how = with_voice(Prosody(language="en"), attributes)
    assert how == Prosody(voices=voices, language=language)


@pytest.mark.parametrize(
    ("attributes", "pause"),
    [
        ({}, 0.75),
        ({"strength": "none"}, 0.0),
        ({"strength": "x-strong"}, 1.25),
        ({"time": "500ms"}, 0.5),
        ({"time": "+1.5s", "strength": "weak"}, 1.5),
        ({"time": " 10s "}, 10.0),
        ({"time": "0s"}, 0.0),
    ],
)
def test_pause(attributes: dict[str, str], pause: float) -> None:
    assert pause_of(attributes) == pause


@pytest.mark.parametrize(
    ("time", "message"),
    [
        ("10.1s", "time must be at most 10s, not '10.1s'"),
        ("-1s", "time must be a duration such as 500ms or 1.5s, not '-1s'"),
        ("3", "time must be a duration such as 500ms or 1.5s, not '3'"),
        ("", "time must be a duration such as 500ms or 1.5s, not ''"),
    ],
)
def test_a_wrong_time_is_named(time: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        seconds(time)


def test_a_wrong_strength_is_named() -> None:
    with pytest.raises(ValueError, match=r"strength must be none, x-weak, .*, not 'long'"):
        pause_of({"strength": "long"})


@pytest.mark.parametrize(("tag", "language"), [("de-DE", "de-DE"), ("en_US", "en_US"), (" ", None)])
def test_language(tag: str, language: str | None) -> None:
    assert language_of(tag) == language


@pytest.mark.parametrize("tag", ["de de", "1", "x" * 9, "en-", "-", "ä"])
def test_a_wrong_language_is_named(tag: str) -> None:
    with pytest.raises(ValueError, match="a language must be a tag"):
        language_of(tag)


def test_long_values_are_cut_in_messages() -> None:
    assert len(shown("x" * 10_000)) < 50
