import pytest

from script.bench_lib.client import Mode
from script.bench_lib.results import Load, MemoryUse, Usage
from script.bench_lib.server import OURS, PEER
from script.bench_lib.targets import Target, check, cpu_ratio, mean_ratio, underruns
from script.bench_lib.texts import BENCH, LONG

from .made_up import results, sample


def of(targets: list[Target], name: str) -> Target:
    (found,) = (target for target in targets if target.name == name)
    return found


def memory(server: str, peak: int) -> MemoryUse:
    return MemoryUse(server, ready=1, warm=1, rest=1, peak_before_load=1, peak=peak)


def load(server: str, describe: list[float]) -> Load:
    return Load(
        server=server,
        requests=20,
        failures=[],
        wall=1.0,
        audio=10.0,
        first_audio=[0.1],
        answers_with_gaps=0,
        describe=describe,
        describe_idle=[0.001],
    )


def test_a_limit_is_reached_at_the_limit_and_not_beyond_or_unmeasured() -> None:
    assert Target("x", 0.35, 0.35).reached
    assert not Target("x", 0.35, 0.351).reached
    assert not Target("x", 0.35, None).reached


def test_the_mean_is_of_pair_ratios_not_of_means() -> None:
    got = results(
        sample(OURS, BENCH, 0.1, round_=0),
        sample(PEER, BENCH, 1.0, round_=0),
        sample(OURS, BENCH, 0.3, round_=1),
        sample(PEER, BENCH, 0.5, round_=1),
        sample(OURS, LONG, 9.0),
        sample(PEER, LONG, 1.0),
    )
    assert mean_ratio(got, Mode.PLAIN, lambda m: m.first_audio, (BENCH,)) == pytest.approx(0.35)
    assert mean_ratio(got, Mode.WORDS, lambda m: m.first_audio) is None
    targets = check(got)
    assert of(targets, "First audio, wyoming-bench's texts, plain").reached
    assert not of(targets, "First audio, 60 words, plain").reached
    assert of(targets, "First audio, 60 words, plain").measured == pytest.approx(9.0)
    assert of(targets, "First audio, 60 words, streaming").measured is None


def test_cpu_is_by_second_of_audio() -> None:
    got = results()
    got.usage = [Usage(OURS, Mode.PLAIN, 1.0, 20.0), Usage(PEER, Mode.PLAIN, 1.0, 10.0)]
    assert cpu_ratio(got, Mode.PLAIN) == pytest.approx(0.5)
    assert cpu_ratio(got, Mode.STREAMING) is None


def test_only_our_underruns_count() -> None:
    got = results(sample(OURS, BENCH, 0.1), sample(PEER, BENCH, 0.1, gaps=3))
    assert underruns(got, Mode.PLAIN) == 0
    assert of(check(got), "Underruns of our answers, plain").reached
    got = results(sample(OURS, BENCH, 0.1, gaps=1), sample(OURS, LONG, 0.1, gaps=2))
    assert of(check(got), "Underruns of our answers, plain").measured == 3
    assert underruns(results(), Mode.PLAIN) is None


def test_memory_and_describe() -> None:
    got = results()
    got.memory = [memory(OURS, 300), memory(PEER, 400)]
    got.load = [load(OURS, [0.002, 0.051]), load(PEER, [6.0])]
    targets = check(got)
    assert of(targets, "Peak memory").measured == pytest.approx(0.75)
    assert not of(targets, "Peak memory").reached
    describe = of(targets, "Slowest describe, 20 requests at once")
    assert describe.measured == pytest.approx(51.0)
    assert not describe.reached
