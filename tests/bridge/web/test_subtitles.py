"""Subtitles as files, read back by FFmpeg's parsers."""

import io
from itertools import pairwise

import av
import pytest
from av.subtitles.subtitle import AssSubtitle

from bridge.order import Word
from bridge.web.cues import Cue
from bridge.web.shown_text import ShownText
from bridge.web.subtitles import srt, subtitles, vtt

from .timed_words import words_of

CUES = [
    Cue(("Good morning.",), 0.058, 1.0004),
    Cue(("One line,", "and another one."), 3725.5, 3729.9996),
]
FORMATS = {"srt": "srt", "vtt": "webvtt"}
ODD = ["a <b>bold</b> <i> word", "x < y > z --> w", "{\\an8} {x}", "&amp; &lt;b&gt; & co", "<c.x>"]


def read(kind: str, text: str) -> list[tuple[float, float, str]]:
    """Return start and end in seconds, and the lines as a player shows them."""
    found = []
    with av.open(io.BytesIO(text.encode()), mode="r", format=FORMATS[kind]) as file:
        for packet in file.demux():
            for shown in packet.decode():
                assert isinstance(shown, AssSubtitle)
                dialogue = shown.ass.decode().split(",", 8)[8]
                assert packet.pts is not None
                assert packet.duration is not None
                start = packet.pts / 1000
                found.append((start, start + packet.duration / 1000, dialogue))
    return found


def test_srt() -> None:
    assert srt(CUES) == (
        "1\n00:00:00,058 --> 00:00:01,000\nGood morning.\n\n"
        "2\n01:02:05,500 --> 01:02:10,000\nOne line,\nand another one.\n\n"
    )


def test_vtt() -> None:
    assert vtt(CUES) == (
        "WEBVTT\n\n00:00:00.058 --> 00:00:01.000\nGood morning.\n\n"
        "01:02:05.500 --> 01:02:10.000\nOne line,\nand another one.\n\n"
    )


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_a_player_shows_the_same(kind: str) -> None:
    text = srt(CUES) if kind == "srt" else vtt(CUES)
    assert read(kind, text) == [
        (0.058, 1.0, "Good morning."),
        (3725.5, 3730.0, "One line,\\Nand another one."),
    ]


@pytest.mark.parametrize("line", ODD)
def test_vtt_shows_what_looks_like_markup(line: str) -> None:
    (shown,) = read("vtt", vtt([Cue((line,), 0, 1)]))
    assert shown[2].replace("\\{{}", "{").replace("\u2060", "") == line  # as FFmpeg escapes for ASS


@pytest.mark.parametrize("line", ODD)
def test_srt_has_nothing_that_looks_like_markup(line: str) -> None:
    (shown,) = read("srt", srt([Cue((line,), 0, 1)]))
    plain = line.replace("-->", "→").replace("<", "‹").replace("{", "(")
    assert shown[2] == plain


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_a_cue_is_never_empty(kind: str) -> None:
    text = subtitles(kind, ShownText("a b"), [Word(0, 1, 2.0, 2.0), Word(2, 3, 4.0, 4.0)], 4.0)
    found = read(kind, text)
    assert len(found) == 2
    assert all(start < end for start, end, _ in found)


@pytest.mark.parametrize(("kind", "empty"), [("srt", ""), ("vtt", "WEBVTT\n\n")])
def test_a_text_without_words(kind: str, empty: str) -> None:
    assert subtitles(kind, ShownText("…"), [], 0.1) == empty


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_all_words_of_a_long_text_are_there_once(kind: str) -> None:
    text = "The birch canoe slid on the smooth planks, and the glue was stuck to it. " * 30
    words = words_of(text)
    found = read(kind, subtitles(kind, ShownText(text), words, words[-1].end))
    assert " ".join(line.replace("\\N", " ") for *_, line in found) == text.strip()
    assert found[0][0] == 0
    assert found[-1][1] == pytest.approx(words[-1].end, abs=0.001)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
