"""Bounded reading of what follows a possible boundary.

Every decision of the splitter reads the text to the right only through a `Lookahead`, which
raises `NeedMore` instead of telling what has not come yet. So no decision can depend on how the
text was cut into chunks.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import Enum, auto

REACH = 64
"""How many characters right of a stop may take part in a decision; beyond them the text is
treated as if it ended there, so that a decision costs bounded time and never waits for long."""

INVISIBLE = (
    r"\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufeff"
)
"""Regex class of what changes nothing: combining marks, joiners, direction marks."""

SPACE = re.compile(r"\s*")
_LETTERS = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])*")
_OPENERS = re.compile(rf"[\s{INVISIBLE}\"'“”„‟‘’‚«»‹›(\[{{（「『【《¿¡*_~`#>\-‐‑–—―]*")
_DASH = re.compile(r"[-–—―]\s")
_CONTINUING = frozenset(",)]}&%/）」』】》،、，")
_GEORGIAN = re.compile(r"[\u10d0-\u10ff]")


class NeedMore(Exception):  # noqa: N818 - a signal, not an error
    """The answer hangs on text that has not come yet."""


class NextKind(Enum):
    """What the text goes on with, once opening quotes, brackets and dashes are skipped."""

    UPPER = auto()
    LOWER = auto()
    CASELESS = auto()
    DIGIT = auto()
    CURRENCY = auto()
    OTHER = auto()
    CONTINUING = auto()
    END = auto()


def letter_kind(char: str) -> NextKind:
    """Return the kind of one character, "" standing for the end of the text."""
    if not char:
        return NextKind.END
    if char in _CONTINUING:
        return NextKind.CONTINUING
    if char.isdecimal():
        return NextKind.DIGIT
    if not char.isalpha():
        return NextKind.CURRENCY if unicodedata.category(char) == "Sc" else NextKind.OTHER
    # Georgian is written in one case, though Unicode calls its letters lower-case.
    if char.islower() and not _GEORGIAN.match(char):
        return NextKind.LOWER
    return NextKind.UPPER if char.isupper() or char.istitle() else NextKind.CASELESS


class Lookahead:
    """A reader over `text` from `position` on, at most `REACH` characters far."""

    __slots__ = ("_closed", "_end", "_text", "position")

    def __init__(self, text: str, position: int, *, final: bool) -> None:
        self._text = text
        self._end = min(len(text), position + REACH)
        self._closed = final or len(text) >= position + REACH
        self.position = position

    def peek(self, offset: int = 0) -> str:
        """Return the character `offset` ahead, "" at the end; raises `NeedMore`."""
        at = self.position + offset
        if at < self._end:
            return self._text[at]
        if self._closed:
            return ""
        raise NeedMore

    def take(self, repeated: re.Pattern[str]) -> str:
        """Consume the longest run of a character class; raises `NeedMore` if it may go on."""
        match = repeated.match(self._text, self.position, self._end)
        taken = match.group() if match else ""
        if self.position + len(taken) == self._end and not self._closed:
            raise NeedMore
        self.position += len(taken)
        return taken

    def take_spaced(self, repeated: re.Pattern[str]) -> str:
        """Consume one space and a run of a class after it, if whitespace or the end follows."""
        begin = self.position
        spaced = self.peek() not in ("", "\n") and self.peek().isspace()
        self.position += spaced
        taken = self.take(repeated) if spaced else ""
        if taken and (not self.peek() or self.peek().isspace()):
            return taken
        self.position = begin
        return ""

    def take_gap(self) -> str:
        """Consume whitespace; a blank line is told as soon as it is seen."""
        match = SPACE.match(self._text, self.position, self._end)
        seen = match.group() if match else ""
        if seen.count("\n") < 2:
            return self.take(SPACE)
        self.position += len(seen)
        return seen

    def at_list_item(self) -> bool:
        """Tell whether a bullet, a list number or a Markdown heading starts here."""
        first = self.peek()
        if first and first in "-*+•◦▪‣":
            return self.peek(1).isspace()
        if first == "#":
            return self.peek(self._count(lambda char: char == "#", 6)) == " "
        digits = self._count(str.isdecimal, 3)
        return digits > 0 and self.peek(digits) in (".", ")") and self.peek(digits + 1).isspace()

    def next_kind(self) -> tuple[NextKind, bool]:
        """Skip to the next letter, digit or symbol: its kind, and whether a dash led to it."""
        skipped = self.take(_OPENERS)
        if skipped[-1:] in ("'", "’"):
            self._skip_clitic()
        kind = letter_kind(self.peek())
        if kind is NextKind.LOWER and ("¿" in skipped or "¡" in skipped):
            kind = NextKind.UPPER
        return kind, bool(_DASH.search(skipped))

    def take_word(self) -> str:
        """Consume the letters here; "" if they are an initial with its own full stop."""
        word = self.take(_LETTERS)
        return "" if len(word) == 1 and self.peek() == "." else word

    def _count(self, wanted: Callable[[str], bool], most: int) -> int:
        count = 0
        while count < most and wanted(self.peek(count)):
            count += 1
        return count

    def _skip_clitic(self) -> None:
        """Skip the small word before a Dutch or Afrikaans capital: 's Avonds, 'n Man."""
        if self.peek().islower() and self.peek(1).isspace():
            self.position += 1
            self.take(SPACE)
