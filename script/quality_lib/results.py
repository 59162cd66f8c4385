"""What `script/quality languages` found; kept as JSON beside the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .client import Voice


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence: `errors` of `length` words or characters."""

    text: str
    heard: str
    errors: int
    length: int


@dataclass(frozen=True, slots=True)
class Row:
    """A language as one voice speaks it; `problem` says why there is no voice or no sound.

    `asked` is how the voice was asked for: by `language`, which leaves the choice to the server, or
    by `name`.
    """

    language: str
    asked: str
    voice: Voice | None = None
    problem: str = ""
    unit: str = ""
    sentences: Sequence[Heard] = ()

    @property
    def errors(self) -> int:
        """Errors over all sentences."""
        return sum(one.errors for one in self.sentences)

    @property
    def length(self) -> int:
        """Words or characters over all sentences."""
        return sum(one.length for one in self.sentences)

    @property
    def right(self) -> int:
        """Sentences that were heard without an error."""
        return sum(not one.errors for one in self.sentences)

    @property
    def rate(self) -> float | None:
        """Errors by words or characters; None if nothing was spoken."""
        return self.errors / self.length if self.length else None


@dataclass(frozen=True, slots=True)
class Machine:
    """Where, when and with what it was measured."""

    cpu: str
    cores: int
    memory_gib: float
    system: str
    date: str
    command: str
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Results:
    """A whole run."""

    machine: Machine
    rows: Sequence[Row] = field(default_factory=list)
