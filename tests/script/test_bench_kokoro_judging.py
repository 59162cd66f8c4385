from collections.abc import Sequence
from pathlib import Path

import pytest

from script.bench_lib.errors import BenchError
from script.bench_lib.kokoro import judging
from script.bench_lib.kokoro.arms import EXACT, PEER
from script.quality_lib.errors import QualityError
from script.quality_lib.exchange import Item, Verdict

WAVS = {(PEER, "Hello."): Path("/peer-0.wav"), (EXACT, "Hello."): Path("/exact-0.wav")}


def test_each_recording_is_heard_by_all_and_rated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Item] = []

    def judge(items: Sequence[Item]) -> list[Verdict]:
        asked.extend(items)
        return [
            Verdict(
                id=item.id,
                heard=item.wav,
                errors=1,
                length=2,
                unit="word",
                ovrl=3.5 if item.mos else None,
                p808=4.0 if item.mos else None,
            )
            for item in items
        ]

    monkeypatch.setattr(judging, "judge", judge)
    found = judging.judged(WAVS)

    assert len({item.id for item in asked}) == 4
    assert {item.text for item in asked} == {"Hello."}
    assert [(one.recogniser, one.arm, one.heard, one.ovrl) for one in found] == [
        ("tiny.en", PEER, "/peer-0.wav", 3.5),
        ("tiny.en", EXACT, "/exact-0.wav", 3.5),
        ("base", PEER, "/peer-0.wav", None),
        ("base", EXACT, "/exact-0.wav", None),
    ]
    assert (found[0].errors, found[0].words, found[0].sentence) == (1, 2, "Hello.")


def test_a_judge_that_fails_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise QualityError("no ears")

    monkeypatch.setattr(judging, "judge", fail)
    monkeypatch.setattr(judging, "quality_python", fail)
    with pytest.raises(BenchError, match="no ears"):
        judging.judged(WAVS)
    with pytest.raises(BenchError, match="no ears"):
        judging.prepare()
