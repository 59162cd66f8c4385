import wave
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from wyoming.server import AsyncTcpServer

from script.quality_lib.client import Voice
from script.quality_lib.exchange import Verdict
from script.quality_lib.languages import Spoken, beside, prepared, speak_language

from .quality_server import RATE, Handler, Shelf

TEXTS = ["Good morning.", "Good night."]
NEURAL = Voice("joe", ("en_US",), "piper", "medium")
HEART = Voice("af_heart", ("en_US",), "kokoro", "high")
FORMANT = Voice("espeak-en", ("en",), "espeak", "x_low")
GERMAN = Voice("espeak-de", ("de",), "espeak", "medium")


@pytest.fixture
def shelf() -> Shelf:
    voices = {
        "joe": ("en_US", "piper"),
        "af_heart": ("en_US", "kokoro"),
        "espeak-en": ("en", "espeak"),
        "espeak-de": ("de", "espeak"),
    }
    return Shelf(voices, {"en": "joe", "de": "espeak-de", "no": "espeak-no"})


@pytest.fixture
async def uri(shelf: Shelf, unused_port: int) -> AsyncIterator[str]:
    server = AsyncTcpServer("127.0.0.1", unused_port)
    await server.start(partial(Handler, shelf))
    yield f"tcp://127.0.0.1:{unused_port}"
    await server.stop()


async def spoken(uri: str, language: str, folder: Path) -> list[Spoken]:
    return await speak_language(uri, language, TEXTS, folder, lambda _line: None)


async def test_the_servers_choice_is_found_by_its_sound(uri: str, tmp_path: Path) -> None:
    (german,) = await spoken(uri, "de", tmp_path)
    assert (german.row.asked, german.row.voice) == ("language", GERMAN)
    with wave.open(str(german.files[1])) as file:
        assert file.getframerate() == RATE
        assert file.readframes(100).endswith("night.".encode("utf-16-le"))


async def test_other_voices_speak_for_comparison(uri: str, tmp_path: Path) -> None:
    rows = [one.row for one in await spoken(uri, "en", tmp_path)]
    found = [(row.asked, row.voice.name) for row in rows if row.voice is not None]
    assert found == [("language", "joe"), ("name", "af_heart"), ("name", "espeak-en")]


async def test_a_language_without_a_voice_is_told(uri: str, tmp_path: Path) -> None:
    (row,) = await spoken(uri, "fi", tmp_path)
    assert row.row.problem == "no voice"
    assert row.items() == []
    assert row.judged({}).rate is None


async def test_a_voice_that_fails_is_told(uri: str, shelf: Shelf, tmp_path: Path) -> None:
    shelf.mute = {"espeak-de", "af_heart"}
    (german,) = await spoken(uri, "de", tmp_path)
    assert (german.row.voice, german.row.problem) == (None, "the voice is broken")
    english = await spoken(uri, "en", tmp_path)
    assert [one.row.problem for one in english] == ["", "the voice is broken", ""]


async def test_a_voice_that_info_does_not_tell_is_an_error(uri: str, tmp_path: Path) -> None:
    (row,) = await spoken(uri, "no", tmp_path)
    assert "no voice in info gives the answer" in row.row.problem


async def test_voices_are_waited_for(
    uri: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("script.quality_lib.languages._POLL_S", 0.001)
    shelf.told_after = 3
    assert await prepared(uri, ["af_heart"], 30.0) == []
    assert await prepared(uri, ["af_heart", "other"], 0.0) == ["other"]


async def test_verdicts_find_their_sentences(uri: str, tmp_path: Path) -> None:
    (german,) = await spoken(uri, "de", tmp_path)
    first, second = german.items()
    row = german.judged(
        {
            second.id: Verdict(second.id, "good night", 1, 2, "word"),
            first.id: Verdict(first.id, "morning", 2, 3, "word"),
        }
    )
    assert [(one.text, one.heard) for one in row.sentences] == [
        ("Good morning.", "morning"),
        ("Good night.", "good night"),
    ]
    assert (row.errors, row.length, row.rate, row.unit) == (3, 5, 0.6, "word")


def test_a_formant_voice_is_compared_with_neural_ones_alone() -> None:
    known = [NEURAL, HEART, FORMANT, GERMAN]
    assert beside("en", NEURAL, known) == [HEART, FORMANT]
    assert beside("en", HEART, known) == [FORMANT]
    assert beside("de", GERMAN, known) == []
