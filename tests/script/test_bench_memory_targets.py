import pytest

from script.bench_lib.memory.arms import NINE, WITH_CACHE, WITHOUT_CACHE
from script.bench_lib.memory.targets import check, ends, failed, growth_mb, slope

from .memory_results import MB, full, growth, spoken, turns


def test_targets() -> None:
    measured = {target.name: (target.limit, target.measured) for target in check(full())}
    assert measured == {
        "Most memory, 10 voices, --max-memory 1GB": (1000, 800),
        "Most memory, 9 voices, --preset low": (600, 610),
        f"Growth over 20 requests, {WITHOUT_CACHE}": (5, 0),
        f"Growth over 20 requests, {WITH_CACHE}": (5, pytest.approx(18)),
        "Requests that failed": (0, 1),
    }
    assert [target.reached for target in check(full())] == [True, False, True, False, False]


def test_the_kernels_peak_counts_as_well_as_what_was_read() -> None:
    got = full()
    got.turns = [turns(NINE, 601 * MB, 400 * MB)]
    assert not check(got)[0].reached


def test_failures_of_both_parts_count() -> None:
    got = full()
    got.turns = [turns(NINE, 1, 1, spoken(), spoken(first=None, failure="silent"))]
    got.growth = [growth(WITH_CACHE, 1, failures=("lost", "lost"))]
    assert failed(got) == 3
    got.turns, got.growth = [], []
    assert failed(got) is None


def test_growth_is_of_medians_behind_the_warm_up() -> None:
    sizes = [10 * MB] * 10 + [30 * MB] * 79 + [13 * MB, 99 * MB] + [13 * MB] * 9
    one = growth(WITH_CACHE, 500 * MB, 1, *sizes, warm_up=2)
    assert ends(one) == (10 * MB, 13 * MB)
    assert growth_mb(one) == 3


def test_slope_is_by_a_thousand_requests() -> None:
    one = growth(WITH_CACHE, 900 * MB, *(i * MB // 10 for i in range(50)), warm_up=1)
    assert slope(one) == pytest.approx(100)
    assert slope(growth(WITH_CACHE, 3 * MB)) is None


def test_a_run_that_ended_in_the_warm_up_grew_by_nothing_known() -> None:
    one = growth(WITH_CACHE, 1, 2, warm_up=5)
    assert (ends(one), growth_mb(one), slope(one)) == (None, None, None)
