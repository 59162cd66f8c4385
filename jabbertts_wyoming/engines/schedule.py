"""How many frames to compute next, so that sound starts early and the player never runs dry."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

# The first sound is long enough to bridge a scheduling hiccup of player or network.
FIRST_SOUND_SECONDS = 0.08
# A longer window is hardly cheaper per frame and would hold other requests up.
LONGEST_WINDOW_SECONDS = 0.75
# The share of the player's buffer that a window may take to compute.
SAFETY = 0.4
# How much slower than predicted a machine may get before its player runs dry.
MARGIN = 1.4
_SMOOTHING = 0.2


@dataclass(slots=True)
class CostModel:
    """Seconds to compute a window: `overhead` plus `per_frame` for each frame.

    Measured at preparation, then corrected by `observe` while the voice speaks: the machine may
    have other work. No window is to be longer than `longest` seconds of sound.
    """

    overhead: float
    per_frame: float
    load: float = 1.0
    longest: float = LONGEST_WINDOW_SECONDS

    def seconds(self, frames: int) -> float:
        """Predict the time for a window."""
        return self.load * (self.overhead + frames * self.per_frame)

    def observe(self, frames: int, seconds: float) -> None:
        """Learn from a window that took `seconds` to compute."""
        base = self.overhead + frames * self.per_frame
        ratio = min(max(seconds / base, 0.25), 16.0)
        self.load += _SMOOTHING * (ratio - self.load)

    def unloaded(self) -> "CostModel":
        """Return the cost as measured at preparation."""
        return replace(self, load=1.0)

    def frames_within(self, seconds: float) -> int:
        """Return how many frames can be computed in `seconds`; negative if none."""
        return int((seconds / self.load - self.overhead) / self.per_frame)


def first_window(total: int, frame_seconds: float, cost: CostModel) -> int:
    """Return the frames to compute before the first sound of a sentence of `total` frames.

    The least after which the player never runs dry: a fast machine needs no more than the first
    sound, one that computes slower than it plays needs a lead for all of the sentence.
    """
    enough = total
    too_few = min(total, _smallest(frame_seconds)) - 1
    if _never_dry(too_few + 1, total, frame_seconds, cost):
        return too_few + 1
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        if _never_dry(middle, total, frame_seconds, cost):
            enough = middle
        else:
            too_few = middle
    return enough


def planned_windows(total: int, frame_seconds: float, cost: CostModel) -> Iterator[int]:
    """Yield the windows of a whole sentence from predictions alone, so that they can be repeated.

    The samples of a window depend, in their last bit, on where it begins and ends.
    """
    window = first_window(total, frame_seconds, cost)
    buffered, position = 0.0, 0
    while position < total:
        yield window
        position += window
        buffered += window * frame_seconds
        window = next_window(total - position, buffered, frame_seconds, cost)
        buffered = max(0.0, buffered - cost.seconds(window) * MARGIN)


def _never_dry(first: int, total: int, frame_seconds: float, cost: CostModel) -> bool:
    """Play a sentence on a machine that is slower than predicted by a margin."""
    buffered, position = first * frame_seconds, first
    while position < total:
        window = next_window(total - position, buffered, frame_seconds, cost)
        took = cost.seconds(window) * MARGIN
        if took > buffered:
            return False
        buffered += window * frame_seconds - took
        position += window
    return True


def next_window(remaining: int, buffered: float, frame_seconds: float, cost: CostModel) -> int:
    """Return the frames for the next window while the player holds `buffered` seconds."""
    smallest = _smallest(frame_seconds)
    longest = max(smallest, round(cost.longest / frame_seconds))
    affordable = cost.frames_within(buffered * SAFETY)
    window = min(max(affordable, smallest), longest)
    # A crumb at the end would cost an overhead of its own.
    return remaining if remaining < window + smallest else window


def _smallest(frame_seconds: float) -> int:
    return max(1, round(FIRST_SOUND_SECONDS / frame_seconds))
