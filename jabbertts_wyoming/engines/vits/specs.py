"""What a streaming stage looks like from outside; read when a voice is loaded."""

from dataclasses import dataclass
from math import prod
from typing import Any


@dataclass(frozen=True, slots=True)
class SegmentSpec:
    """One segment: the channels of its input, steps needed `left` and `right`, upsampling."""

    channels: int
    left: int
    right: int
    up: int

    @property
    def cached(self) -> int:
        """Input steps kept between windows."""
        return self.left + self.right


@dataclass(frozen=True, slots=True)
class StageSpec:
    """A stage's interface.

    `rank` is 3 ([1, channels, time]) or 4 ([1, channels, 1, time]); `conditions` are inputs that
    don't change with time; `work` is the convolutions' multiply-accumulates per input step.
    Windows are run in pieces of about `chunk` input steps (measured at preparation; 0: whole), so
    that the next stage begins early and a run's data stay in the processor's cache.
    """

    input: str
    output: str
    rank: int
    segments: tuple[SegmentSpec, ...]
    conditions: tuple[str, ...]
    work: float
    chunk: int = 0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "StageSpec":
        """Read what `dataclasses.asdict` and JSON made of a spec."""
        segments = tuple(SegmentSpec(**s) for s in data["segments"])
        return cls(
            **{**data, "segments": segments, "conditions": tuple(data["conditions"])},
        )

    @property
    def up(self) -> int:
        """Output steps per input step."""
        return prod(s.up for s in self.segments)

    @property
    def lookahead(self) -> int:
        """Input steps that come in before the first output step goes out."""
        steps = 0
        for segment in reversed(self.segments):
            steps = segment.right + -(-steps // segment.up)
        return steps

    @property
    def context(self) -> float:
        """Input steps' worth of the longest context that a segment computes twice for a run."""
        longest, rate = 0.0, 1
        for segment in self.segments:
            longest = max(longest, segment.cached / rate)
            rate *= segment.up
        return longest
