"""Who may be spoken now, who waits, who is turned away. No clock, no I/O: time is passed in.

Places go round the clients that wait, one each in turn; within one client first come is first
served. A client's share is all that it has here, spoken or waiting.
"""

from collections import Counter, deque
from collections.abc import Callable
from enum import Enum, auto

_SHORTEST_RETRY, _LONGEST_RETRY = 1.0, 60.0  # seconds
_REMEMBERED_HOLDS = 32


class TurnState(Enum):
    """Where a request is."""

    WAITING = auto()
    SPEAKING = auto()
    DISPLACED = auto()
    LEFT = auto()


class Turn:
    """One request of `client`; only `FairShares` changes it.

    `on_change` is called when a waiting one gets its place or is displaced; it must not call
    back into `FairShares`.
    """

    def __init__(self, client: str, on_change: Callable[[], None]) -> None:
        self.client = client
        self.on_change = on_change
        self.state = TurnState.WAITING
        self.since = 0.0  # when its place was given


class Verdict(Enum):
    """What becomes of a newcomer: TOO_MUCH if others have less here than its client, else FULL."""

    SPEAKS = auto()
    WAITS = auto()
    TOO_MUCH = auto()
    FULL = auto()


class FairShares:
    """At most `max_parallel` hold a place, at most `max_queue` wait for one.

    If the queue is full, a newcomer displaces the newest waiting request of the client with the
    biggest share, provided that this leaves it with no more than that client.
    """

    def __init__(self, max_parallel: int, max_queue: int) -> None:
        self._max_parallel = max_parallel
        self._max_queue = max_queue
        self._queues: dict[str, deque[Turn]] = {}  # who is next first; no empty queue in it
        self._shares: Counter[str] = Counter()  # no zero in it
        self._holds: deque[float] = deque(maxlen=_REMEMBERED_HOLDS)  # seconds
        self.speaking = 0
        self.waiting = 0

    def enter(self, turn: Turn, now: float) -> Verdict:
        """Decide on a newcomer; it is in (and must `leave`) if it SPEAKS or WAITS."""
        if self.speaking < self._max_parallel:
            self._count(turn)
            self._give_place(turn, now)
            return Verdict.SPEAKS
        if self.waiting >= self._max_queue and not self._displace_for(turn.client):
            return self._refusal(turn.client)
        self._count(turn)
        self._queues.setdefault(turn.client, deque()).append(turn)
        self.waiting += 1
        return Verdict.WAITS

    def leave(self, turn: Turn, now: float) -> None:
        """Take a request out, wherever it is; a place that it held goes to the next one.

        Does nothing for one that is out already.
        """
        if turn.state is TurnState.WAITING:
            self._unqueue(turn)
        elif turn.state is TurnState.SPEAKING:
            self._holds.append(max(0.0, now - turn.since))
            self.speaking -= 1
        else:
            return
        turn.state = TurnState.LEFT
        self._uncount(turn)
        if self._queues and self.speaking < self._max_parallel:
            self._call_next(now)

    def retry_after(self) -> float:
        """Estimate when a place will be free for one more: 1 to 60 seconds."""
        if not self._holds:
            return _SHORTEST_RETRY
        hold = sum(self._holds) / len(self._holds)
        estimate = hold * (self.waiting + 1) / self._max_parallel
        return min(max(estimate, _SHORTEST_RETRY), _LONGEST_RETRY)

    def _count(self, turn: Turn) -> None:
        self._shares[turn.client] += 1

    def _uncount(self, turn: Turn) -> None:
        self._shares[turn.client] -= 1
        if not self._shares[turn.client]:
            del self._shares[turn.client]

    def _give_place(self, turn: Turn, now: float) -> None:
        turn.state = TurnState.SPEAKING
        turn.since = now
        self.speaking += 1

    def _call_next(self, now: float) -> None:
        client = next(iter(self._queues))
        queue = self._queues.pop(client)
        turn = queue.popleft()
        self.waiting -= 1
        if queue:
            self._queues[client] = queue  # at the end: all others come first
        self._give_place(turn, now)
        turn.on_change()

    def _displace_for(self, newcomer: str) -> bool:
        if not self._queues:
            return False
        biggest = max(self._queues, key=self._shares.__getitem__)
        # The newcomer counts too, or two clients would displace each other without end.
        if self._shares[newcomer] + 1 >= self._shares[biggest]:
            return False
        turn = self._queues[biggest][-1]
        self._unqueue(turn)
        self._uncount(turn)
        turn.state = TurnState.DISPLACED
        turn.on_change()
        return True

    def _unqueue(self, turn: Turn) -> None:
        queue = self._queues[turn.client]
        queue.remove(turn)
        self.waiting -= 1
        if not queue:
            del self._queues[turn.client]

    def _refusal(self, client: str) -> Verdict:
        mine = self._shares[client]
        others = (share for other, share in self._shares.items() if other != client)
        return Verdict.TOO_MUCH if any(share < mine for share in others) else Verdict.FULL
