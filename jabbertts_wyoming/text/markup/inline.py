"""Marks that people type into plain text: `[pause:0.5]`, `[pause:500ms]` and `[[ipa]]`.

Whatever else is in brackets stays text.
"""

import re
from collections.abc import Iterator

from .spans import Item, Pause, Run, Said
from .values import MAX_PAUSE

MAX_PHONEMES = 400  # characters within [[ ]]
# The longest mark: whether [[1]] is a link of Markdown, [[1]](https://…), what follows tells.
MAX_HELD = MAX_PHONEMES + len("[[]]")

_PHONEMES = rf"\[\[([^\[\]\n]{{1,{MAX_PHONEMES}}})\]\](?!\()"
_PAUSE = r"\[pause: ?([0-9]{1,5}(?:[.,][0-9]{1,3})?) ?(m?s)?\]"
_MARK = re.compile(f"{_PHONEMES}|{_PAUSE}", re.IGNORECASE | re.ASCII)


def _beginnings(word: str, rest: str) -> str:
    """Return a pattern for each beginning of `word`, and for all of it with `rest`."""
    pattern = rest
    for char in reversed(word):
        pattern = f"(?:{char}{pattern})?"
    return pattern


_UNFINISHED = re.compile(
    rf"\[(?:\[(?:[^\[\]\n]{{1,{MAX_PHONEMES}}}\]{{0,2}})?"
    rf"|{_beginnings('pause:', r' ?(?:[0-9]{1,5}(?:[.,][0-9]{0,3})? ?(?:ms?|s)?)?')})\Z",
    re.IGNORECASE | re.ASCII,
)


def parse_inline(text: str, offset: int = 0) -> list[Item]:
    """Return the items of plain text; `offset` is where it begins in the source.

    A pause of more than MAX_PAUSE seconds is MAX_PAUSE long. Text is kept as it is, spaces too.
    """
    return list(_items(text, offset))


def complete_prefix(text: str) -> int:
    """Return how much of `text` means the same whatever follows it.

    The rest, at most MAX_HELD characters, may be the beginning of a mark: keep it until more has
    come, or until there is no more.
    """
    match = _UNFINISHED.search(text, max(0, len(text) - MAX_HELD))
    return len(text) if match is None else match.start()


def _items(text: str, offset: int) -> Iterator[Item]:
    done = 0
    for match in _MARK.finditer(text):
        item = _marked(match, offset)
        if item is not None:
            yield from _plain(text, done, match.start(), offset)
            yield item
            done = match.end()
    yield from _plain(text, done, len(text), offset)


def _marked(match: re.Match[str], offset: int) -> Item | None:
    phonemes, number, unit = match.groups()
    if number is not None:
        seconds = float(number.replace(",", "."))
        seconds = seconds / 1000 if unit and unit.lower() == "ms" else seconds
        return Pause(min(seconds, MAX_PAUSE))
    if not any(char.isalpha() for char in phonemes):  # [[1]] is a reference
        return None
    start, end = match.span()
    return Said("", offset + start, offset + end, phonemes=phonemes.strip())


def _plain(text: str, start: int, end: int, offset: int) -> Iterator[Said]:
    if start < end:
        run = Run(0, offset + start, offset + end)
        yield Said(text[start:end], offset + start, offset + end, runs=(run,))
