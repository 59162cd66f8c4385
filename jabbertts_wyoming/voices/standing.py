"""How good voices sound beside others of their language: what choosing one goes by."""

from collections.abc import Mapping
from typing import Protocol

LAST_RESORT = 0.0
"""The standing of formant voices, behind every neural one."""

_OF_QUALITY: Mapping[str, float] = {"x_low": 0.2, "low": 0.4, "medium": 0.6, "high": 0.8}
_ODD_QUALITY = 0.1
# The publisher's grades of Kokoro's voices, on Piper's scale: without one they are medium. A plus
# or minus is less than the step to the next letter.
_OF_GRADE: Mapping[str, float] = {"A": 0.9, "B": 0.7, "C": 0.62, "D": 0.4, "F": 0.2}
_OF_SIGN: Mapping[str, float] = {"+": 0.02, "": 0.0, "-": -0.02}


class Standing(Protocol):
    """What a voice tells of itself, to be compared with others."""

    @property
    def standing(self) -> float:
        """From 0, the last resort, to 1."""


def is_last_resort(voice: Standing) -> bool:
    """Say whether a voice is only for languages that no neural one speaks."""
    return voice.standing <= LAST_RESORT


def of_quality(quality: str) -> float:
    """Return the standing of a voice of one of Piper's qualities."""
    return _OF_QUALITY.get(quality, _ODD_QUALITY)


def of_grade(grade: str | None) -> float:
    """Return the standing of a voice with a grade as `A-`, or without one."""
    base = _OF_GRADE.get(grade[:1]) if grade else None
    if base is None or grade is None:
        return of_quality("medium")
    return base + _OF_SIGN.get(grade[1:], 0.0)
