"""Who may speak now, who waits, who is turned away.

The place for the later scheduler: it decides only when a request's speaking begins.
"""

import asyncio

from .common.errors import BusyError


class Admission:
    """At most `max_speaking` requests speak at a time, at most `max_waiting` wait for that."""

    def __init__(self, max_speaking: int, max_waiting: int) -> None:
        self._slots = asyncio.Semaphore(max_speaking)
        self._max_waiting = max_waiting
        self._places: set[Place] = set()

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return sum(not place.speaking for place in self._places)

    async def enter(self, *, next_up: bool) -> "Place":
        """Return a place for one request; the caller must `leave` it.

        `next_up` tells that nothing else on the connection comes before the request: it then
        takes a free slot at once. Never waits. Raises `BusyError` if the queue is full.
        """
        place = Place(self._slots, self._places)
        if next_up and not self._slots.locked():
            await place.turn()  # does not suspend on a free slot
        elif self.waiting >= self._max_waiting:
            raise BusyError(f"{self._max_waiting} requests are waiting already: try again later")
        self._places.add(place)
        return place


class Place:
    """One request's place: in the queue until its `turn`, gone once it has to `leave`."""

    def __init__(self, slots: asyncio.Semaphore, places: "set[Place]") -> None:
        self._slots = slots
        self._places = places
        self.speaking = False

    async def turn(self) -> None:
        """Wait for the right to speak, first come first served."""
        if not self.speaking:
            await self._slots.acquire()
            self.speaking = True

    def leave(self) -> None:
        """Give the place back; harmless when called again."""
        self._places.discard(self)
        if self.speaking:
            self.speaking = False
            self._slots.release()
