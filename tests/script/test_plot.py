import pytest

from script.bench_lib.plot import heard, staircase


def test_what_was_received_grows_at_each_arrival() -> None:
    assert staircase([(0.1, 0.5), (0.3, 1.0)]) == ([0.0, 0.1, 0.3], [0.0, 0.5, 1.5])


def test_what_is_heard_is_flat_in_a_gap_and_ends_with_the_audio() -> None:
    times, positions = heard([(0.1, 0.5), (0.9, 0.5), (2.0, 1.0)])
    assert times == pytest.approx([0.1, 0.6, 0.9, 1.4, 2.0, 3.0])
    assert positions == pytest.approx([0.0, 0.5, 0.5, 1.0, 1.0, 2.0])


def test_without_gaps_the_player_draws_one_line() -> None:
    times, positions = heard([(0.2, 1.0), (0.4, 1.0)])
    assert times == pytest.approx([0.2, 2.2])
    assert positions == pytest.approx([0.0, 2.0])
