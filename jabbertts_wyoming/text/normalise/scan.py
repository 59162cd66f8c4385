"""One pass over the text: at each token the recognisers that may begin there, by priority."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .classes import (
    abbreviations,
    acronyms,
    clock,
    dashes,
    date_figures,
    date_ranges,
    dates,
    dotted,
    durations,
    fractions,
    harmony,
    measure,
    money,
    network,
    numbers,
    ordinals,
    pictures,
    prefixes,
    ranges,
    roman,
    sizes,
    symbols,
    telephone,
    weekdays,
    years,
)
from .context import Context, Reading, Recogniser
from .letters import CASELESS, LETTER, MARKS, SPACED, is_caseless, is_wordy, joins

# An elided word before an acronym is a token by itself: "l'ONU".
_ELIDED = r"(?:(?<=[a-z]['’])|(?<=\b[LDJNSMTC]['’]))(?=[A-Z]{2})"
_TOKEN = re.compile(
    rf"({LETTER}+(?:['’](?!{_ELIDED}){LETTER}+)*|(?:(?=[^\W\d_])[{CASELESS}][{MARKS}]*)+)|(\d)|\S"
)
_LONGEST_ELIDED = 2
_DIGITS = re.compile(r"\d{1,40}")
_SPACED = re.compile(rf"[{SPACED}\uac00-\ud7a3]")
_QUIET = frozenset(".,;:!?'’\"“”„‘…()[]{}«»‹›¡¿、。，！？；：「」『』（）・। ")
_JOINERS = frozenset("@./_:\\-+&²³")

# Each with what must follow the first run of digits, or else it can't be one: a regex for how the
# two characters behind them (less at the end) begin.
_ANY = r"[\s\S]?"
_LETTER = r"[^\W\d_]"
_SPACE = r"[ \u00a0\u2009\u202f]"
DIGIT: tuple[tuple[Recogniser, str], ...] = (
    (pictures.keycap, r"[\ufe0f\u20e3]"),
    (network.email, rf"{_LETTER}|[@._+-]"),
    (dotted.address, r"\.\d"),
    (date_ranges.in_figures, r"\."),
    (date_figures.figures, r"[./-]"),
    (date_figures.month_year, r"/\d"),
    (telephone.telephone, _ANY),
    (durations.duration, r" ?[hm]"),
    (measure.feet, r"['’′]"),
    (durations.timespan, r":\d"),
    (durations.timer, r":\d"),
    (clock.clock, rf"{_SPACE}?{_LETTER}|{_SPACE}[–—~〜～-]|[:.–—-]"),
    (sizes.score, r":\d"),
    (dotted.version, r"\.\d"),
    (dotted.chain, r"-\d"),
    (date_ranges.days, rf"{_SPACE}[^\d]|[.–—-]"),
    (dates.day_first, rf"{_SPACE}?{_LETTER}|[.º°]"),
    (years.stopped_decade, r"\."),
    (numbers.compound, "-"),
    (ordinals.ordinal, rf"{_LETTER}|[.:'’ºª°-]"),
    (fractions.fraction, rf"{_SPACE}?[/⁄¼½¾⅐-⅞]|{_SPACE}\d"),
    (sizes.dimensions, rf"{_SPACE}[\w×]|[×.,]|{_LETTER}"),
    (years.named_year, _ANY),
    (money.declined, rf"{_SPACE}|[.,€$£¥]"),
    (money.span, rf"{_LETTER}|{_SPACE}|[.,–—−€$£¥-]"),
    (money.after, r"[^;!?)/-]"),
    (ranges.number_range, r"[^;:!?)/]"),
    (years.decade, rf"{_LETTER}|['’-]"),
    (numbers.scaled, rf"{_LETTER}|[.,]"),
    (measure.measure, r"[^;:!?)-]"),
    (years.year, _ANY),
    (numbers.plain, _ANY),
)
SIGNED: tuple[Recogniser, ...] = (
    durations.negative,
    dashes.between,
    money.before,
    money.span,
    money.after,
    ranges.number_range,
    measure.measure,
    numbers.plain,
    symbols.operator,
    symbols.symbol,
)
MARK: dict[str, tuple[Recogniser, ...]] = {
    "-": SIGNED,
    "−": SIGNED,
    "–": SIGNED,
    "+": (telephone.telephone, numbers.signed, symbols.operator, symbols.symbol),
    "±": (numbers.signed, symbols.symbol),
    "(": (telephone.telephone, weekdays.bracketed),
    "（": (weekdays.bracketed,),
    ".": (measure.leading_point, network.path, network.extension),
    "/": (network.path, symbols.operator, symbols.symbol),
    "~": (dashes.between, network.path, symbols.operator, symbols.symbol),
    "#": (symbols.number_sign,),
    "'": (years.decade,),
    "’": (years.decade,),
}
# Those whose numbers and nouns are declined.
DECLINED = frozenset(
    {
        durations.timespan,
        durations.timer,
        clock.clock,
        sizes.dimensions,
        money.before,
        money.span,
        money.after,
        ranges.number_range,
        numbers.scaled,
        durations.duration,
        measure.measure,
        numbers.plain,
    }
)
OTHER: tuple[Recogniser, ...] = (
    money.before,
    fractions.fraction,
    measure.alone,
    dashes.between,
    symbols.step,
    symbols.operator,
    symbols.symbol,
    pictures.picture,
)
NAMES: tuple[Recogniser, ...] = (network.email, network.url)
JOINED: tuple[Recogniser, ...] = (
    abbreviations.abbreviation,
    abbreviations.ended,
    network.path,
    network.name,
    network.snake,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of the text and its words."""

    start: int
    end: int
    words: str


