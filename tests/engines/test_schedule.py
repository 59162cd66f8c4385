"""Players on machines of every speed, by arithmetic alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jabbertts_wyoming.engines.schedule import (
    FIRST_SOUND_SECONDS,
    LONGEST_WINDOW_SECONDS,
    CostModel,
    first_window,
    next_window,
    planned_windows,
)

FRAME = 256 / 22050
SMALLEST = round(FIRST_SOUND_SECONDS / FRAME)


def cost_at(rtf: float, overhead: float = 0.002, load: float = 1.0) -> CostModel:
    """A machine that needs `rtf` seconds for a second of sound."""
    return CostModel(overhead, rtf * FRAME, load)


def windows(total: int, cost: CostModel) -> tuple[list[int], float]:
    """Play a sentence; return the windows and the seconds that the player was dry."""
    sizes = [first_window(total, FRAME, cost)]
    now = began = cost.seconds(sizes[0])
    sent, dry = sizes[0] * FRAME, 0.0
    while sum(sizes) < total:
        buffered = max(0.0, began + sent - now)
        size = next_window(total - sum(sizes), buffered, FRAME, cost)
        now += cost.seconds(size)
        late = now - (began + sent)
        if late > 0:
            dry += late
            began += late
        sizes.append(size)
        sent += size * FRAME
    return sizes, dry


@pytest.mark.parametrize("total", [1, 5, 40, 430, 2000])
@pytest.mark.parametrize("overhead", [0.0005, 0.003, 0.02])
@pytest.mark.parametrize("rtf", [0.02, 0.05, 0.1, 0.3, 0.6, 0.9, 1.0, 1.1, 1.5, 2.5])
def test_the_player_never_runs_dry(rtf: float, overhead: float, total: int) -> None:
    sizes, dry = windows(total, cost_at(rtf, overhead))
    assert sum(sizes) == total
    assert min(sizes) >= 1
    assert dry == 0.0


@settings(max_examples=300)
@given(st.integers(1, 3000), st.floats(0.02, 2.5), st.floats(0.0002, 0.02), st.floats(0.25, 4.0))
def test_nor_on_any_other_machine(total: int, rtf: float, overhead: float, load: float) -> None:
    sizes, dry = windows(total, cost_at(rtf / load, overhead / load, load))
    assert sum(sizes) == total
    assert min(sizes) >= 1
    assert dry == 0.0


@settings(max_examples=200)
@given(st.integers(1, 3000), st.floats(0.02, 2.5), st.floats(0.0002, 0.02), st.floats(0.25, 16.0))
def test_planned_windows_suit_an_idle_machine_and_ignore_its_load(
    total: int, rtf: float, overhead: float, load: float
) -> None:
    cost = cost_at(rtf, overhead, load).unloaded()
    sizes = list(planned_windows(total, FRAME, cost))
    assert sizes == list(planned_windows(total, FRAME, cost_at(rtf, overhead)))
    assert sum(sizes) == total
    assert min(sizes) >= 1
    buffered = sizes[0] * FRAME
    for size in sizes[1:]:
        took = cost.seconds(size)
        assert took <= buffered
        buffered += size * FRAME - took


@pytest.mark.parametrize("rtf", [0.02, 0.1, 0.5])
def test_a_fast_machine_speaks_at_once(rtf: float) -> None:
    cost = cost_at(rtf)
    assert first_window(2000, FRAME, cost) == SMALLEST
    assert first_window(3, FRAME, cost) == 3


def test_a_slow_machine_computes_ahead_and_no_more_than_the_sentence() -> None:
    firsts = [first_window(1000, FRAME, cost_at(rtf)) for rtf in (0.5, 0.9, 1.2, 1.6, 2.5, 50.0)]
    assert firsts == sorted(firsts)
    assert firsts[0] == SMALLEST
    assert 500 < firsts[4] < 900
    assert firsts[5] <= 1000
    assert first_window(40, FRAME, cost_at(1000.0)) == 40


def test_windows_grow_with_the_buffer_up_to_a_bound() -> None:
    cost = cost_at(0.1)
    sizes = [next_window(10_000, b, FRAME, cost) for b in (0.0, 0.05, 0.2, 1.0, 30.0)]
    assert sizes == sorted(sizes)
    assert sizes[0] == SMALLEST
    assert sizes[-1] == round(LONGEST_WINDOW_SECONDS / FRAME)


def test_no_crumb_is_left_for_the_end() -> None:
    cost = cost_at(0.1)
    size = next_window(10_000, 0.0, FRAME, cost)
    assert next_window(size + 1, 0.0, FRAME, cost) == size + 1
    assert next_window(2 * size, 0.0, FRAME, cost) == size


def test_long_frames_make_windows_of_one() -> None:
    assert first_window(10, 0.5, CostModel(0.001, 0.001)) == 1
    assert next_window(10, 0.0, 0.5, CostModel(0.001, 0.001)) == 1


def test_cost_follows_what_is_observed() -> None:
    cost = cost_at(0.1)
    alone = cost.seconds(20)
    for _ in range(30):
        cost.observe(20, 3 * alone)
    assert cost.seconds(20) == pytest.approx(3 * alone, rel=0.02)
    assert cost.seconds(40) == pytest.approx(3 * cost_at(0.1).seconds(40), rel=0.02)
    for _ in range(30):
        cost.observe(40, cost_at(0.1).seconds(40))
    assert cost.load == pytest.approx(1.0, rel=0.02)


def test_cost_is_bounded_whatever_is_observed() -> None:
    cost = cost_at(0.1)
    for seconds in (1e9, 0.0) * 3:
        for _ in range(100):
            cost.observe(10, seconds)
            assert 0.2 <= cost.load <= 16.0


def test_frames_within_is_the_inverse_of_seconds() -> None:
    cost = cost_at(0.2, load=2.5)
    for frames in (1, 10, 300):
        assert cost.frames_within(cost.seconds(frames) + 1e-9) == frames
    assert cost.frames_within(0.0) <= 0
