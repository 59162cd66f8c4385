"""Dictionaries as people write them, in YAML; docs/LEXICONS.md has the format."""

from collections.abc import Callable, Iterator

from .entry import (
    ALPHABETS,
    Block,
    Entry,
    Scope,
    WrongLineError,
    at_line,
    checked_tag,
    checked_word,
    pronounced,
    respelled,
)
from .yaml_tree import Mapping, Several, Text, Tree, documents

_FIELDS = ("language", "voices", "words")
_WAYS = (*ALPHABETS, "say")


_ALLOWED = ", ".join(f"{{{way}: …}}" for way in _WAYS)


def read_yaml(source: str) -> Iterator[Block]:
    """Yield the blocks of a YAML dictionary, one for each document. Raises `WrongLineError`."""
    for tree in documents(source):
        if isinstance(tree, Text) and not tree.text:
            continue  # nothing but comments
        yield _block(tree)


def _block(tree: Tree) -> Block:
    fields = _mapping(tree, "the file", "language, voices and words")
    for key in fields:
        if key.text not in _FIELDS:
            allowed = ", ".join(_FIELDS)
            raise WrongLineError(key.line, f"{key.text[:80]!r} is unknown; allowed: {allowed}")
    named = {key.text: value for key, value in fields.items()}
    if "words" not in named:
        raise WrongLineError(tree.line, "words is missing")
    scope = Scope(
        languages=tuple(_names(named.get("language"), "language", checked_tag)),
        voices=tuple(_names(named.get("voices"), "voices", str.lower)),
    )
    words = _mapping(named["words"], "words", "entries such as Zigbee: zig bee")
    return Block(scope, tuple(_entries(words, scope)))


def _mapping(tree: Tree, what: str, allowed: str) -> dict[Text, Tree]:
    if not isinstance(tree, Mapping) or not tree.items:
        raise WrongLineError(tree.line, f"{what} must have {allowed}")
    return dict(tree.items)


def _names(tree: Tree | None, what: str, checked: Callable[[str], str]) -> Iterator[str]:
    if tree is None:
        return
    items = tree.items if isinstance(tree, Several) else (tree,)
    if not items:
        raise WrongLineError(tree.line, f"{what} is empty; leave it out to mean all")
    for item in items:
        if not isinstance(item, Text) or not item.text.strip():
            raise WrongLineError(tree.line, f"{what} must be one name, or a list of names")
        with at_line(item.line):
            yield checked(item.text.strip())


def _entries(words: dict[Text, Tree], scope: Scope) -> Iterator[Entry]:
    seen: dict[str, int] = {}
    for key, value in words.items():
        with at_line(key.line):
            word = checked_word(key.text)
        if word in seen:
            raise WrongLineError(key.line, f"{word!r} is already in line {seen[word]}")
        seen[word] = key.line
        way, text = _way(word, value)
        with at_line(text.line):
            made = (
                respelled(word, text.text)
                if way == "say"
                else pronounced(word, text.text, way, scope)
            )
        yield made


def _way(word: str, value: Tree) -> tuple[str, Text]:
    """Return which of _WAYS a word is given in, and what is given."""
    if isinstance(value, Text):
        return "say", value
    if isinstance(value, Mapping) and len(value.items) == 1:
        (key, text), *_ = value.items
        if key.text in _WAYS and isinstance(text, Text):
            return key.text, text
    raise WrongLineError(value.line, f"{word!r} must have what to say, or one of {_ALLOWED}")
