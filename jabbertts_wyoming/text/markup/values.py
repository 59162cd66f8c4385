"""What the values of SSML's attributes mean, in numbers. A ValueError says what is allowed."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from .spans import Prosody

_T = TypeVar("_T")

RATES = (0.25, 4.0)
VOLUMES = (0.0, 4.0)
PITCHES = (0.5, 2.0)
MAX_PAUSE = 10.0  # seconds

# Azure's documentation of SSML is the one that tells its figures.
_RATE_NAMES = {"x-slow": 0.5, "slow": 0.64, "fast": 1.55, "x-fast": 2.0}
_PITCH_NAMES = {"x-low": 0.55, "low": 0.8, "high": 1.2, "x-high": 1.45}
_PAUSES = {
    "none": 0.0,
    "x-weak": 0.25,
    "weak": 0.5,
    "medium": 0.75,
    "strong": 1.0,
    "x-strong": 1.25,
}
# Steps of 6 dB down; up there is less room before the limiter.
_VOLUME_DECIBELS = {"x-soft": -12.0, "soft": -6.0, "loud": 3.0, "x-loud": 6.0}
_UNCHANGED = ("medium", "default")
_EMPHASES = {
    "strong": (0.85, 1.25, 1.1),
    "moderate": (0.92, 1.12, 1.05),
    "none": (1.0, 1.0, 1.0),
    "reduced": (1.08, 0.9, 0.97),
}

# A change in Hz is one of this voice: about the middle between women's and men's.
_TYPICAL_PITCH = 160.0
_NUMBER = re.compile(
    r"([+-]?)([0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})\s?(%|dB|st|Hz|ms|s)?", re.I | re.A
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8}){0,7}")
_MOST_NAMES = 20
_LONGEST_SHOWN = 40


def shown(value: str) -> str:
    """Return `value` quoted for a message, cut if it is long."""
    return repr(value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…")


def seconds(value: str) -> float:
    """Return a duration such as `500ms` or `1.5s`, at most MAX_PAUSE."""
    sign, number, unit = _parts(value)
    if unit not in ("s", "ms") or sign == "-":
        raise ValueError(f"time must be a duration such as 500ms or 1.5s, not {shown(value)}")
    duration = number / 1000 if unit == "ms" else number
    if duration > MAX_PAUSE:
        raise ValueError(f"time must be at most {MAX_PAUSE:g}s, not {shown(value)}")
    return duration


def pause_of(attributes: Mapping[str, str]) -> float:
    """Return how long a `break` is, seconds: its time, or else what its strength stands for."""
    if "time" in attributes:
        return seconds(attributes["time"])
    return _named(_PAUSES, attributes.get("strength", "medium"), "strength")


def language_of(value: str) -> str | None:
    """Return the language of an `xml:lang`; empty means that it is not known."""
    tag = value.strip()
    if not tag:
        return None
    if not _LANGUAGE.fullmatch(tag):
        raise ValueError(f"a language must be a tag such as en or de-DE, not {shown(value)}")
    return tag


def with_prosody(how: Prosody, attributes: Mapping[str, str]) -> Prosody:
    """Return `how` changed by a `prosody` element; its contour, range and duration are ignored."""
    return _changed(
        how,
        rate=_rate(attributes["rate"]) if "rate" in attributes else 1.0,
        volume=_volume(attributes["volume"]) if "volume" in attributes else 1.0,
        pitch=_pitch(attributes["pitch"]) if "pitch" in attributes else 1.0,
    )


def with_emphasis(how: Prosody, attributes: Mapping[str, str]) -> Prosody:
    """Return `how` changed by an `emphasis` element: a little slower, louder and higher."""
    rate, volume, pitch = _named(_EMPHASES, attributes.get("level", "moderate"), "level")
    return _changed(how, rate=rate, volume=volume, pitch=pitch)


def with_voice(how: Prosody, attributes: Mapping[str, str]) -> Prosody:
    """Return `how` changed by a `voice` element.

    A voice that is named without a language speaks its own. Gender, age and variant are ignored.
    """
    names = tuple(dict.fromkeys(attributes.get("name", "").split()))
    if len(names) > _MOST_NAMES:
        raise ValueError(f"the name of a <voice> may list at most {_MOST_NAMES} voices")
    languages = attributes.get("languages", "").split()
    if names:
        how = replace(how, voices=names, language=None)
    if languages:  # each may have an accent: zh:en
        how = replace(how, language=language_of(languages[0].partition(":")[0]))
    return how


def _changed(how: Prosody, *, rate: float, volume: float, pitch: float) -> Prosody:
    return replace(
        how,
        rate=_within(how.rate * rate, RATES),
        volume=_within(how.volume * volume, VOLUMES),
        pitch=_within(how.pitch * pitch, PITCHES),
    )


def _within(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])


def _rate(value: str) -> float:
    name = value.strip().lower()
    if name in _UNCHANGED:
        return 1.0
    if name in _RATE_NAMES:
        return _RATE_NAMES[name]
    sign, number, unit = _parts(value)
    if unit in ("%", ""):
        return _factor(sign, number / 100 if unit else number)
    raise ValueError(
        f"rate must be x-slow, slow, medium, fast, x-fast, default, a percentage (80%, +20%) "
        f"or a factor (1.2), not {shown(value)}"
    )


def _volume(value: str) -> float:
    name = value.strip().lower()
    if name in _UNCHANGED:
        return 1.0
    if name == "silent":
        return 0.0
    if name in _VOLUME_DECIBELS:
        return _gain(_VOLUME_DECIBELS[name])
    sign, number, unit = _parts(value)
    if unit == "db":
        return _gain(-number if sign == "-" else number)
    if unit in ("%", ""):  # a plain number is of 100, too
        return _factor(sign, number / 100)
    raise ValueError(
        f"volume must be silent, x-soft, soft, medium, loud, x-loud, default, decibels (+6dB), "
        f"a percentage or a number from 0 to 100, not {shown(value)}"
    )


def _pitch(value: str) -> float:
    name = value.strip().lower()
    if name in _UNCHANGED:
        return 1.0
    if name in _PITCH_NAMES:
        return _PITCH_NAMES[name]
    sign, number, unit = _parts(value)
    change = -number if sign == "-" else number
    if sign and unit == "st":
        return float(2.0 ** (_within(change, (-48.0, 48.0)) / 12))
    if sign and unit in ("%", "hz"):
        return 1 + change / (100 if unit == "%" else _TYPICAL_PITCH)
    raise ValueError(
        f"pitch must be x-low, low, medium, high, x-high, default, or a change with its sign in "
        f"percent, semitones or Hz (+10%, -2st, +20Hz), not {shown(value)}"
    )


def _factor(sign: str, number: float) -> float:
    return {"": number, "+": 1 + number, "-": 1 - number}[sign]


def _gain(decibels: float) -> float:
    return float(10 ** (_within(decibels, (-120.0, 120.0)) / 20))


def _parts(value: str) -> tuple[str, float, str]:
    """Return sign, number and unit in lower case; the unit is "?" if it is no number at all."""
    match = _NUMBER.fullmatch(value.strip())
    if match is None:
        return "", 0.0, "?"
    sign, number, unit = match.groups()
    return sign, float(number), (unit or "").lower()


def _named(table: Mapping[str, _T], value: str, attribute: str) -> _T:
    name = value.strip().lower()
    if name not in table:
        raise ValueError(f"{attribute} must be {', '.join(table)}, not {shown(value)}")
    return table[name]
