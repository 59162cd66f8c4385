"""Made-up results of a run over Kokoro."""

from script.bench_lib.kokoro.arms import ARMS, EXACT, PEER, STREAMING
from script.bench_lib.kokoro.results import (
    Judgement,
    KokoroResults,
    MemoryUse,
    Sample,
    Start,
)
from script.bench_lib.results import Machine

MIB = 2**20
FACTOR = {PEER: 1.0, STREAMING: 0.1, EXACT: 0.5}
SHORT, LONG = "Short.", "A long one."


def sample(
    arm: str,
    text: str,
    first: float,
    *,
    round_: int = 0,
    cpu: float = 1.0,
    chunks: int = 1,
    gaps: int = 0,
) -> Sample:
    return Sample(arm, text, round_, first, 2 * first, 4.0, cpu, chunks, gaps)


def judgement(
    arm: str,
    sentence: str,
    *,
    errors: int = 0,
    recogniser: str = "tiny.en",
    scores: tuple[float, float] | None = (3.5, 4.0),
) -> Judgement:
    ovrl, p808 = scores or (None, None)
    return Judgement(arm, sentence, recogniser, sentence, errors, 50, ovrl, p808)


def results(*samples: Sample) -> KokoroResults:
    machine = Machine(
        cpu="Test CPU",
        cores=2,
        memory_gib=4.0,
        system="Linux",
        load_average=0.5,
        date="2026-01-01 00:00 UTC",
        command="script/bench --kokoro",
        versions={"ours": {"wyoming": "1.10.2"}, "peer": {"kokoro-onnx": "0.6.1"}},
    )
    commands = {"ours": "server --uri URI", "peer": "peer MODEL VOICES"}
    return KokoroResults(2, machine, commands, preparation=31.25, samples=list(samples))


def full() -> KokoroResults:
    """Return a run in which ours is ten times as early, and half of what ours says streams."""
    got = results(
        *(
            sample(arm, text, first * FACTOR[arm], round_=round_, cpu=2 * FACTOR[arm])
            for arm in ARMS
            for text, first in (("5 words", 1.0), ("60 words", 8.0))
            for round_ in range(2)
        )
    )
    for arm in ARMS:
        got.spoken.append(sample(arm, SHORT, 0.5, cpu=1.0))
        chunks = 4 if arm == STREAMING else 1
        got.spoken.append(sample(arm, LONG, 0.5, cpu=1.0, chunks=chunks, gaps=chunks // 4))
    better = {PEER: (3.5, 4.0), STREAMING: (3.4, 4.1), EXACT: (3.5, 3.9)}
    for arm in ARMS:
        got.judgements += [
            judgement(arm, SHORT, scores=better[PEER]),
            judgement(arm, LONG, scores=better[arm], errors=3 if arm == STREAMING else 1),
            judgement(arm, SHORT, recogniser="base", scores=None),
            judgement(arm, LONG, recogniser="base", scores=None),
        ]
    got.memory = [
        MemoryUse(arm, 200 * MIB, 500 * MIB, 800 * MIB, size * MIB, 900 * MIB, 1000 * MIB)
        for arm, size in ((PEER, 1000), (STREAMING, 550), (EXACT, 600))
    ]
    got.starts = [Start(arm, 1.0, 2.0) for arm in ARMS]
    return got
