"""Everything one run over the text front end measured; goes to JSON as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..results import Machine


@dataclass(frozen=True, slots=True)
class LanguageTimes:
    """CPU seconds for one language, the fastest of some rounds.

    `sentence` is for one sentence, `quarter` and `whole` for the same one again and again in
    texts of 25 and 100 kB (UTF-8), `dense` for 100 kB of the rows of the
    language's table, in which nearly everything is a number, a unit or an abbreviation.
    """

    language: str
    sentence: float
    quarter: float
    whole: float
    dense: float

    @property
    def growth(self) -> float:
        """How often the time of a quarter goes into that of the whole: 4 if it is linear."""
        return self.whole / self.quarter


@dataclass(frozen=True, slots=True)
class TextResults:
    """A whole run; `sentences` are those that were timed, by language."""

    machine: Machine
    rounds: int
    sentences: Mapping[str, str]
    languages: Sequence[LanguageTimes]
