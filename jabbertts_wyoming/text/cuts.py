"""Where a running sentence may be cut so that both parts are read as they are in the whole.

How a number, a unit or an abbreviation is read hangs on what stands around it: "21." may become
"21.5 °C", "3." may become "3. Mai", and "in" makes a year of "1985". The rule is the same for all
languages and looks at words alone: a cut is safe between two plain words, none of them beside a
figure, an abbreviation or a symbol, and not inside a mark, a link or a tag.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from .markup.inline import MAX_HELD
from .words import is_wide

LONGEST_HELD = 60
"""So much text, in characters, may wait for a safe cut; in a mark or a link as much as it takes."""

_LONGEST_TAG = 300
# A unit, a month or a name of a currency follows a figure within so many words: "3 de mayo".
_SHADOW = 3
# A short name of a weekday and its mark.
_SHORT_NAME = 6
_TOKEN = re.compile(r"\S+")
_UNBREAKABLE = re.compile(r"[\u00a0\u2007\u202f]")
_STRIPPED = "\"'“”„‟‘’‚«»‹›()[]{}（）「」『』*_~`¿¡,;:،؛·!?…؟"
_INSIDE = frozenset("'’‐‑-")
_CLOSED = re.compile(r"(?:[,;:،؛·!?…؟)\]）]|\.{2,})[\"'”’»*_~`]*\Z")
_CONSONANTS = re.compile(r"[b-df-hj-np-tv-xz]{1,4}", re.IGNORECASE)
# Hebrew marks abbreviations and letters for numbers: "יום ג'", "ארה"ב".
_GERESH = re.compile("[\u05d0-\u05ea](?:['׳](?![\u05d0-\u05ea])|[\"״][\u05d0-\u05ea])")
_DASH = re.compile(r"[-‐‑–—―]+")
_WIDE_MARK = re.compile(r"[、，；：]")
_TEXT = rf"[^\[\]\n]{{0,{MAX_HELD}}}"
_TARGET = (
    r"\((?:[^()\s]|\([^()\s]{0,200}\)){0,900}+"
    r"(?:\s{1,9}(?:[\"'][^\"'\n]{0,200}+[\"']?|\Z))?(?:\)|\Z)"
)
_ENCLOSING = re.compile(r"[\[\]<]")
_MARK = rf"\[\[{_TEXT}+(?:\]\]|\]?\Z)"
_LINK = rf"\[{_TEXT}+(?:\](?:{_TARGET}|\[{_TEXT}+(?:\]|\Z))?|\Z)|\]{_TARGET}"
_BOX = r"(?<![^\n])[ \t]{0,8}[-*+•][ \t]{1,8}\[[ x]\][ \t]{0,8}(?:\S|\Z)"
_TAG = rf"<(?:a|div|font|img|p|span)\s[^<>\n]{{0,{_LONGEST_TAG}}}+(?:>|\Z)"
_WHOLE = re.compile(rf"{_MARK}|\]{_TARGET}")
_ENCLOSED = re.compile("|".join((_MARK, _BOX, _LINK, _TAG)), re.IGNORECASE)


class _Kind(Enum):
    PLAIN = auto()  # a word
    STOPPED = auto()  # a word with a full stop: of an abbreviation, or of the sentence
    DASH = auto()
    FIGURE = auto()
    UNIT = auto()  # a short word without a vowel: km, kr, dr
    OTHER = auto()  # a symbol, a name with dots, capitals: hangs on what is beside it


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    kind: _Kind
    marked: bool  # ends in a mark that ends a clause, or is closed by a bracket
    name: bool  # begins with a capital

    @property
    def length(self) -> int:
        """Return the length with all marks."""
        return self.end - self.start


class Cuts:
    """The safe cuts of `text[start:end]`; nothing beyond `end` is looked at.

    With `growing` the last word may become another one; without, it is taken as it stands.
    """

    def __init__(self, text: str, start: int, end: int, *, growing: bool = True) -> None:
        self._text = text[start:end]
        self._growing = growing
        self._start = start
        self._tokens = [_token(match) for match in _TOKEN.finditer(self._text)]
        self._starts = [token.start for token in self._tokens]
        self._enclosed = enclosed(self._text)

    def is_safe(self, cut: int) -> bool:
        """Tell whether both sides of `cut` are read as in the whole; text must follow it."""
        return self._is_safe(cut - self._start)

    def last(self, first: int) -> int | None:
        """Return the last safe cut between words or behind a Han mark, not before `first`."""
        lowest = max(1, first - self._start)
        for token in reversed(self._tokens):
            for cut in (*_wide_marks(self._text, token), token.start):
                if cut < lowest:
                    return None
                if self._is_safe(cut):
                    return self._start + cut
        return None

    def second_best(self) -> int | None:
        """Return the last cut between words that tears no mark, and no figure if one can."""
        cuts = [token.start for token in self._tokens if not self._is_enclosed(token.start)]
        pairs = zip(self._tokens, self._tokens[1:], strict=False)
        loose = {b.start for a, b in pairs if _Kind.FIGURE not in (a.kind, b.kind)}
        best = [cut for cut in cuts if cut in loose] or [cut for cut in cuts if cut]
        return self._start + best[-1] if best else None

    @property
    def ends_enclosed(self) -> bool:
        """Whether the text ends within a mark, a link or a tag."""
        return self._is_enclosed(len(self._text))

    def _is_enclosed(self, cut: int) -> bool:
        return any(first < cut < last for first, last in self._enclosed)

    def _is_safe(self, cut: int) -> bool:
        right = bisect_left(self._starts, cut)
        if self._is_enclosed(cut) or not right:
            return False
        before = self._tokens[right - 1]
        if cut < before.end:
            return self._is_safe_inside(cut)
        return right < len(self._tokens) and self._is_between(before, self._tokens[right], right)

    def _is_between(self, before: _Token, after: _Token, right: int) -> bool:
        """Decide between two words, the second of which is the token `right`."""
        if _UNBREAKABLE.search(self._text, before.end, after.start):
            return False
        if (right == 1 and before.kind is _Kind.DASH) or self._shadowed(right):
            return False
        if any(after.start == first for first, _ in self._enclosed):
            return True
        weekday = before.marked and before.name and before.length < _SHORT_NAME  # "Sat, Mar 8"
        if (weekday and after.name) or (after.marked and self._counts(right + 1)):
            return False
        if before.marked or before.kind is _Kind.DASH:
            return after.kind in (_Kind.PLAIN, _Kind.STOPPED, _Kind.UNIT)
        # An abbreviation may hang on the word before; the last word may become one.
        grows = self._growing and after.end == len(self._text)
        return after.kind is _Kind.PLAIN and not grows

    def _counts(self, right: int) -> bool:
        """Tell whether the token `right` is a figure, or may become one: "am | Montag, 3. Mai"."""
        if right >= len(self._tokens):
            return self._growing
        return self._tokens[right].kind is _Kind.FIGURE

    def _is_safe_inside(self, cut: int) -> bool:
        """Decide within a word: behind a mark of Han text, if no number goes on."""
        return bool(_WIDE_MARK.match(self._text, cut - 1)) and not _is_figure(
            self._text[cut : cut + 1]
        )

    def _shadowed(self, right: int) -> bool:
        """Tell whether something on the left may belong to what begins at the token `right`."""
        words = 0
        for token in reversed(self._tokens[max(0, right - _SHADOW - 1) : right]):
            if token.marked:
                return False
            if token.kind in (_Kind.OTHER, _Kind.UNIT, _Kind.STOPPED) and not words:
                return True
            if token.kind is _Kind.FIGURE:
                return words < _SHADOW
            words += token.kind in (_Kind.PLAIN, _Kind.UNIT)
        return False


def torn(text: str, start: int, cut: int) -> int | None:
    """Return where a mark or a link's target that `cut` would tear ends, None if there is none.

    It is beyond the end of the text if more must be known; never for one longer than MAX_HELD.
    """
    opened = max(text.rfind("[[", start, cut), text.rfind("](", start, cut))
    if opened < 0:
        return None
    match = _WHOLE.match(text[opened : opened + MAX_HELD])
    end = opened + _place(match)[1] if match else cut
    return end if cut < end <= opened + MAX_HELD else None


def enclosed(text: str) -> Sequence[tuple[int, int]]:
    """Return the places of marks, links and tags.

    One that the end of the text cuts ends beyond it.
    """
    if not _ENCLOSING.search(text):
        return ()
    return [_place(match) for match in _ENCLOSED.finditer(text)]


def _place(match: re.Match[str]) -> tuple[int, int]:
    cut_off = match.end() == len(match.string) and match.group()[-1] not in ")]>"
    return match.start(), match.end() + cut_off


def _token(match: re.Match[str]) -> _Token:
    written = match.group()
    core = written.strip(_STRIPPED)
    marked = bool(_CLOSED.search(written))
    return _Token(match.start(), match.end(), _kind(written, core), marked, core[:1].isupper())


def _kind(written: str, core: str) -> _Kind:
    if _DASH.fullmatch(written):
        return _Kind.DASH
    if any(map(_is_figure, written)):
        return _Kind.FIGURE
    word = core.rstrip(".")
    geresh = not word.isascii() and _GERESH.search(written)
    if geresh or not word or not all(_is_of_word(char) for char in word):
        return _Kind.OTHER
    if len(core) == len(word) + 1:
        return _Kind.STOPPED
    if word.isupper():
        return _Kind.OTHER
    return _Kind.UNIT if _CONSONANTS.fullmatch(word) else _Kind.PLAIN


def _is_of_word(char: str) -> bool:
    return char.isalpha() or char in _INSIDE or unicodedata.category(char)[0] in "MC"


def _wide_marks(text: str, token: _Token) -> Iterator[int]:
    """Yield, last first, the places in a token behind a mark of Han text."""
    for at in range(token.end - 1, token.start, -1):
        if is_wide(text[at - 1]) and _WIDE_MARK.match(text, at - 1):
            yield at


def _is_figure(char: str) -> bool:
    return char.isnumeric() and not (char.isalpha() and is_wide(char))
