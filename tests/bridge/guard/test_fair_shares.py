"""The pure core, beside a slow and obvious model of it."""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.guard.fair_shares import FairShares, Turn, TurnState, Verdict


class Desk:
    """FairShares with a clock, and turns by name; notes who was called or displaced."""

    def __init__(self, max_parallel: int, max_queue: int) -> None:
        self.shares = FairShares(max_parallel, max_queue)
        self.now = 0.0
        self.turns: dict[str, Turn] = {}
        self.called: list[str] = []
        self.displaced: list[str] = []

    def enter(self, name: str) -> Verdict:
        """The client is the first letter of the name."""
        turn = Turn(name[0], lambda: self._changed(name))
        self.turns[name] = turn
        return self.shares.enter(turn, self.now)

    def leave(self, name: str) -> None:
        self.shares.leave(self.turns[name], self.now)

    def _changed(self, name: str) -> None:
        displaced = self.turns[name].state is TurnState.DISPLACED
        (self.displaced if displaced else self.called).append(name)


def test_free_places_are_given_at_once() -> None:
    desk = Desk(2, 1)
    assert [desk.enter(n) for n in ("a1", "a2", "a3")] == [
        Verdict.SPEAKS,
        Verdict.SPEAKS,
        Verdict.WAITS,
    ]
    assert (desk.shares.speaking, desk.shares.waiting) == (2, 1)


def test_one_request_does_not_wait_behind_two_hundred_of_another() -> None:
    desk = Desk(1, 300)
    for index in range(201):
        desk.enter(f"a{index}")
    desk.enter("b0")
    desk.leave("a0")
    desk.leave("a1")
    assert desk.called == ["a1", "b0"]


def test_places_go_round_and_first_come_first_served_within_a_client() -> None:
    desk = Desk(1, 9)
    for name in ("x0", "a1", "a2", "a3", "b1", "b2", "c1"):
        desk.enter(name)
    order = ["x0"]
    for _ in range(6):
        desk.leave(order[-1])
        order.append(desk.called[-1])
    assert order == ["x0", "a1", "b1", "c1", "a2", "b2", "a3"]


def test_a_client_that_comes_back_goes_to_the_end() -> None:
    desk = Desk(1, 9)
    for name in ("a0", "b1", "c1"):
        desk.enter(name)
    desk.leave("a0")
    desk.enter("b2")
    for name in ("b1", "c1"):
        desk.leave(name)
    assert desk.called == ["b1", "c1", "b2"]


def test_a_smaller_share_displaces_the_newest_of_the_biggest() -> None:
    desk = Desk(1, 3)
    for name in ("a0", "a1", "b1", "a2"):
        desk.enter(name)
    assert desk.enter("c1") is Verdict.WAITS
    assert desk.displaced == ["a2"]
    assert desk.shares.waiting == 3
    desk.leave("a2")  # a displaced one has nothing to give back
    assert desk.shares.waiting == 3


def test_the_biggest_share_is_found_wherever_it_is_in_the_round() -> None:
    desk = Desk(1, 6)
    for name in ("x0", "a1", "a2", "b1", "b2", "b3", "c1"):
        desk.enter(name)
    assert desk.enter("d1") is Verdict.WAITS
    assert desk.displaced == ["b3"]


def test_who_only_speaks_cannot_be_displaced() -> None:
    desk = Desk(3, 1)
    for name in ("a0", "a1", "a2", "b1"):
        desk.enter(name)
    assert desk.enter("c1") is Verdict.FULL
    assert desk.displaced == []


def test_two_clients_do_not_displace_each_other_without_end() -> None:
    desk = Desk(1, 2)
    for name in ("x0", "a1", "a2"):
        desk.enter(name)
    assert desk.enter("b1") is Verdict.WAITS
    assert desk.enter("a3") is Verdict.FULL
    assert desk.enter("b2") is Verdict.FULL
    assert desk.displaced == ["a2"]


def test_who_has_more_than_others_is_told_so() -> None:
    desk = Desk(1, 2)
    for name in ("b0", "a1", "a2"):
        desk.enter(name)
    assert desk.enter("a3") is Verdict.TOO_MUCH


def test_alone_in_a_full_house_nobody_has_more_than_a_fair_share() -> None:
    desk = Desk(1, 1)
    for name in ("a0", "a1"):
        desk.enter(name)
    assert desk.enter("a2") is Verdict.FULL


def test_no_queue_at_all() -> None:
    desk = Desk(2, 0)
    for name in ("a0", "b0"):
        desk.enter(name)
    assert desk.enter("c0") is Verdict.FULL
    desk.leave("a0")
    assert desk.enter("b1") is Verdict.SPEAKS
    assert desk.enter("c0") is Verdict.FULL


