"""What our servers tell beside the audio: when words are heard and marks are reached."""

import math
from typing import Any

from wyoming.event import Event

from bridge.errors import UpstreamBrokenError
from bridge.order import Mark, Word

_WORD, _MARK = "spoken-word", "spoken-mark"
KINDS = (_WORD, _MARK)
"""Types of the events that tell it."""


class Told:
    """The words and marks of one answer, as they come; each kind at most one per character.

    `length` is that of the spoken text, in characters.
    """

    def __init__(self, length: int) -> None:
        self._length = length
        self.words: list[Word] = []
        self.marks: list[Mark] = []

    def add(self, event: Event, name: str) -> None:
        """Take one of `KINDS`.

        Raises `UpstreamBrokenError`, which begins with the server's `name`, for one that can't be.
        """
        kept: list[Word] | list[Mark] = self.words if event.type == _WORD else self.marks
        if len(kept) >= self._length:
            raise UpstreamBrokenError(f"{name}: sent more {event.type} events than the text has")
        try:
            if event.type == _WORD:
                self.words.append(self._word(event.data))
            else:
                self.marks.append(self._mark(event.data))
        except (KeyError, OverflowError, TypeError, ValueError):
            raise UpstreamBrokenError(f"{name}: sent a {event.type} event that can't be") from None

    def _word(self, data: dict[str, Any]) -> Word:
        start_char, end_char = data["start_char"], data["end_char"]
        if type(start_char) is not int or type(end_char) is not int:
            raise TypeError
        if not 0 <= start_char <= end_char <= self._length:
            raise ValueError
        start, end = _seconds(data["start"]), _seconds(data["end"])
        if end < start:
            raise ValueError
        return Word(start_char, end_char, start, end)

    def _mark(self, data: dict[str, Any]) -> Mark:
        name = data["name"]
        if not isinstance(name, str):
            raise TypeError
        if len(name) > self._length:
            raise ValueError
        return Mark(name, _seconds(data["time"]))


def _seconds(value: object) -> float:
    if type(value) is not float and type(value) is not int:
        raise TypeError
    if not (math.isfinite(value) and value >= 0):
        raise ValueError
    return float(value)
