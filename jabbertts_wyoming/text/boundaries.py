"""Where a sentence ends: one decision for each full stop, question mark or line end."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from .languages import Language
from .lookahead import INVISIBLE, Lookahead, NextKind, letter_kind
from .words import WordKind, is_list_number, is_wide, word_before, word_kind

_STRONG = "!?‽⁇⁈⁉‼\u037e۔"
_UNSPACED = "。｡．！？؟।॥။។៕።፧։"
_DOTS = ".…"
_EMOJI_CLASS = "\u2600-\u27bf\U0001f000-\U0001faff"
_CLOSERS = re.compile(rf"[\"'“”‘’»›«‹)\]}}）］｝〕」』】》〉＂＇*_~`{INVISIBLE}{_EMOJI_CLASS}]*")
_UNSPACED_CLOSERS = re.compile(rf"[”’»›)\]}}）］｝〕」』】》〉*_~`{INVISIBLE}{_EMOJI_CLASS}]*")
_STRAIGHT_QUOTE = re.compile(r"\"*")
_GUILLEMET = re.compile(r"[»›]*")
_EMOJI = re.compile(rf"[{_EMOJI_CLASS}{INVISIBLE}]*")
_QUOTING = frozenset("\"'“”‘’»›«‹)]}）］｝〕」』】》〉＂＇*_")
_QUOTED_ON = frozenset("とっ、，")
_UNBREAKABLE = frozenset("\u00a0\u2007\u202f")
_PAUSE_MARKS = frozenset(",;،؛、，；–—-([{（")
_ADDRESS = re.compile(r"://|^www\.")
_LETTER = re.compile(r"[^\W\d_]")
_ANYTHING = frozenset(NextKind) - {NextKind.END}
_GOES_ON = {
    WordKind.ORDINARY: frozenset({NextKind.CONTINUING}),
    WordKind.NUMBER: frozenset({NextKind.CONTINUING}),
    # Korean, the one caseless language with ordinals, ends no sentence in a figure.
    WordKind.ORDINAL: frozenset({NextKind.CONTINUING, NextKind.DIGIT, NextKind.CASELESS}),
    WordKind.NUMERIC: frozenset({NextKind.CONTINUING, NextKind.DIGIT, NextKind.CURRENCY}),
    WordKind.CLOSING: frozenset({NextKind.CONTINUING, NextKind.DIGIT, NextKind.CURRENCY}),
    WordKind.INITIAL: _ANYTHING,
    WordKind.BEFORE: _ANYTHING,
    WordKind.LIST_NUMBER: _ANYTHING,
}
_AFTER_ELLIPSIS = (NextKind.UPPER, NextKind.OTHER, NextKind.CURRENCY, NextKind.END)
_NUMERAL = re.compile("[IVXL]*")
_LONGEST_RUN = 32
_SHORT_LINE = 40
_SHORT_WIDE_LINE = 20


@dataclass(frozen=True, slots=True)
class View:
    """The text as the splitter holds it: what is left begins at `start`.

    `line` is where the current line began (it may lie before `start`, even below 0). `lower`
    tells whether the sentence began in lower case, None if it begins at `start`. `final`: no
    more text comes.
    """

    text: str
    start: int
    line: int
    lower: bool | None
    final: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Cut at `position`, or go on looking from there."""

    boundary: bool
    position: int


@dataclass(frozen=True, slots=True)
class _Stop:
    """A run of stops at `at`, whether it closes a quote or bracket, the whitespace after it."""

    at: int
    run: str
    quoted: bool
    gap: str


class Ending(Enum):
    """What the text ends in."""

    OPEN = auto()
    NUMBER = auto()
    SENTENCE = auto()


