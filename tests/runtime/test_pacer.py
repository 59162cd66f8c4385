import pytest

from jabbertts_wyoming.runtime.pacer import PATIENCE_SECONDS, Pacer


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_before_the_first_sound_the_deadline_is_the_arrival(clock: Clock) -> None:
    pacer = Pacer(clock)
    clock.now += 5.0
    assert not pacer.started
    assert pacer.deadline() == 100.0
    assert pacer.buffered() == 0.0


def test_sound_is_held_and_played(clock: Clock) -> None:
    pacer = Pacer(clock)
    clock.now = 101.0
    pacer.sent(0.5)
    assert pacer.started
    assert pacer.buffered() == pytest.approx(0.5)
    assert pacer.deadline() == pytest.approx(101.5)
    clock.now = 101.2
    pacer.sent(1.0)
    assert pacer.buffered() == pytest.approx(1.3)
    assert pacer.deadline() == pytest.approx(102.5)
    clock.now = 102.4
    assert pacer.buffered() == pytest.approx(0.1)


def test_a_player_that_ran_dry_goes_on_with_the_next_sound(clock: Clock) -> None:
    pacer = Pacer(clock)
    pacer.sent(0.5)
    clock.now = 103.0
    assert pacer.buffered() == 0.0
    assert pacer.deadline() == pytest.approx(100.5)
    pacer.sent(0.25)
    assert pacer.buffered() == pytest.approx(0.25)
    assert pacer.deadline() == pytest.approx(103.25)


def test_who_waited_longer_is_more_urgent(clock: Clock) -> None:
    first = Pacer(clock)
    clock.now += 1.0
    second = Pacer(clock)
    second.sent(2.0)
    third = Pacer(clock)
    assert first.deadline() < third.deadline() < second.deadline()


def test_a_new_listener_may_wait_a_little(clock: Clock) -> None:
    new = Pacer(clock)
    assert new.begin_by() == pytest.approx(100.0 + PATIENCE_SECONDS)
    nearly_dry, well_off = Pacer(clock), Pacer(clock)
    nearly_dry.sent(PATIENCE_SECONDS / 2)
    well_off.sent(PATIENCE_SECONDS * 2)
    assert nearly_dry.deadline() < new.begin_by() < well_off.deadline()
    assert new.deadline() < nearly_dry.deadline()


def test_what_is_promised_puts_the_next_sentence_off(clock: Clock) -> None:
    pacer = Pacer(clock)
    pacer.promise(2.0)
    assert pacer.ahead() == 2.0
    assert pacer.begin_by() == pytest.approx(100.0 + PATIENCE_SECONDS + 2.0)
    pacer.keep(0.5)
    pacer.sent(0.5)
    assert pacer.ahead() == pytest.approx(2.0)
    assert pacer.begin_by() == pytest.approx(102.0)
    pacer.keep(9.0)
    assert pacer.ahead() == pytest.approx(0.5)
