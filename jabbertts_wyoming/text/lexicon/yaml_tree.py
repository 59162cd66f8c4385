"""YAML as plain text with line numbers: no types, no aliases, no depth.

`no: nein` and `1.50: one fifty` are words here, not a truth value and a number. Since nothing is
built from aliases, a small file can't become a large one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from .entry import WrongLineError

# The C parser is some ten times as fast; PyYAML's wheels have it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as it is written; `line` counts from 1, here and below."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Several:
    """A list."""

    items: tuple["Tree", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys, no two the same, with their values."""

    items: tuple[tuple[Text, "Tree"], ...]
    line: int


Tree = Text | Several | Mapping


def documents(source: str) -> Iterator[Tree]:
    """Yield the documents of a YAML file. Raises `WrongLineError`."""
    loader = None
    try:
        loader = _LOADER(source)  # reads some of it at once
        while not loader.check_event(yaml.StreamEndEvent):
            if loader.check_event(yaml.DocumentStartEvent):
                loader.get_event()
                yield _tree(loader, 1)
            else:
                loader.get_event()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(filter(None, (error.context, error.problem)))
        line = min(mark.line, source.count("\n")) + 1 if mark else 1
        raise WrongLineError(line, f"not YAML: {reason}") from error
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        raise WrongLineError(line, f"not YAML: {error.reason}") from error
    finally:
        if loader is not None:
            loader.dispose()


def _tree(loader: Any, depth: int) -> Tree:
    event = loader.get_event()
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent):
        raise WrongLineError(line, "aliases (*) are not allowed; put a word with * in quotes")
    if event.tag not in (None, "!"):
        raise WrongLineError(line, "tags (!) are not allowed; put a word with ! in quotes")
    if isinstance(event, yaml.ScalarEvent):
        return Text(event.value, line)
    if depth == _DEEPEST:
        raise WrongLineError(line, "nested too deep; see the format")
    if isinstance(event, yaml.SequenceStartEvent):
        return Several(tuple(_items(loader, yaml.SequenceEndEvent, depth)), line)
    return Mapping(tuple(_pairs(loader, depth)), line)


def _items(loader: Any, end: type[Any], depth: int) -> Iterator[Tree]:
    while not loader.check_event(end):
        yield _tree(loader, depth + 1)
    loader.get_event()


def _pairs(loader: Any, depth: int) -> Iterator[tuple[Text, Tree]]:
    seen: dict[str, int] = {}
    children = _items(loader, yaml.MappingEndEvent, depth)
    for key in children:
        if not isinstance(key, Text):
            raise WrongLineError(key.line, "a list or a mapping can't stand before a colon")
        if key.text in seen:
            first = seen[key.text]
            raise WrongLineError(key.line, f"{key.text[:80]!r} is already in line {first}")
        seen[key.text] = key.line
        yield key, next(children)
