"""What normalisation gives: pieces of the source, each with the words it is said as."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Spoken:
    """`source[start:end]` is said as `words`.

    `words` is the source itself where nothing was to be done, and "" where nothing is said (a
    Markdown marker, an emoji).
    """

    start: int
    end: int
    words: str


class Emoji(StrEnum):
    """What becomes of an emoji: nothing is said, or its CLDR short name."""

    DROP = "drop"
    READ = "read"


@dataclass(frozen=True, slots=True)
class NormaliseRules:
    """What a caller may choose.

    `markdown`: markers of Markdown and HTML tags are not said. `emoji`: see `Emoji`.
    `acronyms`: words in capitals are spelled or read, by rule.
    """

    emoji: Emoji = Emoji.DROP
    markdown: bool = True
    acronyms: bool = True


DEFAULT = NormaliseRules()


def spoken_text(pieces: Iterable[Spoken]) -> str:
    """Return the words of all pieces as one text, runs of spaces made one."""
    return " ".join("".join(piece.words for piece in pieces).split())
