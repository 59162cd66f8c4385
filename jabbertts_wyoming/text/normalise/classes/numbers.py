"""Cardinals, decimals, ordinals, ranges, scores, years and decades."""

import re

from ..context import Context, Reading, after_gap, number_at
from ..letters import WORDY
from ..quantity import Number
from .units import unit_at

_DASH = re.compile(
    r"[ \u00a0]?[–—−][ \u00a0]?(?=\d)|[ \u00a0]?[~〜～][ \u00a0]?(?=[-−]?\d)|-(?=\d)"
)
_TILDE = re.compile("[~〜～]")
_SCORE = re.compile(r"(\d{1,3}):(\d{1,3})(?![\d:]|[.,]\d)")
_BY = re.compile(r"[ \u00a0]?[x×][ \u00a0]?(?=\d)")
_DECADE = re.compile(r"['’]?(?:(\d\d)(\d)0|(\d)0)['’]?-?([^\W\d_]{1,8})(?!\w)")
_SPAN = re.compile(r"(\w{2,12}) \d{4} \w{1,5} $")
_TENS = re.compile(r"(\d0)\.(?!\w)")
_SUFFIX = re.compile(rf"[:.'’-]?{WORDY}{{1,4}}|\.?[ºª°]")
_LONGEST_LIST = 4


def plain(context: Context, position: int) -> Reading | None:
    """Read what is a number and no more: a sign, an integer or a decimal."""
    found = number_at(context, position)
    if found is None:
        return None
    number, end = found
    words = _counted(context, number, position, end) or context.language.bare(number)
    return Reading(end, words) if words else None


def _counted(context: Context, number: Number, position: int, end: int) -> str | None:
    """Return the form that the word after a number asks for."""
    if context.char(position - 1) in context.language.data.numbers.uncounted_after:
        return None
    form = _counted_form(context, end)
    return context.language.counting(number, form) if form else None


def _counted_form(context: Context, end: int) -> str | None:
    if not context.language.data.numbers.counted:
        return None
    return context.language.counted_form(context.word_after(end).lower())


def scaled(context: Context, position: int) -> Reading | None:
    """Read "1.5M" and "10k": a number with a letter for a power of ten."""
    scales = context.language.data.numbers.scales
    found = number_at(context, position) if scales else None
    if found is None:
        return None
    number, end = found
    for symbol, forms in scales.items():
        if context.text.startswith(symbol, end) and context.ends(end + len(symbol)):
            words = context.language.bare(number)
            scale = context.language.plural(forms, number)
            return Reading(end + len(symbol), f"{words} {scale}") if words else None
    return None


def year(context: Context, position: int) -> Reading | None:
    """Read four digits as a year after a word such as "since", or in a range of years."""
    text, language = context.text, context.language
    digits = text[position : position + 4]
    if not (digits.isdecimal() and len(digits) == 4):
        return None
    years = language.data.years
    if not years.low <= int(digits) <= years.high:
        return None
    marked = years.mark is not None and text.startswith(years.mark, position + 4)
    if not marked and (_goes_on(context, position + 4) or not _is_year(context, position)):
        return None
    words = language.spell.year(int(digits))
    return Reading(position + 4, words) if words else None


def _is_year(context: Context, position: int) -> bool:
    """Tell a year by what stands around: "since 1999", "from 1985 to 1990", "(1985)"."""
    after = context.language.data.years.after
    if context.char(position - 1) == "(" and context.char(position + 4) == ")":
        return True
    if context.word_before(position).lower() in after:
        return True
    span = _SPAN.search(context.text[max(0, position - 30) : position])
    return span is not None and span.group(1).lower() in after


def decade(context: Context, position: int) -> Reading | None:
    """Read "1990s" and "90s"."""
    language = context.language
    match = _DECADE.match(context.text, position) if language.data.years.decades else None
    if not match or match.group(4) not in language.data.years.decade_suffixes:
        return None
    short = match.group(3) is not None and not match.group().startswith(("'", "’"))
    if short and context.word_before(position).lower() not in language.data.years.decade_after:
        return None
    ten = match.group(2) or match.group(3)
    name = language.data.years.decades.get(f"{ten}0")
    century = language.spell.bare(int(match.group(1))) if match.group(1) else ""
    if name is None or century is None:
        return None
    template = language.data.years.decade
    words = template.format(century=century, decade=name) if century else name
    return Reading(match.end(), words)


