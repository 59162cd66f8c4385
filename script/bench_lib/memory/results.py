"""Everything one run over memory measured; goes to JSON as it is. Memory is in bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..results import Machine

# Seconds since the watch began, and what the server had in memory then.
Curve = Sequence[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One answer; `loaded` if its voice was not in memory, `at_once` if another spoke meanwhile.

    `first_audio` is in seconds, None for a request that failed, of which `failure` tells why.
    """

    voice: str
    text: str
    round: int
    again: bool
    at_once: bool
    loaded: bool
    first_audio: float | None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Turns:
    """The voices used in turn: `peak` is the kernel's own (VmHWM), `highest` of what was read.

    `spoken` has all answers in their order, `unloads` the names of voices that were unloaded.
    """

    arm: str
    rounds: int
    limit: int
    voices: int
    ready: int
    last: int
    peak: int
    highest: int
    readings: int
    curve: Curve
    spoken: Sequence[Spoken]
    unloads: Sequence[str]


@dataclass(frozen=True, slots=True)
class Growth:
    """Many requests: `resident` is read after each answer, `warm_up` of them do not count.

    `seconds` is how long it all took, `distinct` of how many texts the requests were.
    """

    name: str
    warm_up: int
    distinct: int
    at_once: int
    seconds: float
    peak: int
    resident: Sequence[int]
    failures: Sequence[str]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What preparing took: seconds for all voices, and the most that one process for it held."""

    seconds: float
    peak: int


@dataclass(slots=True)
class MemoryResults:
    """A whole run; `preparation` is None where all voices were prepared already."""

    machine: Machine
    commands: Mapping[str, str]
    preparation: Preparation | None = None
    turns: list[Turns] = field(default_factory=list)
    growth: list[Growth] = field(default_factory=list)
