"""Find voices on disk, of every engine."""

import logging
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from ..engines.kokoro.loader import PreparingLoader
from ..engines.kokoro.recipe import is_blend
from ..engines.kokoro.shared import SharedModels
from . import espeak, kokoro, piper
from .voice import Source

ENGINES = ("piper", "kokoro", "espeak")
"""Those whose voices `scan` finds."""

# Sources come and go with every scan, loaded models stay.
_MODELS = SharedModels(PreparingLoader())
_LOGGER = logging.getLogger(__name__)


def scan(directory: Path, formant: bool = True) -> dict[str, Source]:
    """Return the voices of `directory`, and those installed with the program, by name. Blocking.

    Without `formant`, espeak-ng's formant voices are left out.
    """
    formants = espeak.find() if formant else ()
    return merged(piper.find(directory), kokoro.find(directory, _MODELS), formants)


def compose(name: str, sources: Iterable[Source]) -> Source | None:
    """Return the voice of this name made of `sources`, None if it isn't the name of such a one.

    Raises `VoiceError` if it can't be made.
    """
    if not is_blend(name):
        return None
    return kokoro.blended(name, [s for s in sources if isinstance(s, kokoro.KokoroSource)])


def merged(*found: Sequence[Source]) -> dict[str, Source]:
    """Return the engines' voices by name; where two have one name, the first engine's counts."""
    sources: dict[str, Source] = {}
    for source in (source for engine in found for source in engine):
        if sources.setdefault(source.name, source) is not source:
            _warn_of_two(source.name)
    return sources


@lru_cache(maxsize=256)
def _warn_of_two(name: str) -> None:
    """Say it once, not with every scan."""
    _LOGGER.warning("Two engines have a voice %s; one of them is left out", name)
