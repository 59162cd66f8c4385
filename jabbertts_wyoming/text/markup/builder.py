"""Collects items in order: joins text of one manner, and sees to spaces and boundaries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .spans import Boundary, Item, Mark, Pause, Prosody, Run, Said

SPACE = " \t\r\n"  # XML's whitespace; a no-break space is none, it may stand within a number
_WORDS = re.compile(rf"[^{SPACE}]+(?: [^{SPACE}]+)*")


@dataclass(slots=True)
class _OpenText:
    how: Prosody
    parts: list[str] = field(default_factory=list)
    length: int = 0
    runs: list[Run] = field(default_factory=list)

    def add(self, text: str, start: int, end: int) -> None:
        self.parts.append(text)
        last = self.runs[-1] if self.runs else None
        if last is not None and end - start == len(text) and self._goes_on(last, start):
            self.runs[-1] = Run(last.index, last.start, end)
        else:
            self.runs.append(Run(self.length, start, end))
        self.length += len(text)

    def closed(self) -> Said:
        first, last = self.runs[0], self.runs[-1]
        return Said("".join(self.parts), first.start, last.end, self.how, runs=tuple(self.runs))

    def _goes_on(self, last: Run, start: int) -> bool:
        return last.end == start and last.end - last.start == self.length - last.index


class ItemBuilder:
    """Give it what is found in the source, in order; `items` has the result.

    Whitespace becomes a single space between words and nothing at the edges of what is spoken in
    one go. A boundary comes only between texts, and once.
    """

    def __init__(self) -> None:
        self._items: list[Item | _OpenText] = []
        self._said: Said | _OpenText | None = None  # the last one, if nothing parts it from more
        self._space: int | None = None
        self._boundary: int | None = None  # index of the one behind which nothing was said
        self._spoke = False

    def text(self, text: str, start: int, end: int, how: Prosody) -> None:
        """Add text that stood at `start` to `end` in the source."""
        done = 0
        for match in _WORDS.finditer(text):
            if match.start() > done:
                self.space(start + done)
            done = match.end()
            until = end if done == len(text) else start + done
            self._append(match.group(), start + match.start(), until, how)
        if done < len(text):
            self.space(start + done)

    def space(self, at: int) -> None:
        """Note whitespace at `at`; it counts if text is on both sides."""
        if self._space is None:
            self._space = at

    def said(self, said: Said) -> None:
        """Add a span that is not joined with others."""
        self._put_space(said.how)
        self._push(said)

    def pause(self, pause: Pause) -> None:
        """Add silence; what is said after it begins anew."""
        self._part()
        self._items.append(pause)

    def mark(self, mark: Mark) -> None:
        """Add a mark; it parts no words."""
        self._items.append(mark)

    def boundary(self, boundary: Boundary) -> None:
        """Add a boundary, or widen the one that is there already."""
        self._part()
        if not self._spoke:
            return
        if self._boundary is None:
            self._boundary = len(self._items)
            self._items.append(boundary)
        elif boundary.paragraph:
            self._items[self._boundary] = boundary

    def items(self) -> list[Item]:
        """Return what was found."""
        items: Sequence[Item | _OpenText] = self._items
        if items and isinstance(items[-1], Boundary):
            items = items[:-1]
        return [item.closed() if isinstance(item, _OpenText) else item for item in items]

    def _append(self, text: str, start: int, end: int, how: Prosody) -> None:
        self._put_space(how)
        open_text = self._said
        if not isinstance(open_text, _OpenText) or not self._joins(open_text, how):
            open_text = _OpenText(how)
            self._push(open_text)
        open_text.add(text, start, end)

    def _joins(self, open_text: _OpenText, how: Prosody) -> bool:
        return self._items[-1] is open_text and open_text.how == how

    def _put_space(self, how: Prosody) -> None:
        at, self._space = self._space, None
        if at is None or self._said is None:
            return
        if not isinstance(self._said, _OpenText):
            self._push(_OpenText(how))
        if isinstance(self._said, _OpenText):
            self._said.add(" ", at, at + 1)

    def _push(self, said: Said | _OpenText) -> None:
        self._items.append(said)
        self._said = said
        self._boundary = None
        self._spoke = True

    def _part(self) -> None:
        self._said = None
        self._space = None
