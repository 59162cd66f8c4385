import json
import wave
from pathlib import Path

import numpy as np
import pytest

from jabbertts_wyoming.engines.espeak.engine import EspeakEngine
from jabbertts_wyoming.engines.espeak.text import to_ids, word_map
from script.quality_lib import cli, sound, timestamps
from script.quality_lib.document import NAME
from script.quality_lib.errors import QualityError
from script.quality_lib.results import Machine
from script.quality_lib.timed_speech import KOKORO, Speaker, TimedSpeech, TimedWord, speaking
from script.quality_lib.timestamps import Compared, Times, VoiceTimes, compared, sentences

MACHINE = Machine("A processor", 2, 23.5, "Linux", "2026-01-02", "script/quality timestamps", {})
FORMANT = Speaker("espeak-en", EspeakEngine("gmw/en-US"), to_ids, word_map)


def words(*timed: tuple[str, float]) -> list[TimedWord]:
    return [TimedWord(word, start, start + 0.2) for word, start in timed]


HALF = Compared(
    "Good day, it is.",
    words(("Good", 0.1), ("day", 0.4), ("it", 0.8), ("is", 1.0)),
    words((" Good", 0.05), (" day,", 0.43), (" this", 0.7), (" is.", 1.25)),
)


def test_only_words_that_were_heard_rightly_count() -> None:
    assert HALF.differences() == pytest.approx([0.05, -0.03, -0.25])


def test_the_row_of_a_voice() -> None:
    cells = VoiceTimes("joe", [HALF, HALF]).cells()
    assert cells == ("joe", "en", "2", "8", "6", "50", "250", "-30")
    deaf = VoiceTimes("joe", [Compared("Good", words(("Good", 0.1)), [])]).cells()
    assert deaf == ("joe", "en", "1", "1", "0", "–", "–", "–")


def test_the_section_tells_where_the_figures_are_from() -> None:
    lines = Times(MACHINE, [VoiceTimes("joe", [HALF])]).section().splitlines()
    assert "| joe | en | 1 | 4 | 3 | 50 | 250 | -30 |" in lines
    assert lines[-1].startswith("`script/quality timestamps`, 2026-01-02, on A processor.")


def test_there_are_enough_sentences() -> None:
    texts = sentences()
    assert len(set(texts)) == len(texts) >= 40
    assert not any(char.isdigit() for text in texts for char in text)


@pytest.mark.parametrize("language", sorted(set(KOKORO.values()) - {"en"}))
def test_other_languages_have_ten_sentences(language: str) -> None:
    assert len(sentences(language)) == 10


def test_words_of_other_languages_are_known_again() -> None:
    told, heard = words(("forêt,", 0.1), ("là", 0.4)), words((" Forêt", 0.2), (" la", 0.4))
    assert Compared("forêt, là", told, heard).differences() == pytest.approx([-0.1])


async def test_a_speaker_tells_when_its_words_begin(tmp_path: Path) -> None:
    async with speaking() as pool:
        speech = await FORMANT.speak("Good morning, my friend.", tmp_path / "a.wav", pool)
    assert [word.word for word in speech.words] == ["Good", "morning", "my", "friend"]
    starts = [word.start for word in speech.words]
    assert starts == sorted(starts)
    with wave.open(str(speech.wav)) as file:
        assert starts[-1] < speech.words[-1].end <= file.getnframes() / file.getframerate()


async def test_a_text_that_is_no_sentence_is_refused(tmp_path: Path) -> None:
    async with speaking() as pool:
        with pytest.raises(QualityError, match="not a sentence"):
            await FORMANT.speak("...", tmp_path / "a.wav", pool)


def test_the_recogniser_hears_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.ones(3, np.float32)
    monkeypatch.setattr(sound, "read", lambda path: samples if path == Path("a.wav") else None)

    def hear(heard: object, recogniser: str, language: str) -> list[tuple[str, float, float]]:
        assert heard is samples
        assert (recogniser, language) == ("base", "en")
        return [("Good", 0.25, 0.5)]

    speech = TimedSpeech("Good", Path("a.wav"), words(("Good", 0.2)))
    assert compared(speech, hear).differences() == pytest.approx([-0.05])


def test_the_command_writes_section_and_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "measure", lambda _work, _say: [VoiceTimes("joe", [HALF])])
    assert cli.main(["timestamps", "--work", str(tmp_path), "--output", str(tmp_path / "o")]) == 0
    assert "| joe | en | 1 |" in (tmp_path / "o" / NAME).read_text("utf-8")
    raw = json.loads((tmp_path / "o" / "quality-timestamps.json").read_text("utf-8"))
    (sentence,) = raw["voices"][0]["sentences"]
    assert sentence["told"][1] == {"word": "day", "start": 0.4, "end": pytest.approx(0.6)}


def test_all_sentences_are_spoken_by_each_speaker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timestamps, "sentences", lambda _language: ["Good morning.", "Good night."])
    monkeypatch.setattr(timestamps, "speakers", lambda _work: [FORMANT])
    monkeypatch.setattr(sound, "read", lambda _path: np.ones(3, np.float32))
    said: list[str] = []
    (found,) = timestamps.measure(tmp_path, said.append, lambda *_: [(" good", 0.0, 0.1)])
    assert said == ["espeak-en: 2 sentences"]
    assert found.cells()[:5] == ("espeak-en", "en", "2", "4", "2")
