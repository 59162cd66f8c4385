"""Counting requests in this process, in bounded memory."""

import time
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from limits.aio.storage import MemoryStorage

_MAX_KEYS = 50_000
_MAX_HITS = 1_000_000  # eight bytes each


@dataclass(slots=True)
class _Window:
    expiry: int
    hits: "array[float]" = field(default_factory=lambda: array("d"))

    def expire(self, now: float) -> int:
        """Forget what has left the window; return how many that were."""
        old = bisect_right(self.hits, now - self.expiry)
        del self.hits[:old]
        return old


class BoundedMemory(MemoryStorage):
    """The moving windows of `limits`, at most `max_keys` of them with `max_hits` in all.

    The longest unused one is forgotten first. `clock` is in seconds. The storage that `limits`
    brings has no bound, and after each hit it looks through all windows, one thread call each.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        max_keys: int = _MAX_KEYS,
        max_hits: int = _MAX_HITS,
    ) -> None:
        super().__init__()
        self._clock = clock
        self._max_keys = max_keys
        self._max_hits = max_hits
        self._windows: OrderedDict[str, _Window] = OrderedDict()  # longest unused first
        self._hits = 0

    @property
    def size(self) -> tuple[int, int]:
        """How many windows and hits are kept."""
        return len(self._windows), self._hits

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` hits if `limit` in `expiry` seconds allows it; say whether it did."""
        now = self._clock()
        window = self._windows.get(key) or _Window(expiry)
        self._hits -= window.expire(now)
        allowed = len(window.hits) + amount <= limit
        if allowed:
            window.hits.extend([now] * amount)
            self._hits += amount
        if window.hits:
            self._windows[key] = window
            self._windows.move_to_end(key)
        self._forget(now)
        return allowed

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return when the oldest hit in the window was, or now, and how many there are."""
        now = self._clock()
        window = self._windows.get(key)
        if window is None:
            return now, 0
        self._hits -= window.expire(now)
        return (window.hits[0] if window.hits else now), len(window.hits)

    async def clear(self, key: str) -> None:
        """Forget one window."""
        window = self._windows.pop(key, None)
        self._hits -= len(window.hits) if window else 0

    async def reset(self) -> int | None:
        """Forget everything; return how many windows that were."""
        count = len(self._windows)
        self._windows.clear()
        self._hits = 0
        return count

    def _forget(self, now: float) -> None:
        # Two at a time for one that may have come: what is over goes faster than new comes in.
        for _ in range(2):
            oldest = next(iter(self._windows.values()), None)
            if oldest is None or (oldest.hits and oldest.hits[-1] > now - oldest.expiry):
                break
            self._drop_oldest()
        while len(self._windows) > self._max_keys or self._hits > self._max_hits:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        _, window = self._windows.popitem(last=False)
        self._hits -= len(window.hits)