def ordinal(context: Context, position: int) -> Reading | None:
    """Read "2nd", "3." or "1er", whatever the language writes."""
    text, language = context.text, context.language
    end = position
    while end - position < 12 and context.char(end).isdecimal():
        end += 1
    numbers = language.data.numbers
    digits = text[position:end]
    if not digits.isascii():
        return None
    suffixed = _suffixed(context, digits, end)
    if suffixed is not None:
        return suffixed
    if numbers.ordinal_stop and context.char(end) == "." and len(digits) <= 3:
        return _stopped(context, position, end, int(digits))
    return None


def decades(context: Context, position: int) -> Reading | None:
    """Read "lata 90.": a stop after one of these words is an ordinal's."""
    match = _TENS.match(context.text, position)
    before = context.word_before(position).lower() if match else ""
    for form, words in context.language.data.years.stopped_after.items():
        if match and before in words:
            said = context.language.spell.ordinal(int(match.group(1)), form)
            last = not context.text[match.end() : match.end() + 4].strip()
            return Reading(match.end() - last, said) if said else None
    return None


def _suffixed(context: Context, digits: str, end: int) -> Reading | None:
    """Read "2nd", "3:e", "5°" before a word that asks for an ordinal, or "20:ssa"."""
    language = context.language
    numbers = language.data.numbers
    suffix = _SUFFIX.match(context.text, end)
    if suffix is None:
        return None
    written, behind = suffix.group().lower(), suffix.end()
    asked = form_before(context, behind)
    form = numbers.ordinal_suffixes.get(written)
    if form and context.ends(behind):
        words = language.spell.ordinal(int(digits), asked or form)
    elif written == "°" and asked:
        words = language.spell.ordinal(int(digits), asked)
    elif (case := numbers.cardinal_suffixes.get(written)) and context.ends(behind):
        words = language.counting(Number(digits), case)
    else:
        return None
    return Reading(behind, words) if words else None


def _stopped(context: Context, position: int, end: int, value: int) -> Reading | None:
    """Read "3." where it stands before a word: "der 3. Platz", "am 1. Tag"."""
    after = context.word_after(end + 1)
    if not after or context.char(end + 1) not in (" ", "\u00a0") or context.is_line_start(position):
        return None
    numbers = context.language.data.numbers
    asked = form_before(context, end + 1)
    ends_sentence = after[0].isupper() and not numbers.ordinal_names
    if asked is None and (numbers.ordinal_listed or ends_sentence):
        return None
    form = asked or ordinal_form(context, position)
    words = context.language.spell.ordinal(value, form)
    return Reading(end + 1, words) if words else None


def form_before(context: Context, end: int) -> str | None:
    """Return the form of an ordinal that the word after it asks for."""
    after = context.word_after(end).lower()
    asked = context.language.data.numbers.ordinal_before.items()
    return next((form for form, words in asked if after in words), None)


def ordinal_form(context: Context, position: int) -> str:
    """Return the form of an ordinal that follows the word before `position`."""
    before = context.word_before(position).lower()
    for form, words in context.language.data.numbers.ordinal_after.items():
        if before in words:
            return form
    return "default"


def number_range(context: Context, position: int) -> Reading | None:
    """Read "10-15", with a unit or without: "ten to fifteen minutes"."""
    language = context.language
    template = language.data.numbers.range
    first = number_at(context, position) if template else None
    if first is None or template is None:
        return None
    unit = unit_at(context, first[1])
    dash = _DASH.match(context.text, unit[1] if unit else first[1])
    second = number_at(context, dash.end()) if dash else None
    if dash is None or second is None or not _is_range(context, first[0], second, unit=bool(unit)):
        return None
    score = language.data.numbers.score
    falling = first[0].decimal >= second[0].decimal and not _TILDE.search(
        context.text, *dash.span()
    )
    if falling and (score is None or not (first[0].whole and second[0].whole)):
        return None
    both = _join(context, position, score if falling and score else template, first[0], second)
    if both is None:
        return None
    return _with_unit(context, both, second)


