"""What marked-up text becomes: a list of items to speak in order."""

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Prosody:
    """How a span is spoken, relative to the request's own settings.

    `rate` is a factor of the tempo (2.0 takes half the time), `volume` a linear gain, `pitch` a
    factor of the frequency. `language` is a BCP 47 tag as written; None is the language of the
    voice. `voices` are names in order of preference; empty is the request's voice.
    """

    rate: float = 1.0
    volume: float = 1.0
    pitch: float = 1.0
    language: str | None = None
    voices: tuple[str, ...] = ()


PLAIN: Final = Prosody()


class ReadAs(StrEnum):
    """What a text is, where the writer says so (`say-as`)."""

    ADDRESS = "address"
    CARDINAL = "cardinal"
    CHARACTERS = "characters"
    CURRENCY = "currency"
    DATE = "date"
    DIGITS = "digits"
    DURATION = "duration"
    FRACTION = "fraction"
    ORDINAL = "ordinal"
    TELEPHONE = "telephone"
    TIME = "time"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class SayAs:
    """How to read a text aloud; `format` is lower case, empty if not given.

    For a date it is the order of its fields, each of `y`, `m`, `d` once at most: `mdy`, `ym`, …
    """

    kind: ReadAs
    format: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of a text, from `index` on, that stood at `start` to `end` in the source.

    They are the same characters, or there is a single one that was written as a reference.
    """

    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """Text to speak.

    `start` and `end` are where it stood in the source, in characters. `runs` tells it in detail;
    without runs the text stands for `source[start:end]` as a whole (a `sub`, for one). With
    `phonemes`, IPA, those are spoken, and `text` (which may be empty) is what they are written
    for. Spaces at the edges tell whether words of neighbouring spans are apart.
    """

    text: str
    start: int
    end: int
    how: Prosody = PLAIN
    say_as: SayAs | None = None
    phonemes: str | None = None
    runs: tuple[Run, ...] = field(default=(), repr=False)

    def source_span(self, first: int, last: int) -> tuple[int, int]:
        """Return where in the source `text[first:last]`, which is not empty, stood."""
        if not self.runs:
            return self.start, self.end
        return self._place(first)[0], self._place(last - 1)[1]

    def _place(self, index: int) -> tuple[int, int]:
        place = bisect_right(self.runs, index, key=lambda run: run.index) - 1
        run = self.runs[max(0, place)]
        following = self.runs[place + 1].index if place + 1 < len(self.runs) else len(self.text)
        if following - run.index == 1:
            return run.start, run.end
        start = run.start + index - run.index
        return start, start + 1


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence; 0 seconds asks for none where there might be one."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A place whose time the client wants to know."""

    name: str


@dataclass(frozen=True, slots=True)
class Boundary:
    """Between two sentences or, if `paragraph`, two paragraphs."""

    paragraph: bool = False


Item = Said | Pause | Mark | Boundary
