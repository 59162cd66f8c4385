"""What was used last is kept, up to a number of bytes; with a count of each voice's items."""

from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

_LARGEST_SHARE = 4  # one item must not push out all others
_LARGEST = 8 << 20  # three minutes at 24 kHz; nobody repeats more in one breath

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Item(Generic[Value]):
    """What is kept under a key; `size` in bytes."""

    voice: str
    size: int
    value: Value


class SizedLru(Generic[Value]):
    """Items by key, the least recently used ones dropped beyond `capacity` bytes.

    Not safe for threads. Raises `ValueError` for a capacity below 0; with 0 nothing is kept.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 0:
            raise ValueError("the cache's size must be 0 bytes or more")
        self.capacity = capacity
        self.largest = min(capacity // _LARGEST_SHARE, _LARGEST)
        self.size = 0
        self._items: OrderedDict[str, Item[Value]] = OrderedDict()
        self._of_voice: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def items(self) -> list[tuple[str, Item[Value]]]:
        """List what is kept by key, the least recently used first."""
        return list(self._items.items())

    def get(self, key: str) -> Item[Value] | None:
        """Return an item, which is now the one used last."""
        item = self._items.get(key)
        if item is not None:
            self._items.move_to_end(key)
        return item

    def put(self, key: str, item: Item[Value]) -> list[str]:
        """Keep an item and return the keys of those dropped: its own, if it is too large."""
        self.remove(key)
        if item.size > self.largest:
            return [key]
        self._items[key] = item
        self._of_voice[item.voice] += 1
        self.size += item.size
        dropped = []
        while self.size > self.capacity:
            oldest = next(iter(self._items))
            self.remove(oldest)
            dropped.append(oldest)
        return dropped

    def remove(self, key: str) -> None:
        """Drop an item, if it is there."""
        item = self._items.pop(key, None)
        if item is None:
            return
        self.size -= item.size
        self._of_voice[item.voice] -= 1
        if not self._of_voice[item.voice]:
            del self._of_voice[item.voice]

    def knows(self, voice: str) -> bool:
        """Tell whether anything of a voice is kept."""
        return voice in self._of_voice