def _with_unit(context: Context, both: str, second: tuple[Number, int]) -> Reading:
    number, end = second
    unit = unit_at(context, end)
    found = context.language.unit_of(unit[0], number, several=True) if unit else None
    if unit is None or found is None:
        return Reading(end, both)
    return Reading(unit[1], found.pattern.replace("{0}", both))


def _is_range(context: Context, first: Number, second: tuple[Number, int], *, unit: bool) -> bool:
    """Tell a range from a telephone number, a date or a code."""
    number, end = second
    if context.char(end) in ("-", "–", "/", ":") and context.char(end + 1).isdecimal():
        return False
    leading = any(len(n.integer) > 1 and n.integer[0] == "0" for n in (first, number))
    long = max(len(first.integer), len(number.integer)) > 6
    signed_code = number.negative and unit_at(context, end) is None
    return unit or not (leading or long or signed_code)


def _join(
    context: Context, position: int, template: str, first: Number, last: tuple[Number, int]
) -> str | None:
    language = context.language
    second, end = last
    years = language.data.years
    both_years = all(
        n.whole and len(n.integer) == 4 and years.low <= int(n.integer) <= years.high
        for n in (first, second)
    )
    if both_years and context.word_before(position).lower() in (*years.after, ""):
        a, b = (language.spell.year(int(n.integer)) for n in (first, second))
    else:
        a, b = (_in_form(context, number, end) for number in (first, second))
    return template.format(a=a, b=b) if a and b else None


def _in_form(context: Context, number: Number, end: int) -> str | None:
    """Return a number in the form that the unit or word at `end` asks for."""
    unit = unit_at(context, end)
    found = context.language.unit_of(unit[0], number) if unit else None
    form = found.form if found else _counted_form(context, end)
    return context.language.counting(number, form) if form else context.language.bare(number)


def score(context: Context, position: int) -> Reading | None:
    """Read "3:1"; two digits after the colon are a time."""
    template = context.language.data.numbers.score
    match = _SCORE.match(context.text, position) if template else None
    if not match or template is None:
        return None
    a, b = (context.language.bare(Number(group)) for group in match.groups())
    return Reading(match.end(), template.format(a=a, b=b)) if a and b else None


def dimensions(context: Context, position: int) -> Reading | None:
    """Read "3 x 4 m" or "1920x1080"."""
    by = context.language.data.operators.get("x")
    found = number_at(context, position) if by else None
    if found is None or found[0].integer == "0":
        return None  # 0x1F
    number, end = found
    if not _BY.match(context.text, end):
        return None
    parts = [context.language.bare(number)]
    while len(parts) < _LONGEST_LIST and (cross := _BY.match(context.text, end)):
        following = number_at(context, cross.end())
        if following is None:
            break
        number, end = following
        parts.append(context.language.bare(number))
    said = [part for part in parts if part]
    if len(parts) < 2 or len(said) < len(parts):
        return None
    unit = unit_at(context, end)
    if unit is None and "×" in context.text[position:end]:
        return None  # a product
    words = f" {by} ".join(said)
    if unit and (pattern := context.language.unit_of(unit[0], number, several=True)):
        return Reading(unit[1], pattern.pattern.replace("{0}", words))
    return Reading(end, words)


def signed(context: Context, position: int) -> Reading | None:
    """Read a plus or plus-minus sign; what follows is read by itself."""
    numbers = context.language.data.numbers
    sign = context.char(position)
    word = {"+": numbers.plus, "±": numbers.plus_minus}.get(sign)
    at = after_gap(context, position + 1)
    if word is None or not context.char(at).isdecimal() or not context.free(position):
        return None
    return Reading(at, f"{word} ")


def _goes_on(context: Context, end: int) -> bool:
    following = context.char(end)
    return following.isalnum() or (following in (".", ",") and context.char(end + 1).isdecimal())
