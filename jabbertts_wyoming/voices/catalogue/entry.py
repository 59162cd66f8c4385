"""A catalogue's voice as the program uses it: everything about it in one place."""

from collections.abc import Sequence
from dataclasses import dataclass

from .schema import Quality, SumFrom, Tier


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A published file.

    `path` is where it goes, below the data directory, with `/` between its parts. `bytes` and
    `digest` (hexadecimal, by `algorithm`) are None where nobody tells them.
    """

    path: str
    url: str
    bytes: int | None = None
    algorithm: str | None = None
    digest: str | None = None
    sum_from: SumFrom = "publisher"

    @property
    def name(self) -> str:
        """The last part of `path`."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Entry:
    """A voice in one of its variants (`variant` is None where there is only one make).

    `own` are the voice's files, `shared` those that other voices of its family use too.
    What is `built_in` has none: it comes with the program. `engine_voice` is the engine's own name
    for the voice, where that is another one; `phoneme_type` is that of a Piper voice whose phonemes
    are not espeak-ng's.
    `min_ram` is in MiB; None where nobody measured it. `licence` is "unknown" where it can't be
    read from here; `card` is the page that tells it.
    """

    id: str
    family: str
    engine: str
    variant: str | None
    is_default: bool
    languages: tuple[str, ...]
    language_names: tuple[str, ...]
    quality: Quality | None
    grade: str | None
    speakers: int
    sample_rate: int
    licence: str
    card: str
    attribution_name: str
    attribution_url: str
    note: str
    tier: Tier
    min_ram: int | None
    aliases: tuple[str, ...]
    own: tuple[CatalogueFile, ...]
    shared: tuple[CatalogueFile, ...]
    built_in: bool = False
    engine_voice: str | None = None
    phoneme_type: str | None = None

    @property
    def name(self) -> str:
        """The voice's name; a variant other than the default one is behind an `@`."""
        return self.id if self.is_default else f"{self.id}@{self.variant}"

    @property
    def files(self) -> tuple[CatalogueFile, ...]:
        """All files that the voice needs."""
        return (*self.shared, *self.own)

    @property
    def bytes(self) -> int | None:
        """The size of all files; None if one of them is not known."""
        return total_bytes(self.files)


def total_bytes(files: Sequence[CatalogueFile]) -> int | None:
    """Return the size of `files` together; None if one of them is not known."""
    sizes = [file.bytes for file in files if file.bytes is not None]
    return sum(sizes) if len(sizes) == len(files) else None