def test_leaving_twice_gives_back_once() -> None:
    desk = Desk(1, 2)
    for name in ("a0", "b0", "c0"):
        desk.enter(name)
    desk.leave("b0")
    desk.leave("b0")
    desk.leave("a0")
    desk.leave("a0")
    assert desk.called == ["c0"]
    assert (desk.shares.speaking, desk.shares.waiting) == (1, 0)


@pytest.mark.parametrize(
    ("hold", "waiting", "expected"),
    [(0.01, 0, 1.0), (4.0, 0, 2.0), (4.0, 2, 6.0), (100.0, 3, 60.0)],
)
def test_retry_after_is_the_time_until_the_queue_is_through(
    hold: float, waiting: int, expected: float
) -> None:
    desk = Desk(2, 9)
    desk.enter("a0")
    desk.now = hold
    desk.leave("a0")
    for index in range(2 + waiting):
        desk.enter(f"b{index}")
    assert desk.shares.retry_after() == pytest.approx(expected)


def test_retry_after_without_experience() -> None:
    assert FairShares(1, 1).retry_after() == 1.0


def test_retry_after_forgets_long_ago() -> None:
    desk = Desk(1, 0)
    for hold in [1000.0] + [2.0] * 32:
        desk.enter("a")
        desk.now += hold
        desk.leave("a")
    assert desk.shares.retry_after() == pytest.approx(2.0)


@dataclass
class Model:
    """Keeps one list, and for each waiting client when it last joined the round."""

    max_parallel: int
    max_queue: int
    speaking: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    joined: dict[str, int] = field(default_factory=dict)
    ticks: int = 0

    def enter(self, name: str) -> Verdict:
        if len(self.speaking) < self.max_parallel:
            self.speaking.append(name)
            return Verdict.SPEAKS
        if len(self.waiting) >= self.max_queue:
            verdict = self._full(name[0])
            if verdict is not Verdict.WAITS:
                return verdict
        if not any(w[0] == name[0] for w in self.waiting):
            self._join(name[0])
        self.waiting.append(name)
        return Verdict.WAITS

    def leave(self, name: str) -> None:
        if name in self.waiting:
            self.waiting.remove(name)
        elif name in self.speaking:
            self.speaking.remove(name)
            if self.waiting:
                client = min({w[0] for w in self.waiting}, key=self.joined.__getitem__)
                called = next(w for w in self.waiting if w[0] == client)
                self.waiting.remove(called)
                self.speaking.append(called)
                self._join(client)

    def _join(self, client: str) -> None:
        self.ticks += 1
        self.joined[client] = self.ticks

    def _full(self, client: str) -> Verdict:
        shares = Counter(name[0] for name in self.speaking + self.waiting)
        clients = sorted({w[0] for w in self.waiting}, key=self.joined.__getitem__)
        biggest = max(clients, key=lambda c: shares[c], default=None)
        if biggest is not None and shares[client] + 1 < shares[biggest]:
            newest = [w for w in self.waiting if w[0] == biggest][-1]
            self.waiting.remove(newest)
            return Verdict.WAITS
        less = any(s < shares[client] for c, s in shares.items() if c != client)
        return Verdict.TOO_MUCH if less else Verdict.FULL


@given(
    st.integers(1, 3),
    st.integers(0, 5),
    st.lists(st.tuples(st.booleans(), st.sampled_from("aaabbc"), st.integers(0, 99)), max_size=60),
)
def test_it_does_what_the_model_does(
    max_parallel: int, max_queue: int, steps: list[tuple[bool, str, int]]
) -> None:
    desk, model = Desk(max_parallel, max_queue), Model(max_parallel, max_queue)
    for number, (enters, client, pick) in enumerate(steps):
        if enters or not desk.turns:
            name = f"{client}{number}"
            assert desk.enter(name) is model.enter(name)
        else:
            name = list(desk.turns)[pick % len(desk.turns)]
            desk.leave(name)
            model.leave(name)
        refused_ones_are_not_waiting(desk, model)
        assert desk.shares.speaking == len(model.speaking)
        assert desk.shares.waiting == len(model.waiting)
        assert desk.shares.speaking == max_parallel or not desk.shares.waiting


def refused_ones_are_not_waiting(desk: Desk, model: Model) -> None:
    """All names in each state are the same ones."""
    in_model = dict.fromkeys(model.speaking, TurnState.SPEAKING)
    in_model |= dict.fromkeys(model.waiting, TurnState.WAITING)
    for name, turn in desk.turns.items():
        known = in_model.get(name)
        if turn.state is TurnState.SPEAKING or known is not None:
            assert turn.state is known