def scan(context: Context) -> Iterator[Found]:
    """Yield what is to be said otherwise than written, in order, without overlaps."""
    text = context.text
    search = _TOKEN.search
    position = 0
    last = Found(0, 0, "")
    while match := search(text, position):
        start, position = match.span()
        word = match.group(1)
        if word is not None:
            head = _elided(context, word)
            if head:
                start, word = start + head, word[head:]
            if _is_plain(context, word, position):
                continue
            readers: Iterable[Recogniser] = _for_word(context, word, position)
        elif match.group(2) is not None:
            readers = _for_digit(_following(text, start))
        else:
            readers = _for_mark(text[start])
        reading = _first(context, start, readers)
        if reading is not None:
            reading = harmony.fitted(context, reading)
            position = reading.end
            last = Found(start, position, _spaced(text, last, start, reading))
            yield last


def _elided(context: Context, word: str) -> int:
    """Return how much stands before an abbreviation in "d'env."; 0 if that is none."""
    mark = "'" if "'" in word else "’"
    if mark not in word:
        return 0
    head, _, rest = word.partition(mark)
    short = len(head) <= _LONGEST_ELIDED and len(rest) > 1
    written = context.language.written
    listed = f"{rest}." in written.abbreviations or rest.lower() in written.months
    return len(head) + 1 if short and listed else 0


def _is_plain(context: Context, word: str, end: int) -> bool:
    """Tell at small cost that nothing is to be done about a word."""
    following, language = context.text[end : end + 1], context.language
    if following and (following in _JOINERS or following.isdecimal()):
        return is_caseless(word[0]) and following.isdecimal() and word not in language.data.prefixes
    written = language.written
    if word.lower() in written.triggers or word in written.abbreviations or following == "$":
        return False
    if following in roman.LETTER_MARKS and word in language.data.roman.letters:
        return False
    numerals = "IVX" if language.data.roman.one else "VX"
    return not word[1:2].isupper() and not (len(word) == 1 and word in numerals)


def _for_head(context: Context, word: str, following: str) -> Iterator[Recogniser]:
    """Yield those of a number with a word before it."""
    language = context.language
    if word in language.data.prefixes:
        yield prefixes.prefix
    currencies = language.written.currencies
    if word in currencies or f"{word}{following}" in currencies:
        yield money.before
    if word.lower() in language.written.months:
        yield dates.month_first
    if following == "-" and word.lower() in language.data.numbers.ordinal_prefixes:
        yield prefixes.prefixed_ordinal
    if word in language.data.units.leading:
        yield measure.leading


def _for_word(context: Context, word: str, end: int) -> Iterator[Recogniser]:
    language = context.language
    following = context.text[end : end + 1]
    yield from _for_head(context, word, following)
    if word.lower() in language.written.weekdays:
        yield weekdays.weekday
    if following == "/":
        yield abbreviations.slashed
    if language.data.units.after:
        yield measure.named
    if following and following in _JOINERS:
        yield from NAMES
    elif following.isdecimal():
        yield network.email
    if following in roman.LETTER_MARKS and word in language.data.roman.letters:
        yield roman.letter_numeral
    yield from JOINED
    if is_caseless(word[0]):
        return
    if following.isdecimal():
        yield acronyms.mixed
    yield acronyms.capitals
    yield roman.roman


def _first(context: Context, start: int, readers: Iterable[Recogniser]) -> Reading | None:
    declined: Context | None = None
    for read in readers:
        seen = context
        if read in DECLINED:
            seen = declined = declined or context.declined(start)
        reading = read(seen, start)
        if reading is not None and reading.end > start:
            return reading
    return None


def _spaced(text: str, last: Found, start: int, reading: Reading) -> str:
    """Keep the words apart from letters that stand right before or after."""
    said = reading.words
    if not said:
        return said
    before = last.words[-1:] if last.end == start else text[start - 1 : start]
    if before and (joins(before, said[0]) or (start and _mix(said[0], text[start - 1]))):
        said = f" {said}"
    if reading.end < len(text):
        after = text[reading.end]
        if joins(said[-1], after) or _mix(said[-1], after):
            said = f"{said} "
    return said


def _mix(said: str, written: str) -> bool:
    """Tell whether a Latin letter would touch one of a caseless script that parts words."""
    return written.isalpha() and is_wordy(written) and bool(_SPACED.match(said))


def _following(text: str, start: int) -> str:
    digits = _DIGITS.match(text, start)
    end = digits.end() if digits else start + 1
    return text[end : end + 2]


@lru_cache(maxsize=4096)
def _for_digit(following: str) -> tuple[Recogniser, ...]:
    """Return who may read a number whose first digits are followed by so."""
    return tuple(read for read, fits in DIGIT if re.match(fits, following))


@lru_cache(maxsize=4096)
def _for_mark(char: str) -> tuple[Recogniser, ...]:
    """Return who reads a mark; nobody a combining one, which is a part of its word."""
    if char in _QUIET or unicodedata.category(char).startswith("M"):
        return MARK.get(char, ())
    return MARK.get(char, OTHER)
