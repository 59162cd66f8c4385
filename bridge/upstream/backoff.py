"""How long to wait before the next try."""

import random
from collections.abc import Callable


class Backoff:
    """Delays in seconds that double from `first` to `last`.

    Each is shortened by up to half, by chance, so that many clients of a server that comes back
    don't all knock at once. `chance` gives numbers from 0 to 1.
    """

    def __init__(
        self, first: float, last: float, *, chance: Callable[[], float] = random.random
    ) -> None:
        self._first = first
        self._last = last
        self._chance = chance
        self._whole = first

    def next(self) -> float:
        """Return how long to wait now."""
        whole = self._whole
        self._whole = min(self._last, whole * 2)
        return whole * (0.5 + self._chance() / 2)

    def reset(self) -> None:
        """Begin anew: something went well."""
        self._whole = self._first
