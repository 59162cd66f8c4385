"""From the words of an answer to cues: what a subtitle shows at a time, and when."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..order import Word
from .shown_text import ShownText

LINE = 42
"""Columns of a line; a character of the wide scripts takes two."""
MOST_SECONDS = 7.0
"""A cue is cut before it takes longer."""

_LEAST_SECONDS = 1.0  # a cue stays so long, if the next one lets it
_SILENCE = 1.5  # seconds between two words that are never in one cue
_PAUSE = 0.02  # seconds without which no sentence ends: behind "Dr." there are none
_STOPS = tuple(".!?…。！？؟۔।")
_MARKS = (*_STOPS, *",;:–—、，；：،؛")
_CLOSERS = "\"'”’»)]}」』）"
_MARKERS = str.maketrans("", "", "*_`~#|>[]")  # Markdown's, and of pauses and phonemes
_BULLET = re.compile(r"\n[ \t]*[-+*•][ \t]+")
_LINK = re.compile(r"\]\([^\s)]*\)")


@dataclass(frozen=True, slots=True)
class Cue:
    """One or two `lines` of text, shown from `start` to `end`, in seconds."""

    lines: tuple[str, ...]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word with the marks at it; `spaced` tells of a space before it."""

    text: str
    spaced: bool
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two words: marks at the one before, and at the one that follows."""

    closing: str
    spaced: bool
    opening: str
    ends_paragraph: bool


def cues_of(shown: ShownText, words: Sequence[Word], seconds: float) -> list[Cue]:
    """Return the cues for `words`, in order; `seconds` is how long the audio is.

    A cue is a sentence, or a part of one that has at most two lines of `LINE` columns and at most
    `MOST_SECONDS`, cut behind a mark where there is one. A word that is longer stands alone.
    """
    cues = [
        Cue(_lines(cut), cut[0].start, cut[-1].end)
        for sentence in _sentences(shown, words)
        for cut in _cut(sentence)
    ]
    limits = [*(cue.start for cue in cues[1:]), seconds]
    return [
        Cue(cue.lines, cue.start, max(cue.end, min(cue.start + _LEAST_SECONDS, limit)))
        for cue, limit in zip(cues, limits, strict=False)
    ]


def _sentences(shown: ShownText, words: Sequence[Word]) -> Iterator[list[_Piece]]:
    if not words:
        return
    text_end = words[-1].end_char + 1_000  # marks behind the last word, not all that is unread
    edges = [0, *(edge for word in words for edge in (word.start_char, word.end_char)), text_end]
    first, *others = zip(edges[::2], edges[1::2], strict=True)
    gaps = [_gap(" " + shown.between(*first)), *(_gap(shown.between(*span)) for span in others)]
    sentence: list[_Piece] = []
    for number, word in enumerate(words):
        before, behind = gaps[number], gaps[number + 1]
        text = shown.between(word.start_char, word.end_char)
        piece = _Piece(
            " ".join((before.opening + text + behind.closing).split()),
            before.spaced,
            word.start,
            word.end,
        )
        sentence += [piece] if piece.text else []
        following = words[number + 1] if number + 1 < len(words) else None
        if following is None or _ends(piece, behind, following.start - word.end):
            yield sentence
            sentence = []


def _ends(piece: _Piece, behind: _Gap, pause: float) -> bool:
    stopped = behind.ends_paragraph or piece.text.rstrip(_CLOSERS).endswith(_STOPS)
    return pause > _SILENCE or (stopped and pause > _PAUSE)


def _gap(text: str) -> _Gap:
    runs = _LINK.sub("", _BULLET.sub("\n", text)).split()
    if not text:
        return _Gap("", spaced=False, opening="", ends_paragraph=False)
    closing = "" if text[0].isspace() or not runs else _leading(runs.pop(0))
    opening = "" if text[-1].isspace() or not runs else _trailing(runs.pop())
    # A dash that stands alone goes with what is before it.
    alone = [_clean(run) for run in runs if not any(map(str.isalnum, run))]
    spaced = any(map(str.isspace, text))
    return _Gap(" ".join([closing, *filter(None, alone)]), spaced, opening, "\n" in text)


def _leading(run: str) -> str:
    """Return the marks at the start of what stands directly behind a word."""
    letter = next((i for i, char in enumerate(run) if char.isalnum()), len(run))
    return _clean(run[:letter])


def _trailing(run: str) -> str:
    return _leading(run[::-1])[::-1]


def _clean(run: str) -> str:
    return run.translate(_MARKERS)


# --- cuts


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the pieces of a sentence stand on one long line, in columns."""

    begins: Sequence[int]
    ends: Sequence[int]

    def width(self, begin: int, end: int) -> int:
        """Return the columns of the pieces from `begin` to before `end`."""
        return self.ends[end - 1] - self.begins[begin]

    def fits(self, begin: int, end: int) -> bool:
        """Whether they fit in two lines."""
        if self.width(begin, end) <= LINE:
            return True
        second = bisect_right(self.ends, self.begins[begin] + LINE)
        return begin < second and self.width(second, end) <= LINE


def _layout(sentence: Sequence[_Piece]) -> _Layout:
    begins, ends = [], []
    column = 0
    for piece in sentence:
        begins.append(column + piece.spaced)
        column = begins[-1] + _width(piece.text)
        ends.append(column)
    return _Layout(begins, ends)


def _cut(sentence: Sequence[_Piece]) -> Iterator[Sequence[_Piece]]:
    """Yield the parts of a sentence: few, cut behind marks, and about evenly long."""
    layout = _layout(sentence)
    costs, begins = [0.0], [0]
    for end in range(1, len(sentence) + 1):
        cost, begin = min(_ways(sentence, layout, end, costs))
        costs.append(cost)
        begins.append(begin)
    cuts = [len(sentence)]
    while cuts[-1]:
        cuts.append(begins[cuts[-1]])
    for begin, end in pairwise(reversed(cuts)):
        yield sentence[begin:end]


def _ways(
    sentence: Sequence[_Piece], layout: _Layout, end: int, costs: Sequence[float]
) -> Iterator[tuple[float, int]]:
    """Yield what it costs in all, and the begin, for each part that may end before `end`."""
    last = sentence[end - 1]
    unmarked = end < len(sentence) and not last.text.rstrip(_CLOSERS).endswith(_MARKS)
    for begin in range(end - 1, -1, -1):
        long = last.end - sentence[begin].start > MOST_SECONDS
        if begin < end - 1 and (long or not layout.fits(begin, end)):
            return
        empty = max(0.0, 1 - layout.width(begin, end) / (2 * LINE))
        yield costs[begin] + 1 + empty**2 + unmarked / 2, begin


# --- lines


def _lines(part: Sequence[_Piece]) -> tuple[str, ...]:
    """Return the text in one line, or in two that are about even."""
    whole = _joined(part)
    if _width(whole) <= LINE or len(part) == 1:
        return (whole,)
    halves = [(_joined(part[:n]), _joined(part[n:])) for n in range(1, len(part))]
    return min(halves, key=_unevenness)


def _unevenness(lines: tuple[str, str]) -> tuple[bool, float]:
    first, second = map(_width, lines)
    bonus = LINE / 4 if lines[0].endswith(_MARKS) else 0
    return max(first, second) > LINE, abs(first - second) - bonus


def _joined(part: Sequence[_Piece]) -> str:
    return "".join(" " * piece.spaced + piece.text for piece in part).strip()


def _width(text: str) -> int:
    return len(text) + sum(unicodedata.east_asian_width(char) in "WF" for char in text)