class Boundaries:
    """The rules for one language; holds no state of a text.

    Lines: a blank line ends a sentence, so do a line break before a list item or a heading, one
    after a heading, and one after a full stop that is no abbreviation's. Any other line break
    does so only if the line is short (40 letters, 20 Han) or ends in a colon, has no pause mark
    at its end, and the next one does not go on in lower case: headings and lists stand alone,
    hard-wrapped text flows on.
    """

    def __init__(self, language: Language) -> None:
        self._language = language
        self._strong = frozenset(_STRONG + language.stops)
        # Before these a capital may begin a name or a noun as well as a sentence.
        self._unsure = {WordKind.INITIAL, WordKind.CLOSING}
        if language.nouns or language.numbered_names:
            self._unsure.add(WordKind.ORDINAL)
        stops = re.escape(_STRONG + _UNSPACED + _DOTS + language.stops)
        self.candidate = re.compile(rf"[\n{stops}]")
        self._run = re.compile(rf"[{stops}]*")
        self._tail = re.compile(rf"(?<![{stops}])([{stops}]+){_CLOSERS.pattern}\s*\Z")

    def judge(self, view: View, at: int) -> Verdict:
        """Decide on the `candidate` at `at`; raises `NeedMore` if what follows it must be known."""
        ahead = Lookahead(view.text, at, final=view.final)
        if view.text[at] == "\n":
            return self._judge_line_end(view, at, ahead)
        run = ahead.take(self._run)
        if len(run) > _LONGEST_RUN:
            return Verdict(boundary=False, position=ahead.position)
        if any(char in _UNSPACED for char in run):
            return self._judge_unspaced(view, at, run, ahead)
        return self._judge_spaced(view, at, run, ahead)

    def ending(self, view: View) -> Ending:
        """Tell what the text so far ends in, for want of anything to the right."""
        base = max(view.start, len(view.text) - 2 * _LONGEST_RUN)
        match = self._tail.search(view.text[base:])
        if not match:
            return Ending.OPEN
        at = base + match.start(1)
        word = word_before(view.text, view.start, at)
        if match.group(1) != ".":
            return Ending.OPEN if _ADDRESS.search(word) else Ending.SENTENCE
        kind = self._kind(view, at)
        if kind in (WordKind.NUMBER, WordKind.ORDINAL):
            return Ending.NUMBER
        plain = kind is WordKind.ORDINARY and not any(char in word for char in ".@/\\")
        return Ending.SENTENCE if plain else Ending.OPEN

    def starts_lower(self, view: View, end: int) -> bool:
        """Tell whether the sentence that runs up to `end` began in lower case."""
        if view.lower is not None:
            return view.lower
        match = _LETTER.search(view.text, view.start, end)
        return match is not None and letter_kind(match.group()) is NextKind.LOWER

    def _judge_unspaced(self, view: View, at: int, run: str, ahead: Lookahead) -> Verdict:
        closers = ahead.take(_UNSPACED_CLOSERS)
        if ahead.peek() == '"' and view.text.count('"', view.start, at) % 2:
            closers += ahead.take(_STRAIGHT_QUOTE) + ahead.take(_UNSPACED_CLOSERS)
        following = ahead.peek()
        quoted = bool(closers) and following != "" and following in _QUOTED_ON
        decimal = run == "．" and following.isalnum() and not _is_wide_letter(following)
        return Verdict(boundary=not quoted and not decimal, position=ahead.position)

    def _judge_spaced(self, view: View, at: int, run: str, ahead: Lookahead) -> Verdict:
        closers = ahead.take(_CLOSERS) + self._take_spaced_guillemet(ahead)
        ahead.take_spaced(_EMOJI)
        cut = ahead.position
        gap = ahead.take_gap()
        if not gap:
            return Verdict(boundary=self._before_wide(view, at, run, ahead), position=cut)
        if gap.count("\n") > 1 or ("\n" in gap and ahead.at_list_item()):
            return Verdict(boundary=True, position=cut)
        stop = _Stop(at, run, not _QUOTING.isdisjoint(closers), gap)
        if _is_ellipsis(run) or not self._strong.isdisjoint(run):
            boundary = self._ends_strongly(stop, ahead)
        else:
            boundary = self._ends_plainly(view, stop, ahead)
        return Verdict(boundary=boundary, position=cut if boundary else cut + len(gap))

    def _take_spaced_guillemet(self, ahead: Lookahead) -> str:
        """French sets a space before the closing guillemet."""
        return ahead.take_spaced(_GUILLEMET) if self._language.code == "fr" else ""

    @staticmethod
    def _before_wide(view: View, at: int, run: str, ahead: Lookahead) -> bool:
        """Tell a Western stop in Chinese or Japanese text, where no space follows it."""
        if not _is_wide_letter(ahead.peek()) or _is_ellipsis(run):
            return False
        return run != "." or (at > view.start and _is_wide_letter(view.text[at - 1]))

    def _ends_strongly(self, stop: "_Stop", ahead: Lookahead) -> bool:
        """Decide on an exclamation or question mark or an ellipsis."""
        following, dashed = ahead.next_kind()
        if following is NextKind.LOWER:
            return not (stop.quoted or dashed or _is_ellipsis(stop.run))
        if self._strong.isdisjoint(stop.run):
            return following in _AFTER_ELLIPSIS
        return following is not NextKind.CONTINUING

    def _ends_plainly(self, view: View, stop: "_Stop", ahead: Lookahead) -> bool:
        """Decide on a single full stop."""
        if _UNBREAKABLE.issuperset(stop.gap):
            return False
        if ahead.peek() == "." and not word_before(view.text, view.start, stop.at):
            return False  # one of ". . ."
        kind = self._kind(view, stop.at)
        following, dashed = ahead.next_kind()
        if following is NextKind.LOWER:
            carried_on = stop.quoted or dashed
            return not carried_on and self._ends_before_lower(view, stop, kind)
        numeral = kind is WordKind.NUMERIC and following is NextKind.UPPER
        if following is not NextKind.UPPER or kind not in self._unsure:
            return following not in _GOES_ON[kind] and not (numeral and self._at_numeral(ahead))
        if self._starts_sentence(ahead):
            return True
        return kind is WordKind.CLOSING and "\n" in stop.gap and self._is_short_line(view, stop.at)

    def _ends_before_lower(self, view: View, stop: "_Stop", kind: WordKind) -> bool:
        """Decide before lower case: a new line ends, and a writer who begins all sentences so."""
        if "\n" in stop.gap:
            return kind in (WordKind.ORDINARY, WordKind.NUMERIC)
        plain = kind in (WordKind.ORDINARY, WordKind.NUMERIC, WordKind.NUMBER)
        return plain and self.starts_lower(view, stop.at)

    def _at_numeral(self, ahead: Lookahead) -> bool:
        """Tell whether a Roman numeral follows: "cap. IV"; in English I is none."""
        numeral = ahead.take(_NUMERAL)
        return bool(numeral) and not (
            ahead.peek().isalpha() or numeral.lower() in self._language.letters
        )

    def _starts_sentence(self, ahead: Lookahead) -> bool:
        word = unicodedata.normalize("NFC", ahead.take_word())
        return word.lower() in self._language.starters

    def _kind(self, view: View, at: int) -> WordKind:
        word = word_before(view.text, view.start, at)
        origin = max(view.start, _line_start(view, at))
        if is_list_number(view.text, origin, at, word):
            return WordKind.LIST_NUMBER
        return word_kind(word, self._language)

    def _judge_line_end(self, view: View, at: int, ahead: Lookahead) -> Verdict:
        cut = view.start + len(view.text[view.start : at].rstrip())
        gap = ahead.take_gap()
        boundary = gap.count("\n") > 1 or ahead.at_list_item() or self._ends_line(view, cut, ahead)
        return Verdict(boundary=boundary, position=cut if boundary else at + len(gap))

    def _ends_line(self, view: View, cut: int, ahead: Lookahead) -> bool:
        last = view.text[cut - 1]
        if last in _PAUSE_MARKS:
            return False
        if self._is_heading(view, cut):
            return True
        following, _ = ahead.next_kind()
        if following in (NextKind.LOWER, NextKind.CONTINUING):
            return False
        return last in ":：" or self._is_short_line(view, cut)

    @staticmethod
    def _is_heading(view: View, cut: int) -> bool:
        line = _line_start(view, cut)
        return line >= view.start and view.text.startswith("#", line)

    @staticmethod
    def _is_short_line(view: View, cut: int) -> bool:
        most = _SHORT_WIDE_LINE if is_wide(view.text[cut - 1]) else _SHORT_LINE
        return cut - _line_start(view, cut) < most


def _line_start(view: View, position: int) -> int:
    newline = view.text.rfind("\n", view.start, position)
    return newline + 1 if newline >= 0 else view.line


def _is_ellipsis(run: str) -> bool:
    return "…" in run or ".." in run


def _is_wide_letter(char: str) -> bool:
    """Tell whether `char` is a Han or kana letter; "" is none."""
    return bool(char) and char.isalpha() and is_wide(char)
