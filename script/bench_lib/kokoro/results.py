"""Everything one run over Kokoro measured; goes to JSON as it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..results import Machine


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer of an arm: times in seconds from sending the request, `audio` in seconds.

    `cpu` is what the arm's processes used for it, in seconds, `chunks` in how many pieces it
    came, `gaps` how often a player that starts on the first one ran dry.
    """

    arm: str
    text: str
    round: int
    first_audio: float
    total: float
    audio: float
    cpu: float
    chunks: int
    gaps: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a recogniser heard of a sentence: `errors` of `words`.

    `ovrl` and `p808` are DNSMOS' scores, 1 to 5, None if this judge was not to rate.
    """

    arm: str
    sentence: str
    recogniser: str
    heard: str
    errors: int
    words: int
    ovrl: float | None
    p808: float | None


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Resident bytes of an arm's processes at four moments, and the highest of two.

    `ready` is before any text, `warm` after each timed text once, `timed` after all rounds of
    them, `last` after the judged sentences too; `peak_timed` and `peak` until those last two.
    """

    arm: str
    ready: int
    warm: int
    timed: int
    last: int
    peak_timed: int
    peak: int


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from starting an arm until it takes requests and until its first sound."""

    arm: str
    ready: float
    speaking: float


@dataclass(slots=True)
class KokoroResults:
    """A whole run; `preparation` is the first start of our server, in seconds.

    `judged` are the sentences, which `spoken` has the answers of, in a round of their own.
    """

    rounds: int
    machine: Machine
    commands: Mapping[str, str]
    preparation: float = 0.0
    starts: list[Start] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    spoken: list[Sample] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    memory: list[MemoryUse] = field(default_factory=list)

    def values(
        self, arm: str, metric: Callable[[Sample], float], text: str | None = None
    ) -> dict[tuple[str, int], float]:
        """Return `metric` of an arm's timed answers, of one text or all, by text and round."""
        return {
            (sample.text, sample.round): metric(sample)
            for sample in self.samples
            if sample.arm == arm and text in (None, sample.text)
        }

    @property
    def texts(self) -> list[str]:
        """The timed texts' names, in the order in which they were spoken."""
        return list(dict.fromkeys(sample.text for sample in self.samples))

    @property
    def recognisers(self) -> list[str]:
        """Who listened."""
        return list(dict.fromkeys(one.recogniser for one in self.judgements))
