import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from script.quality_lib import judge
from script.quality_lib.errors import QualityError
from script.quality_lib.exchange import Item, Verdict, read_answer, written
from script.quality_lib.hearing import join
from script.quality_lib.judge import Senses, main, verdict
from script.quality_lib.sound import Samples

SOUND: Samples = np.zeros(8, np.float32)


def differing(expected: Sequence[str], heard: Sequence[str]) -> int:
    return sum(a != b for a, b in zip(expected, heard, strict=True))


class Ears:
    """Hears what it was given, and notes for whom it listened."""

    def __init__(self, heard: str) -> None:
        self.heard = heard
        self.asked: list[tuple[str, str]] = []
        self.rated = 0

    def senses(self) -> Senses:
        return Senses(self._read, self._hear, self._rate)

    def _read(self, path: Path) -> Samples:
        if path.name == "missing.wav":
            raise QualityError(f"{path} can't be read")
        return SOUND

    def _hear(self, samples: Samples, recogniser: str, language: str) -> str:
        assert samples is SOUND
        self.asked.append((recogniser, language))
        return self.heard

    def _rate(self, samples: Samples) -> tuple[float, float]:
        self.rated += 1
        return 3.25, 4.5


@pytest.fixture(autouse=True)
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "count", differing)


def test_a_verdict_counts_what_was_misheard() -> None:
    ears = Ears("das licht ist aus")
    item = Item("a", "a.wav", "Das Licht ist an.", "de-DE")
    assert verdict(item, ears.senses()) == Verdict("a", "das licht ist aus", 1, 4, "word")
    assert ears.asked == [("base", "de")]
    assert ears.rated == 0


def test_characters_are_counted_where_words_are_not_parted() -> None:
    item = Item("a", "a.wav", "불을 켜 줘.", "ko", mos=True)
    expected = Verdict("a", "불을 꺼줘", 1, 4, "character", 3.25, 4.5)
    assert verdict(item, Ears("불을 꺼줘").senses()) == expected


def test_the_english_recogniser_hears_no_german() -> None:
    with pytest.raises(QualityError, match=r"tiny\.en hears English, not de"):
        verdict(Item("a", "a.wav", "Gut", "de", "tiny.en"), Ears("").senses())


def test_a_text_without_words_can_not_be_judged() -> None:
    with pytest.raises(QualityError, match="no words"):
        verdict(Item("a", "a.wav", "…", "de"), Ears("").senses())


def test_the_program_answers_in_the_requests_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    items = [Item(name, "x.wav", "sehr gut", "de") for name in "ba"]
    request, answer = tmp_path / "request", tmp_path / "answer"
    request.write_text(written(items), encoding="utf-8")
    assert main([str(request), str(answer)], Ears("sehr rot").senses()) == 0
    found = read_answer(answer.read_text(encoding="utf-8"))
    assert [(one.id, one.errors, one.length) for one in found] == [("b", 1, 2), ("a", 1, 2)]
    assert "1/2 b: 1 of 2 words wrong: sehr rot" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("request_text", "told"),
    [
        (None, "No such file"),
        ("{", "not JSON"),
        (written([Item("a", "missing.wav", "gut", "de")]), "missing.wav can't be read"),
    ],
)
def test_what_can_not_be_judged_is_told(
    request_text: str | None, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request, answer = tmp_path / "request", tmp_path / "answer"
    if request_text is not None:
        request.write_text(request_text, encoding="utf-8")
    assert main([str(request), str(answer)], Ears("").senses()) == 1
    assert told in capsys.readouterr().err
    assert not answer.exists()


@pytest.mark.parametrize("arguments", [[], ["one"], ["--help"], ["a", "b", "c"]])
def test_wrong_arguments_show_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "REQUEST.json ANSWER.json" in capsys.readouterr().err


def test_a_model_is_joined_of_its_parts(tmp_path: Path) -> None:
    for n, content in enumerate((b"one ", b"two"), 1):
        part = tmp_path / f"p{n}"
        part.mkdir()
        (part / f"model.bin.part{n}").write_bytes(content)
    (tmp_path / "p1" / "config.json").write_text(json.dumps({}), encoding="utf-8")
    join([tmp_path / "p1", tmp_path / "p2"], tmp_path / "whole")
    found = {path.name: path.read_bytes() for path in (tmp_path / "whole").iterdir()}
    assert found == {"config.json": b"{}", "model.bin": b"one two"}
