from bridge.upstream.backoff import Backoff


def test_doubles_up_to_the_last_and_begins_anew() -> None:
    backoff = Backoff(1, 5, chance=lambda: 1.0)
    assert [backoff.next() for _ in range(5)] == [1, 2, 4, 5, 5]
    backoff.reset()
    assert backoff.next() == 1


def test_chance_takes_up_to_half() -> None:
    backoff = Backoff(1, 4, chance=lambda: 0.0)
    assert [backoff.next() for _ in range(4)] == [0.5, 1, 2, 2]


def test_two_do_not_knock_together() -> None:
    assert len({Backoff(1, 4).next() for _ in range(8)}) > 1
