"""Everything one run over the bridge measured; goes to JSON as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..results import Machine
from .received import Measures


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer: `arm` is how it was asked for, `text` and `round` make the pairs.

    `cpu` is what the bridge used for it, in seconds; nearly 0 if it was not asked.
    """

    arm: str
    group: str
    text: str
    round: int
    measures: Measures
    cpu: float


@dataclass(frozen=True, slots=True)
class AtOnce:
    """`requests` sent at the same moment; times in seconds from then, connecting included.

    `failures` are answers that were an error, broken or not decodable; `odd_lengths` tells of
    those that were much shorter or longer than the same text spoken alone.
    """

    name: str
    requests: int
    failures: Sequence[str]
    odd_lengths: Sequence[str]
    wall: float
    audio: float
    first_audio: Sequence[float]


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Resident bytes of the bridge: before any request, after single ones, at the very end."""

    ready: int
    after: int
    last: int
    peak: int


@dataclass(slots=True)
class BridgeResults:
    """A whole run."""

    rounds: int
    machine: Machine
    commands: Mapping[str, str]
    samples: list[Sample] = field(default_factory=list)
    at_once: list[AtOnce] = field(default_factory=list)
    memory: MemoryUse | None = None

    def values(
        self, arm: str, metric: Callable[[Measures], float], text: str | None = None
    ) -> dict[tuple[str, int], float]:
        """Return `metric` of the answers in `arm`, of one text or all, by text and round."""
        return {
            (sample.text, sample.round): metric(sample.measures)
            for sample in self.samples
            if sample.arm == arm and text in (None, sample.text)
        }

    @property
    def texts(self) -> list[str]:
        """The texts' names, in the order in which they were spoken."""
        return list(dict.fromkeys(sample.text for sample in self.samples))
