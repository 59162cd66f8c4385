"""Cues as files: SubRip, which has no standard but much use, and WebVTT."""

from collections.abc import Sequence

from ..order import Word
from .cues import Cue, cues_of
from .shown_text import ShownText

SUBTITLES = {"srt": "application/x-subrip; charset=utf-8", "vtt": "text/vtt; charset=utf-8"}
"""The `Content-Type` of each format."""

# SubRip has no way to write a character that players take for the start of a tag.
_SRT = str.maketrans({"<": "‹", "{": "("})
_VTT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def subtitles(kind: str, shown: ShownText, words: Sequence[Word], seconds: float) -> str:
    """Return the subtitles of an answer `seconds` long, as one of `SUBTITLES`."""
    cues = cues_of(shown, words, seconds)
    return srt(cues) if kind == "srt" else vtt(cues)


def srt(cues: Sequence[Cue]) -> str:
    """Return a SubRip file; "<" and "{" become "‹" and "(", and "-->" an arrow."""
    blocks = []
    for number, cue in enumerate(cues, start=1):
        lines = [line.replace("-->", "→").translate(_SRT) for line in cue.lines]
        blocks.append("\n".join([str(number), _times(cue, ","), *lines, "", ""]))
    return "".join(blocks)


def vtt(cues: Sequence[Cue]) -> str:
    """Return a WebVTT file (https://www.w3.org/TR/webvtt1/)."""
    blocks = ["WEBVTT\n\n"]
    for cue in cues:
        lines = [line.translate(_VTT) for line in cue.lines]
        blocks.append("\n".join([_times(cue, "."), *lines, "", ""]))
    return "".join(blocks)


def _times(cue: Cue, point: str) -> str:
    start = round(cue.start * 1000)
    end = max(round(cue.end * 1000), start + 1)  # a cue must not be empty
    return f"{_time(start, point)} --> {_time(end, point)}"


def _time(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest:03}"
