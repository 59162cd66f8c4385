"""How many frames to compute next, so that sound starts early and the player never runs dry."""

from dataclasses import dataclass

# The first sound is long enough to bridge a scheduling hiccup of player or network.
FIRST_SOUND_SECONDS = 0.08
# A longer window is no cheaper per frame and would hold other requests up.
LONGEST_WINDOW_SECONDS = 0.75
# The share of the player's buffer that a window may take to compute.
SAFETY = 0.5
_SMOOTHING = 0.2


@dataclass(slots=True)
class CostModel:
    """Seconds to compute a window: `overhead` plus `per_frame` for each frame.

    Measured at preparation, then corrected by `observe` while the voice speaks, so that it
    includes waiting for other requests' work.
    """

    overhead: float
    per_frame: float
    load: float = 1.0

    def seconds(self, frames: int) -> float:
        """Predict the time for a window."""
        return self.load * (self.overhead + frames * self.per_frame)

    def observe(self, frames: int, seconds: float) -> None:
        """Learn from a window that took `seconds` from request to result."""
        base = self.overhead + frames * self.per_frame
        ratio = min(max(seconds / base, 0.25), 16.0)
        self.load += _SMOOTHING * (ratio - self.load)

    def frames_within(self, seconds: float) -> int:
        """Return how many frames can be computed in `seconds`; negative if none."""
        return int((seconds / self.load - self.overhead) / self.per_frame)


def first_window(total: int, frame_seconds: float, cost: CostModel) -> int:
    """Return the frames to compute before the first sound of a sentence of `total` frames.

    Where computing is slower than playing (a frame costs longer than it lasts), so much is
    computed first that the rest arrives just in time: w >= total * (1 - frame / cost).
    """
    smallest = max(1, round(FIRST_SOUND_SECONDS / frame_seconds))
    per_frame = cost.load * cost.per_frame / SAFETY**0.5
    lead = total * (1 - frame_seconds / per_frame) if per_frame > frame_seconds else 0.0
    return min(total, max(smallest, int(lead + 0.999)))


def next_window(remaining: int, buffered: float, frame_seconds: float, cost: CostModel) -> int:
    """Return the frames for the next window while the player holds `buffered` seconds."""
    smallest = max(1, round(FIRST_SOUND_SECONDS / frame_seconds))
    longest = max(smallest, round(LONGEST_WINDOW_SECONDS / frame_seconds))
    affordable = cost.frames_within(buffered * SAFETY)
    window = min(max(affordable, smallest), longest)
    # A crumb at the end would cost an overhead of its own.
    return remaining if remaining < window + smallest else window
