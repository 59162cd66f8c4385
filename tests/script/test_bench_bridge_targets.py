import pytest

from script.bench_lib.bridge.arms import ARMS, OF_FORMAT, PCM_NEW, RAW, RAW_NEW
from script.bench_lib.bridge.received import Measures
from script.bench_lib.bridge.targets import added, check, cpu_per_audio, not_whole

from .bridge_results import full, many, results, sample

PCM = OF_FORMAT["pcm"]


def first(measures: Measures) -> float:
    return measures.first_audio


def test_what_is_added_is_of_medians_and_of_pairs() -> None:
    got = results(
        *(sample(RAW.name, "a", i, seconds) for i, seconds in enumerate((0.1, 0.2, 0.9))),
        *(sample("pcm", "a", i, seconds) for i, seconds in enumerate((0.2, 0.3, 0.9))),
        sample("pcm", "only here", 0, 5.0),
    )
    found = added(got, PCM, first, "a")
    assert found is not None
    assert found.seconds == pytest.approx(0.1)
    assert found.share == pytest.approx(0.5)
    assert found.of_pairs == pytest.approx(0.5)
    assert added(got, PCM, first) == found


def test_every_text_counts_the_same() -> None:
    got = results(
        *(sample(RAW.name, "short", i, 0.1) for i in range(2)),
        *(sample("pcm", "short", i, 0.2) for i in range(2)),
        *(sample(RAW.name, "long", i, 1.0) for i in range(2)),
        *(sample("pcm", "long", i, 1.2) for i in range(2)),
    )
    found = added(got, PCM, first)
    assert found is not None
    assert found.seconds == pytest.approx((0.1 + 0.2) / 2)
    assert found.share == pytest.approx((1.0 + 0.2) / 2)


def test_what_was_not_measured_is_not_compared() -> None:
    got = results(sample(RAW.name, "a", 0, 0.1))
    assert added(got, PCM, first) is None
    assert added(got, RAW, first) is None


def test_new_connections_are_compared_with_new_ones() -> None:
    got = results(
        sample(RAW.name, "a", 0, 1.0),
        sample(RAW_NEW.name, "a", 0, 2.0),
        sample(PCM_NEW.name, "a", 0, 3.0),
    )
    found = added(got, PCM_NEW, first)
    assert found is not None
    assert found.share == pytest.approx(0.5)


def test_targets() -> None:
    measured = {target.name: (target.limit, target.measured) for target in check(full())}
    assert measured == {
        "Added to first audio, pcm, all texts": (0.5, pytest.approx(0.5)),
        "Added to first audio, pcm, the text with most": (0.5, pytest.approx(0.5)),
        "Added to first audio, mp3, all texts": (1.2, pytest.approx(1.0)),
        "Added to first audio, mp3, the text with most": (1.2, pytest.approx(1.0)),
        "Not answered whole of 50 at once, raw Wyoming": (0, 0),
        "Not answered whole of 50 at once, mp3": (0, 1),
        "Not answered whole of 50 at once, pcm": (0, 2),
    }


def test_the_text_with_most_counts() -> None:
    got = full()
    got.samples = [s for s in got.samples if (s.arm, s.text) != ("pcm", "wyoming-bench 1")]
    got.samples += [sample("pcm", "wyoming-bench 1", i, 0.09) for i in range(2)]
    worst = next(t for t in check(got) if t.name == "Added to first audio, pcm, the text with most")
    assert worst.measured == pytest.approx(2.0)
    assert not worst.reached


def test_a_run_without_answers_reaches_nothing() -> None:
    assert not any(target.reached for target in check(results()))


def test_cpu_is_by_second_of_audio() -> None:
    got = results(sample("mp3", "a", 0, 0.1, cpu=0.03), sample("mp3", "b", 0, 0.1, cpu=0.01))
    assert cpu_per_audio(got, "mp3") == pytest.approx(0.01)
    assert cpu_per_audio(got, "aac") is None


def test_failed_and_odd_are_not_whole() -> None:
    assert not_whole(many("mp3", failures=1, odd=2)) == 3


def test_each_way_of_asking_has_a_name_of_its_own() -> None:
    names = [arm.name for arm in ARMS]
    assert len(set(names)) == len(names)
    assert {arm.compared for arm in ARMS} <= {None, *names}
