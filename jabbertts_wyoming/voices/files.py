"""Find voices on disk, of every engine."""

from pathlib import Path

from . import piper
from .voice import Source


def scan(directory: Path) -> dict[str, Source]:
    """Return the voices of `directory`, and those installed with the program, by name. Blocking."""
    return {source.name: source for source in piper.find(directory)}
