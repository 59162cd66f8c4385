"""Everything one run measured, free of how it was measured or is shown; goes to JSON as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .answer import Measures
from .client import Mode
from .server import StartUp
from .texts import GROUPS

Timeline = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer of one server; `text` and `round` make the pair with the other server's."""

    server: str
    mode: Mode
    group: str
    text: str
    round: int
    measures: Measures


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds that a server used for `audio` seconds of sound in one mode."""

    server: str
    mode: Mode
    cpu: float
    audio: float


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Resident bytes: ready, after the warm-up, at rest at the end; the peaks, at two moments.

    `peak` is the highest of the whole run, `peak_before_load` what it was before the
    concurrent requests.
    """

    server: str
    ready: int
    warm: int
    rest: int
    peak_before_load: int
    peak: int


@dataclass(frozen=True, slots=True)
class Starts:
    """The very first start, and those after it."""

    server: str
    first: StartUp
    later: Sequence[StartUp]


@dataclass(frozen=True, slots=True)
class Load:
    """`requests` plain requests at once: times in seconds from when they were all sent.

    `describe` are latencies of probes sent while they ran, `describe_idle` on a quiet server.
    """

    server: str
    requests: int
    failures: Sequence[str]
    wall: float
    audio: float
    first_audio: Sequence[float]
    answers_with_gaps: int
    describe: Sequence[float]
    describe_idle: Sequence[float]


@dataclass(frozen=True, slots=True)
class CliRow:
    """One line of wyoming-bench's own summary, in seconds."""

    server: str
    mode: str
    answers: int
    first_audio_mean: float
    first_audio_p95: float
    total_mean: float


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and how the run was made; `versions` are those of each server's packages."""

    cpu: str
    cores: int
    memory_gib: float
    system: str
    load_average: float
    date: str
    command: str
    versions: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Results:
    """A whole run over `servers` (one or both of `ours` and `peer`)."""

    servers: Sequence[str]
    rounds: int
    machine: Machine
    commands: Mapping[str, str]
    starts: list[Starts] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    usage: list[Usage] = field(default_factory=list)
    memory: list[MemoryUse] = field(default_factory=list)
    load: list[Load] = field(default_factory=list)
    cli: list[CliRow] = field(default_factory=list)
    timelines: dict[str, Timeline] = field(default_factory=dict)

    def values(
        self,
        server: str,
        mode: Mode,
        metric: Callable[[Measures], float | None],
        groups: Sequence[str] = GROUPS,
    ) -> dict[tuple[str, int], float]:
        """Return `metric` of the answers in `mode` and `groups`, by text and round."""
        found = {
            (sample.text, sample.round): metric(sample.measures)
            for sample in self.samples
            if sample.server == server and sample.mode is mode and sample.group in groups
        }
        return {key: value for key, value in found.items() if value is not None}
