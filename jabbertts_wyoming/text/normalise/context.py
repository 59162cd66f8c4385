"""What a recogniser sees: the cleaned text, the language, and what stands around."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .language import Language
from .letters import WORDY, goes_on, is_caseless, is_wordy
from .quantity import NUMBER, Number, parse
from .spoken import NormaliseRules

MINUS = "-−–"
GAP = re.compile(r"[ \u00a0\u2009\u202f]?")
_REACH = 40
_TIED = 4
_AHEAD = 4
_MILLIONS = re.compile(r"\d{1,3}(?: \d{3}){2,}(?:[.,]\d+)?")
_WORD = re.compile(rf"{WORDY}+(?:['’.-]{WORDY}+)*")
CLOSERS = " \"'”’)»"
STRIP = ".,;:!?'’\"“”„‘()[]«»"


@dataclass(frozen=True, slots=True)
class Reading:
    """What begins here and ends before `end` is said as `words`."""

    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Context:
    """A text under way."""

    text: str
    language: Language
    rules: NormaliseRules
    numbers: dict[int, tuple[Number, int] | None] = field(default_factory=dict)

    def word_before(self, position: int) -> str:
        """Return the word before, without punctuation, as written; "" if there is none."""
        words = self.text[max(0, position - _REACH) : position].split()
        return words[-1].strip(STRIP) if words else ""

    def follows(self, position: int, words: tuple[str, ...]) -> bool:
        """Tell whether one of `words` stands before, or ends there without a space (Chinese)."""
        before = self.word_before(position).lower()
        if not before or before in words:
            return bool(before)
        joined = is_caseless(before[-1]) and not goes_on(before[-1], before[-1])
        return joined and before.endswith(words)

    def word_after(self, position: int) -> str:
        """Return the word that follows, spaces between; "" if no word does."""
        at = GAP.match(self.text, position)
        match = _WORD.match(self.text, at.end() if at else position)
        return match.group() if match else ""

    def char(self, position: int) -> str:
        """Return one character, "" beyond the text."""
        return self.text[position] if 0 <= position < len(self.text) else ""

    def free(self, position: int) -> bool:
        """Tell whether no letter or digit of the same word stands right before."""
        return not is_wordy(self.char(position - 1))

    def ends(self, position: int) -> bool:
        """Tell whether no letter or digit of the same word follows at once."""
        return not is_wordy(self.char(position)) and not goes_on(
            self.char(position - 1), self.char(position)
        )

    def at_end(self, position: int, besides: str | None = None) -> bool:
        """Tell whether the text ends here but for spaces, or for the characters of `besides`.

        A full stop before it ends the sentence, too, and stays.
        """
        return not self.text[position : position + _AHEAD].strip(besides)

    def is_line_start(self, position: int) -> bool:
        """Tell whether only spaces stand between here and the start of the line."""
        before = self.text[max(0, position - _REACH) : position]
        line = before.rpartition("\n")
        return not line[2].strip() and (bool(line[1]) or position < _REACH)

    def declined(self, position: int) -> "Context":
        """Return the context for a number here, in the case that the words before ask for."""
        if not self.language.data.cases:
            return self
        words = self.text[max(0, position - _REACH) : position].lower().split()[-_TIED:]
        plain = [word.strip(STRIP) for word in words if word not in ("+", "±")]
        language = self.language.after(*plain[-2:])
        if language is self.language:
            language = self._tied(plain)
        return self if language is self.language else replace(self, language=language)

    def in_case(self, name: str) -> "Context":
        """Return the context with numbers in a case."""
        return replace(self, language=self.language.in_case(name))

    def _tied(self, words: Sequence[str]) -> Language:
        """Return the language of the second number of "между 5 и 10"."""
        numbers = [index for index, word in enumerate(words[1:-1], 1) if word[:1].isdecimal()]
        if not numbers:
            return self.language
        return self.language.joined(words[numbers[-1] - 1], words[-1])


Recogniser = Callable[[Context, int], Reading | None]


def key_of(lists: Mapping[str, Sequence[str]], word: str) -> str | None:
    """Return the first key whose list has a word: the form that the word asks for."""
    return next((key for key, words in lists.items() if word in words), None)


def number_at(context: Context, position: int) -> tuple[Number, int] | None:
    """Return the number that begins here, with a minus sign or none, and where it ends."""
    if position not in context.numbers:
        context.numbers.clear()  # several recognisers ask for the same one in a row
        context.numbers[position] = _number_at(context, position)
    return context.numbers[position]


def _number_at(context: Context, position: int) -> tuple[Number, int] | None:
    sign = context.char(position)
    negative = bool(sign) and sign in MINUS
    if negative and not _is_sign(context, position):
        return None
    match = NUMBER.match(context.text, position + negative)
    if not match:
        return None
    language = context.language
    end = match.end()
    raw = match.group()
    spaced = match.start("space") >= 0 and not language.written.space_groups
    if spaced and " 0" not in raw and not _MILLIONS.fullmatch(raw):
        raw = raw[: raw.index(" ")]
        end = match.start() + len(raw)
    listed = context.char(position - 1) in (".", ",") and context.char(position - 2).isdecimal()
    number = None if listed else parse(raw, language.cldr.decimal, language.cldr.group)
    if number is None:
        digits = len(raw) - len(raw.lstrip("0123456789"))
        number, end = Number(raw[:digits]), match.start() + digits
    return (replace(number, negative=True) if negative else number), end


def _is_sign(context: Context, position: int) -> bool:
    """Tell whether a dash before a digit is a minus sign."""
    before = context.char(position - 1)
    if (before and before in ")]%°") or not context.free(position) or goes_on(before, before):
        return False
    return context.char(position) != "–" or before in ("", " ", "(")


def after_gap(context: Context, position: int) -> int:
    """Return the position behind one space, if there is one."""
    match = GAP.match(context.text, position)
    return match.end() if match else position
