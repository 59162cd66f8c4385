"""Kokoro's symbols and their ids."""

import logging
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

# Stands before and behind the ids of every piece.
END = 0

_LOGGER = logging.getLogger(__name__)


@cache
def vocabulary() -> Mapping[str, int]:
    """Return the id of every symbol."""
    text = (files(__package__) / "symbols.yaml").read_text("utf-8")
    ids: dict[str, int] = yaml.safe_load(text)
    return ids


def known(symbols: str) -> str:
    """Return `symbols` without those that the model doesn't know."""
    ids = vocabulary()
    unknown = sorted({s for s in symbols if s not in ids})
    if unknown:
        _LOGGER.debug("Kokoro has no symbol for %s", " ".join(map(ascii, unknown)))
    return "".join(s for s in symbols if s in ids)


def to_ids(symbols: str) -> list[int]:
    """Return the ids of known symbols, between the marks of both ends."""
    ids = vocabulary()
    return [END, *(ids[s] for s in symbols), END]
