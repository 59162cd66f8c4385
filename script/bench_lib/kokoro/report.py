"""Kokoro beside kokoro-onnx, as a section of the Markdown report."""

from collections.abc import Callable, Collection

from ..heading import heading, packages, targets_table
from ..markdown import milliseconds, number, table
from ..server import OURS as OUR_PROGRAM
from ..server import PEER as PEER_PROGRAM
from ..stats import ratio, summarize
from .arms import ARMS, OURS, PEER, STREAMING, TITLES, VOICE
from .files import MODEL
from .results import KokoroResults, MemoryUse, Sample
from .targets import (
    SCORES,
    change,
    check,
    cpu_per_audio,
    cpu_ratio,
    judgements,
    memory_ratio,
    more_errors,
    pairs_mean,
    scores,
    streamed,
    underruns,
    word_errors,
)

PLOT = "benchmarks-kokoro.png"
RAW_FIGURES = "benchmarks-kokoro.json"
_MIB = 1024**2
_PROGRAMS = {OUR_PROGRAM: "JabberTTS", PEER_PROGRAM: "kokoro-onnx"}


def render(results: KokoroResults) -> str:
    """Return the whole section."""
    parts = [
        _head(results),
        _targets(results),
        f"![First audio, CPU and memory beside kokoro-onnx]({PLOT})",
        _times(
            results,
            "First audio of a Kokoro voice",
            "Milliseconds from sending the request until the first sound is there.",
            lambda sample: sample.first_audio,
        ),
        _times(
            results,
            "Total time of a Kokoro voice",
            "Milliseconds from sending the request until all of the sound is there.",
            lambda sample: sample.total,
        ),
        _cost(results),
        _memory(results),
        _underruns(results),
        _word_errors(results),
        _scores(results),
        _starts(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(results: KokoroResults) -> str:
    machine = results.machine
    lengths = [len(sentence.split()) for sentence in judged_sentences(results)]
    mix = f"{len(lengths)} sentences of {min(lengths)} to {max(lengths)} words" if lengths else ""
    return f"""{heading("## Kokoro", machine)}
{_programs(results)}
- The same published files for both: `{MODEL}` and the style {VOICE}. Both get
  text and make phonemes of it by espeak-ng, each in its own way and version; both trim silence at
  the ends.
- kokoro-onnx runs in a process of its own, with its defaults, which are ONNX Runtime's: as many
  threads as there are cores. It has no server: its time ends when the first array of
  `create_stream` is there, ours when the first `audio-chunk` has come over the socket. It computes
  up to 510 phonemes as a whole, so one sentence is one array.
- Ours runs as two servers, with their defaults but without the cache of finished audio: one
  streams; the other is asked with `context.jabbertts.exact`, so that each mode's memory is its own.
- One run, after a warm-up. Rounds: {results.rounds}, each over {len(results.texts)} sentences in
  every way in turn, in an order that changes from round to round; then once
  {mix or "no others"}.
{_judges(results)}- "Ratio" is ours / theirs: for times the mean over the pairs, else of the sums.
- All raw figures: `{RAW_FIGURES}`."""


def _judges(results: KokoroResults) -> str:
    if not results.judgements:
        return ""
    return (
        f"- These are heard by Whisper {' and '.join(results.recognisers)} (faster-whisper) and "
        "rated by DNSMOS\n  (speechmos), in the environment of `script/quality`.\n"
    )


def judged_sentences(results: KokoroResults) -> list[str]:
    """Return the sentences that are spoken once, in their order."""
    return list(dict.fromkeys(sample.text for sample in results.spoken))


def _programs(results: KokoroResults) -> str:
    lines = []
    for name, versions in results.machine.versions.items():
        lines.append(f"- {_PROGRAMS[name]}: `{results.commands[name]}`; {packages(versions)}")
    return "\n".join(lines)


def _targets(results: KokoroResults) -> str:
    return (
        "### Targets of Kokoro\n\nWhat is lost or more counts against the limit; a figure below 0 "
        "is better than kokoro-onnx.\n\n" + targets_table(check(results))
    )


def _times(
    results: KokoroResults, title: str, meaning: str, metric: Callable[[Sample], float]
) -> str:
    header = ["Text", "Rounds"]
    header += [f"{TITLES[arm]} {figure}" for arm in ARMS for figure in ("median", "p95")]
    header += [f"Ratio, {arm}" for arm in OURS]
    rows = []
    for text in results.texts:
        row = [text, str(results.rounds)]
        for arm in ARMS:
            summary = summarize(results.values(arm, metric, text).values())
            row += [
                milliseconds(summary.median if summary else None),
                milliseconds(summary.p95 if summary else None),
            ]
        rows.append([*row, *(number(pairs_mean(results, arm, metric, text)) for arm in OURS)])
    return f"### {title}\n\n{meaning}\n\n" + table(header, rows)


def _cost(results: KokoroResults) -> str:
    rows = []
    for text in results.texts:
        costs = {arm: cpu_per_audio(results.samples, arm, text) for arm in ARMS}
        rows.append(_cost_row(text, costs))
    if results.spoken:
        costs = {arm: cpu_per_audio(results.spoken, arm) for arm in ARMS}
        rows.append(_cost_row("sentences spoken once", costs))
    spoken = [*results.samples, *results.spoken]
    rows.append(
        [
            "all",
            *(number(cpu_per_audio(spoken, arm), 3) for arm in ARMS),
            *(number(cpu_ratio(results, arm)) for arm in OURS),
        ]
    )
    return (
        "### CPU of a Kokoro voice\n\nUser + system seconds per second of audio; ours with the "
        "server's own work.\n\n"
        + table(("Text", *(TITLES[arm] for arm in ARMS), *(f"Ratio, {arm}" for arm in OURS)), rows)
    )


def _cost_row(name: str, costs: dict[str, float | None]) -> list[str]:
    return [
        name,
        *(number(costs[arm], 3) for arm in ARMS),
        *(number(ratio(costs[arm], costs[PEER])) for arm in OURS),
    ]


_SIZES: dict[str, Callable[[MemoryUse], int]] = {
    "Ready, before any text": lambda use: use.ready,
    "After each timed text once": lambda use: use.warm,
    "After all rounds": lambda use: use.timed,
    "Peak until then": lambda use: use.peak_timed,
    "After the sentences spoken once": lambda use: use.last,
    "Peak": lambda use: use.peak,
}


def _memory(results: KokoroResults) -> str:
    if not results.memory:
        return ""
    uses = {use.arm: use for use in results.memory}
    rows = [
        [
            label,
            *(number(size(uses[arm]) / _MIB, 1) for arm in ARMS),
            *(number(memory_ratio(results, arm, size)) for arm in OURS),
        ]
        for label, size in _SIZES.items()
    ]
    return (
        "### Memory of a Kokoro voice\n\nMiB of each one's processes, with Python and all "
        "libraries (VmRSS, and VmHWM for the peaks); the same texts for each.\n\n"
        + table(("", *(TITLES[arm] for arm in ARMS), *(f"Ratio, {arm}" for arm in OURS)), rows)
    )


def _underruns(results: KokoroResults) -> str:
    answers = [one for one in (*results.samples, *results.spoken) if one.arm == STREAMING]
    if not answers:
        return ""
    several = sum(one.chunks > 1 for one in answers)
    return (
        "### Underruns of a Kokoro voice\n\nA player that starts on the first chunk and has no "
        f"buffer of its own ran dry {underruns(results)} times in {len(answers)} answers, of which "
        f"{several} came in several chunks."
    )


def _sets(results: KokoroResults) -> dict[str, Collection[str] | None]:
    """Return the sets of sentences that are reported: all, and those that really stream."""
    return {"all": None, "those that stream": streamed(results)}


def _word_errors(results: KokoroResults) -> str:
    if not results.judgements:
        return ""
    rows = []
    for recogniser in results.recognisers:
        for name, sentences in _sets(results).items():
            heard = judgements(results, recogniser, PEER, sentences).values()
            rows.append(
                [
                    f"Whisper {recogniser}, {name}",
                    str(len(heard)),
                    str(sum(one.words for one in heard)),
                    *(number(word_errors(results, recogniser, arm, sentences)) for arm in ARMS),
                    *(number(more_errors(results, recogniser, arm, sentences)) for arm in OURS),
                ]
            )
    more = (f"More, {arm}" for arm in OURS)
    header = ("Recogniser, sentences", "Sentences", "Words", *(TITLES[arm] for arm in ARMS), *more)
    return (
        "### Word errors of a Kokoro voice\n\nPercent of the words that the recogniser heard "
        "wrongly, missed or added, over all sentences; and how many points ours has more than "
        "kokoro-onnx. Those that stream are those of which ours came in several chunks; shorter "
        "ones it computes as a whole in either mode.\n\n" + table(header, rows)
    )


def _scores(results: KokoroResults) -> str:
    if not results.judgements:
        return ""
    rows = []
    for score in SCORES:
        for name, sentences in _sets(results).items():
            for arm in OURS:
                found = change(results, score, arm, sentences)
                if found is None:
                    continue
                means = [
                    summarize(scores(results, score, one, sentences).values())
                    for one in (PEER, arm)
                ]
                rows.append(
                    [
                        f"{score}, {arm}, {name}",
                        str(found.count),
                        *(number(one.mean if one else None, 3) for one in means),
                        *(
                            number(value, 3)
                            for value in (found.mean, found.error, found.worst, found.best)
                        ),
                    ]
                )
    header = ["Score, mode, sentences", "Count", "kokoro-onnx", "Ours"]
    header += ["Difference", "standard error", "worst", "best"]
    return (
        "### DNSMOS of a Kokoro voice\n\nMeans, and what ours has more (below 0: less), sentence "
        "by sentence. Each recording is rated as it comes, with its own level.\n\n"
        + table(header, rows)
    )


def _starts(results: KokoroResults) -> str:
    if not results.starts:
        return ""
    rows = [
        (TITLES[start.arm], number(start.ready), number(start.speaking)) for start in results.starts
    ]
    return (
        "### Start-up of a Kokoro voice\n\nSeconds from starting the process until it takes "
        "requests, and until its first sound. With a fresh data directory ours prepares the "
        f"model first, once: {number(results.preparation, 1)} s.\n\n"
        + table(("", "Ready", "Speaking"), rows)
    )
