"""What a Kokoro voice promises beside kokoro-onnx, checked against a run."""

import statistics
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ..stats import pair_ratios, ratio
from ..targets import Target
from ..texts import LONG
from .arms import EXACT, OURS, PEER, STREAMING
from .results import Judgement, KokoroResults, MemoryUse, Sample

FIRST_AUDIO, CPU, MEMORY, WORD_ERRORS = 0.2, 0.5, 0.6, 1.0
SCORES_LOST = {STREAMING: 0.1, EXACT: 0.05}
SCORES: dict[str, Callable[[Judgement], float | None]] = {
    "ovrl": lambda one: one.ovrl,
    "p808": lambda one: one.p808,
}


def check(results: KokoroResults) -> list[Target]:
    """Return every target with what this run measured."""
    targets = [
        Target(
            f"First audio, {LONG}, {STREAMING}",
            FIRST_AUDIO,
            first_audio_ratio(results, STREAMING, LONG),
        ),
        *(
            Target(f"CPU per second of audio, all texts, {arm}", CPU, cpu_ratio(results, arm))
            for arm in OURS
        ),
        Target(
            f"Resident memory after all texts, {STREAMING}",
            MEMORY,
            memory_ratio(results, STREAMING, lambda use: use.last),
        ),
        Target(f"Underruns of our answers, {STREAMING}", 0, underruns(results)),
    ]
    return [*targets, *_quality(results)] if results.judgements else targets


def _quality(results: KokoroResults) -> list[Target]:
    sets = {STREAMING: None, f"{STREAMING}, those that stream": streamed(results), EXACT: None}
    targets: list[Target] = []
    for recogniser in results.recognisers:
        for name, sentences in sets.items():
            arm = EXACT if name == EXACT else STREAMING
            more = more_errors(results, recogniser, arm, sentences)
            targets.append(
                Target(f"More word errors, {recogniser}, {name}", WORD_ERRORS, more, "points")
            )
    for score in SCORES:
        for name, sentences in sets.items():
            arm = EXACT if name == EXACT else STREAMING
            lost = change(results, score, arm, sentences)
            targets.append(
                Target(
                    f"DNSMOS {score} lost, {name}",
                    SCORES_LOST[arm],
                    None if lost is None else -lost.mean,
                )
            )
    return targets


def first_audio_ratio(results: KokoroResults, arm: str, text: str | None = None) -> float | None:
    """Return the mean of the pairs' ratios of the time to first audio."""
    return pairs_mean(results, arm, lambda sample: sample.first_audio, text)


def pairs_mean(
    results: KokoroResults,
    arm: str,
    metric: Callable[[Sample], float],
    text: str | None = None,
) -> float | None:
    """Return the mean over texts and rounds of an arm's figure / kokoro-onnx's."""
    ratios = pair_ratios(results.values(arm, metric, text), results.values(PEER, metric, text))
    return statistics.fmean(ratios) if ratios else None


def cpu_per_audio(samples: Sequence[Sample], arm: str, text: str | None = None) -> float | None:
    """Return CPU seconds per second of audio over an arm's `samples`, of one text or all."""
    taken = [one for one in samples if one.arm == arm and text in (None, one.text)]
    return ratio(sum(one.cpu for one in taken), sum(one.audio for one in taken))


def cpu_ratio(results: KokoroResults, arm: str) -> float | None:
    """Return ours / theirs of the CPU per second of audio over all that was spoken."""
    spoken = [*results.samples, *results.spoken]
    return ratio(cpu_per_audio(spoken, arm), cpu_per_audio(spoken, PEER))


def memory_ratio(
    results: KokoroResults, arm: str, size: Callable[[MemoryUse], int]
) -> float | None:
    """Return ours / theirs of a moment's memory."""
    sizes = {use.arm: float(size(use)) for use in results.memory}
    return ratio(sizes.get(arm), sizes.get(PEER))


def underruns(results: KokoroResults) -> int | None:
    """Return how often the player of our streamed answers ran dry; None without answers."""
    gaps = [one.gaps for one in (*results.samples, *results.spoken) if one.arm == STREAMING]
    return sum(gaps) if gaps else None


def streamed(results: KokoroResults) -> set[str]:
    """Return the judged sentences of which ours came in several pieces when it streamed."""
    return {one.text for one in results.spoken if one.arm == STREAMING and one.chunks > 1}


def judgements(
    results: KokoroResults, recogniser: str, arm: str, sentences: Collection[str] | None = None
) -> dict[str, Judgement]:
    """Return what a recogniser said of an arm, of these sentences or all, by sentence."""
    return {
        one.sentence: one
        for one in results.judgements
        if (one.arm, one.recogniser) == (arm, recogniser)
        and (sentences is None or one.sentence in sentences)
    }


def word_errors(
    results: KokoroResults, recogniser: str, arm: str, sentences: Collection[str] | None = None
) -> float | None:
    """Return the errors of all sentences by their words, in percent."""
    taken = judgements(results, recogniser, arm, sentences).values()
    share = ratio(sum(one.errors for one in taken), sum(one.words for one in taken))
    return None if share is None else 100 * share


def more_errors(
    results: KokoroResults, recogniser: str, arm: str, sentences: Collection[str] | None = None
) -> float | None:
    """Return how many points of word errors an arm has more than kokoro-onnx; None without."""
    ours = word_errors(results, recogniser, arm, sentences)
    theirs = word_errors(results, recogniser, PEER, sentences)
    return None if ours is None or theirs is None else ours - theirs


@dataclass(frozen=True, slots=True)
class Change:
    """How a score of ours differs from kokoro-onnx's over `count` sentences; above 0 is better.

    `error` is the mean's standard error, None for a single sentence.
    """

    count: int
    mean: float
    error: float | None
    worst: float
    best: float


def change(
    results: KokoroResults, score: str, arm: str, sentences: Collection[str] | None = None
) -> Change | None:
    """Compare a DNSMOS score sentence by sentence; None without any in both."""
    ours, theirs = scores(results, score, arm, sentences), scores(results, score, PEER, sentences)
    found = [value - theirs[sentence] for sentence, value in ours.items() if sentence in theirs]
    if not found:
        return None
    return Change(
        count=len(found),
        mean=statistics.fmean(found),
        error=statistics.stdev(found) / len(found) ** 0.5 if len(found) > 1 else None,
        worst=min(found),
        best=max(found),
    )


def scores(
    results: KokoroResults, score: str, arm: str, sentences: Collection[str] | None = None
) -> dict[str, float]:
    """Return a DNSMOS score of an arm by sentence."""
    return {
        one.sentence: value
        for one in results.judgements
        if one.arm == arm
        and (sentences is None or one.sentence in sentences)
        and (value := SCORES[score](one)) is not None
    }
