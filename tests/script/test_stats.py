import pytest

from script.bench_lib.stats import pair_ratios, percentile, ratio, summarize


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 1.0), (50, 2.5), (75, 3.25), (95, 3.85), (100, 4.0)]
)
def test_percentile_is_linear_between_ranks(percent: float, expected: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], percent) == pytest.approx(expected)


def test_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 95) == 7.0


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_summary() -> None:
    summary = summarize([1.0, 2.0, 6.0])
    assert summary is not None
    assert (summary.count, summary.mean, summary.median, summary.maximum) == (3, 3.0, 2.0, 6.0)
    assert summary.p95 == pytest.approx(5.6)


def test_summary_of_nothing() -> None:
    assert summarize([]) is None


def test_pairs_are_matched_by_key_and_not_by_order() -> None:
    ours = {"a": 1.0, "b": 6.0, "only ours": 5.0}
    theirs = {"b": 3.0, "a": 4.0, "only theirs": 5.0}
    assert pair_ratios(ours, theirs) == [0.25, 2.0]


def test_a_pair_with_a_zero_divisor_is_left_out() -> None:
    assert pair_ratios({"a": 1.0}, {"a": 0.0}) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [(1.0, 4.0, 0.25), (0.0, 2.0, 0.0), (None, 1.0, None), (1.0, None, None), (1.0, 0.0, None)],
)
def test_ratio(ours: float | None, theirs: float | None, expected: float | None) -> None:
    assert ratio(ours, theirs) == expected
