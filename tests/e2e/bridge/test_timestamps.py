"""SSML, timestamps and subtitles with the server itself and its embedded voice."""

import base64
import io
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import av
import numpy as np
import pytest
from av.subtitles.subtitle import AssSubtitle

from tests.bridge.program import BridgeProcess, bridge_process
from tests.e2e.program import server

from .decode import RATE, Samples, samples_of

TEXT = (
    'Dr. Smith said: "The birch canoe slid on the **smooth** planks." It was 21.5 °C outside, and '
    "the glue — all of it — was stuck to the dark background. Mail bob@example.org at 5:30, please!"
)
PLAIN = "The birch canoe slid on the smooth planks."
DOCUMENT = (
    "<speak>One &amp; <emphasis>two</emphasis>.{}<s>The <sub alias='glue'>gum</sub> was stuck.</s>"
    "</speak>"
)
BREAK = "<mark name='rest'/><break time='1500ms'/>"
SEED = {"seed": 7}


@pytest.fixture(scope="module")
def bridge(real_data_dir: Path) -> Iterator[BridgeProcess]:
    with (
        server("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir) as speaking,
        bridge_process("--wyoming-uri", speaking.address) as made,
    ):
        yield made


def post(bridge: BridgeProcess, path: str, **body: Any) -> bytes:
    request = Request(
        f"{bridge.url}/v1/audio/speech{path}",
        json.dumps({**SEED, **body}).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=60) as response:
        found = response.read()
    assert isinstance(found, bytes)
    return found


def timed(bridge: BridgeProcess, text: str, **body: Any) -> tuple[dict[str, Any], Samples]:
    found = json.loads(
        post(bridge, "/timestamps", input=text, **{"response_format": "pcm", **body})
    )
    return found, samples_of(found["format"], base64.b64decode(found["audio"]))


def cues(srt: bytes) -> list[tuple[float, float, str]]:
    with av.open(io.BytesIO(srt), mode="r", format="srt") as file:
        return [
            (p.pts / 1000, (p.pts + p.duration) / 1000, shown.ass.decode().split(",", 8)[8])
            for p in file.demux()
            for shown in p.decode()
            if isinstance(shown, AssSubtitle) and p.pts is not None and p.duration is not None
        ]


def check(found: dict[str, Any], text: str, samples: Samples) -> list[str]:
    words = found["words"]
    assert [text[w["start_char"] : w["end_char"]] for w in words] == [w["word"] for w in words]
    for word in words:
        assert 0 <= word["start"] < word["end"] <= found["duration"]
    for one, other in pairwise(words):
        assert one["end"] <= other["start"]
        assert one["end_char"] <= other["start_char"]
    assert found["duration"] == pytest.approx(len(samples) / RATE, abs=0.001)
    return [w["word"] for w in words]


def test_words_are_where_they_are_written_and_heard(bridge: BridgeProcess) -> None:
    found, samples = timed(bridge, TEXT)
    words = check(found, TEXT, samples)
    assert words[:3] == ["Dr.", "Smith", "said"]
    assert {"smooth", "21.5 °C", "bob@example.org", "5:30"} <= set(words)
    assert found["marks"] == []
    first, last = found["words"][0]["start"], found["words"][-1]["end"]
    assert first < 0.3
    assert found["duration"] - last < 0.5
    # Loud where words are, quiet where the sentences part.
    (end,) = [w["end"] for w in found["words"] if w["word"] == "planks"]
    (start,) = [w["start"] for w in found["words"] if w["word"] == "It"]
    assert _loudness(samples, end + 0.1, start - 0.02) < 0.1 * _loudness(samples, first, last)


def test_a_sentence_that_was_spoken_before_has_its_times_again(bridge: BridgeProcess) -> None:
    first, second = timed(bridge, TEXT), timed(bridge, TEXT)
    assert first[0]["words"] == second[0]["words"]
    plain = samples_of("pcm", post(bridge, "", input=TEXT, response_format="pcm"))
    assert np.array_equal(plain, first[1])


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_times_follow_the_speed(bridge: BridgeProcess, speed: float) -> None:
    found, samples = timed(bridge, PLAIN, speed=speed)
    usual, _ = timed(bridge, PLAIN)
    assert check(found, PLAIN, samples) == PLAIN.rstrip(".").split()
    ratio = usual["words"][-1]["end"] / found["words"][-1]["end"]
    assert ratio == pytest.approx(speed, rel=0.2)


def test_a_break_and_a_mark(bridge: BridgeProcess) -> None:
    short, long = DOCUMENT.format(""), DOCUMENT.format(BREAK)
    (one, _), (other, samples) = timed(bridge, short), timed(bridge, long)
    words = check(other, long, samples)
    assert words == ["One", "&amp;", "two", "The", "gum", "was", "stuck"]
    assert 1.2 < other["duration"] - one["duration"] < 1.7
    (mark,) = other["marks"]
    assert mark["name"] == "rest"
    assert other["words"][2]["end"] <= mark["time"] <= other["words"][3]["start"] - 1.4
    plain = samples_of("wav", post(bridge, "", input=long, response_format="wav"))
    assert len(plain) / RATE == pytest.approx(other["duration"], abs=0.01)


def test_a_document_as_subtitles(bridge: BridgeProcess) -> None:
    found = cues(post(bridge, "", input=DOCUMENT.format(BREAK), response_format="srt"))
    assert [text for *_, text in found] == ["One & two.", "The gum was stuck."]
    assert found[1][0] - found[0][1] > 0.5


def test_subtitles_say_what_is_heard_when_it_is(bridge: BridgeProcess) -> None:
    found, _ = timed(bridge, TEXT)
    shown = cues(post(bridge, "", input=TEXT, response_format="srt"))
    told = " ".join(text.replace("\\N", " ") for *_, text in shown)
    assert told == TEXT.replace("**", "")
    starts = {word["start"] for word in found["words"]}
    assert {start for start, *_ in shown} <= starts
    assert all(one[1] <= other[0] for one, other in pairwise(shown))
    assert shown[-1][1] <= found["duration"]
    vtt = post(bridge, "", input=TEXT, response_format="vtt").decode()
    assert vtt.startswith("WEBVTT\n\n00:00:00.")
    assert vtt.count(" --> ") == len(shown)


@pytest.mark.parametrize("path", ["", "/timestamps"])
def test_what_is_wrong_with_a_document(bridge: BridgeProcess, path: str) -> None:
    with pytest.raises(HTTPError) as caught:
        post(bridge, path, input="<speak>Hello <b")
    with caught.value as answer:
        error = json.load(answer)["error"]
    assert (answer.code, error["param"], error["code"]) == (400, "input", "invalid_request")
    assert "SSML, line 1, column 14" in error["message"]


def test_numbers_as_they_are_written(bridge: BridgeProcess) -> None:
    text = "It is 5 km."
    for more, last in (({}, "5 km"), ({"normalize": False}, "km")):
        found, samples = timed(bridge, text, **more)
        assert check(found, text, samples)[-1] == last


def _loudness(samples: Samples, start: float, end: float) -> float:
    part = samples[round(start * RATE) : round(end * RATE)]
    assert len(part)
    return float(np.sqrt((part**2).mean()))
