"""Cardinals, decimals, ordinals, ranges, scores, years and decades."""

import re
from dataclasses import replace

from ..context import Context, Reading, after_gap, number_at
from ..letters import WORDY
from ..quantity import Number
from .counted import counted, counted_form
from .governor import agreeing_form, governor, is_last_ordinal
from .ranges import range_template
from .units import unit_at

_DASH = re.compile(
    r"[ \u00a0]?[–—−][ \u00a0]?(?=\d)|[ \u00a0]?[~〜～][ \u00a0]?(?=[-−]?\d)|-(?=\d)|"
    r"(?:\.{2,3}|…)(?:\+(?=\d)|(?=[-−]?\d))"
)
_TILDE = re.compile("[~〜～]|\\.{2,3}|…")
_SCORE = re.compile(r"(\d{1,3}):(\d{1,3})(?![\d:]|[.,]\d)")
_BY = re.compile(r"[ \u00a0]?[x×][ \u00a0]?(?=\d)")
_DECADE = re.compile(r"['’]?(?:(\d\d)(\d)0|(\d)0)['’]?-?([^\W\d_]{1,8})(?!\w)")
_SPAN = re.compile(r"(\w{2,12}) \d{4} \w{1,5} $")
_SEASON = re.compile(r"(\d{4})/(\d\d)(?![\d/]|[.,]\d)")
_ORDINALS = re.compile(r"\d{1,3}\.[ \u00a0]?[-–][ \u00a0]?(\d{1,3})\.(?=[ \u00a0])")
_TENS = re.compile(r"(\d0)\.(?!\w)")
_SUFFIX = re.compile(rf"[:.'’-]?{WORDY}{{1,6}}|\.?[ºª°]")
_LONGEST_LIST = 4
_SIZES = ("length-", "graphics-")
_LAST_HOUR = 24
_LONGEST_SCORE = 3


def plain(context: Context, position: int) -> Reading | None:
    """Read what is a number and no more: a sign, an integer or a decimal."""
    found = number_at(context, position)
    if found is None:
        return None
    number, end = found
    words = counted(context, number, position, end) or _alone(context, number, end)
    words = words or context.language.bare(number)
    if words and number.negative:
        words = context.language.below_zero(number, words, context.word_after(end))
    if words and words.endswith("'"):
        end = after_gap(context, end)  # un'arancia
    return Reading(end, words) if words else None


def _alone(context: Context, number: Number, end: int) -> str | None:
    """Return an hour: "o 7", "o 7."."""
    rule = context.language.data.numbers.alone
    if rule is None or not number.whole or number.negative or context.word_after(end):
        return None
    value = int(number.integer)
    return context.language.spell.say(value, rule) if value <= _LAST_HOUR else None


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
    """Read four digits as a year after a word such as "since", or in a range or a season."""
    text, language = context.text, context.language
    digits = text[position : position + 4]
    if not (digits.isdecimal() and len(digits) == 4):
        return None
    years = language.data.years
    if not years.low <= int(digits) <= years.high:
        return None
    season = _SEASON.match(text, position)
    if season and int(season.group(2)) == (int(digits) + 1) % 100:
        first, last = language.spell.year(int(digits)), language.spell.bare(int(season.group(2)))
        return Reading(season.end(), f"{first} {last}") if first and last else None
    marked = years.mark is not None and text.startswith(years.mark, position + 4)
    told = int(digits) <= years.alone or _is_year(context, position)
    if not marked and (_goes_on(context, position + 4) or not told):
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
    years = language.data.years
    short = match.group(3) is not None and not match.group().startswith(("'", "’"))
    before = context.word_before(position).lower()
    if short and not years.short and before not in years.decade_after:
        return None
    written = match.group()[: -len(match.group(4))]
    if whole := language.data.years.decades.get(written.replace("’", "'").rstrip("-'")):
        return Reading(match.end(), whole.format(suffix=match.group(4)))
    ten = match.group(2) or match.group(3)
    name = language.data.years.decades.get(f"{ten}0")
    century = language.spell.bare(int(match.group(1))) if match.group(1) else ""
    if name is None or century is None:
        return None
    template = language.data.years.decade
    words = template.format(century=century, decade=name) if century else name
    return Reading(match.end(), words.format(suffix=match.group(4)))


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
        value = int(digits)
        found = _stopped_range(context, position, value) or _last(context, position, end, value)
        return found or _stopped(context, position, end, value)
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
    if context.char(end + 1) == "-" and context.char(end + 2).isalpha():
        words = context.language.spell.ordinal(value)  # 2.-plads
        return Reading(end + 1, words) if words else None
    after = context.word_after(end + 1)
    if not after or context.char(end + 1) not in (" ", "\u00a0"):
        return None
    numbers = context.language.data.numbers
    asked = form_before(context, end + 1)
    if context.is_line_start(position) and (asked is None or after[0].isupper()):
        return None  # an item of a list
    ends_sentence = after[0].isupper() and not numbers.ordinal_names
    if asked is None and (numbers.ordinal_listed or ends_sentence):
        return None
    form = asked or agreeing_form(context, position, after) or ordinal_form(context, position)
    words = context.language.spell.ordinal(value, form)
    return Reading(end + 1, words) if words else None


def _last(context: Context, position: int, end: int, value: int) -> Reading | None:
    """Read "am 3." at the end."""
    if not is_last_ordinal(context, position, end):
        return None
    words = context.language.spell.ordinal(value, ordinal_form(context, position))
    return Reading(end + (context.char(end + 1) == ","), words) if words else None


def _stopped_range(context: Context, position: int, value: int) -> Reading | None:
    """Read "1.–3. Platz"."""
    match = _ORDINALS.match(context.text, position)
    template = context.language.data.numbers.range
    after = context.word_after(match.end()) if match else ""
    if match is None or template is None or not after:
        return None
    form = agreeing_form(context, position, after) or ordinal_form(context, position)
    a, b = (context.language.spell.ordinal(n, form) for n in (value, int(match.group(1))))
    return Reading(match.end(), template.format(a=a, b=b)) if a and b else None


def form_before(context: Context, end: int) -> str | None:
    """Return the form of an ordinal that the word after it asks for."""
    after = context.word_after(end).lower()
    asked = context.language.data.numbers.ordinal_before.items()
    form = next((form for form, words in asked if after in words), None)
    if form is None and after:
        endings = ((form, word) for form, words in asked for word in words if word[0] == "*")
        form = next((form for form, word in endings if after.endswith(word[1:])), None)
    return form


def ordinal_form(context: Context, position: int) -> str:
    """Return the form of an ordinal that follows the word before `position`."""
    before = governor(context, position)
    for form, words in context.language.data.numbers.ordinal_after.items():
        if before in words:
            return form
    return "default"


def number_range(context: Context, position: int) -> Reading | None:
    """Read "10-15", with a unit or without: "ten to fifteen minutes"."""
    language = context.language
    template = range_template(context, position)
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
    scores = first[0].whole and second[0].whole and len(first[0].integer) <= _LONGEST_SCORE
    if falling and (score is None or not scores):
        return None
    if not falling and (spanned := _spanned(context, first[0], second)):
        return spanned
    both = _join(context, position, score if falling and score else template, first[0], second)
    if both is None:
        return None
    return _with_unit(context, both, second)


def _spanned(context: Context, first: Number, last: tuple[Number, int]) -> Reading | None:
    """Read a wide range with a unit: "от пяти до десяти градусов"."""
    span = context.language.data.numbers.span
    second, end = last
    if span is None or abs(second.decimal - first.decimal) <= 1:
        return None
    if unit_at(context, end) is None and context.word_after(end).lower() not in span.before:
        return None
    declined = replace(context, language=context.language.in_case(span.case))
    a, b = (_in_form(declined, number, end) for number in (first, second))
    return _with_unit(declined, span.words.format(a=a, b=b), last) if a and b else None


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
    if context.char(after_gap(context, end)) == "=":
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
    alone = all(len(n.integer) == 4 and int(n.integer) <= years.alone for n in (first, second))
    if template == language.data.numbers.score and first.decimal >= second.decimal:
        a, b = language.bare(first), language.bare(second)
    elif both_years and (alone or context.word_before(position).lower() in (*years.after, "")):
        a, b = (language.spell.year(int(n.integer)) for n in (first, second))
        if template == language.data.numbers.range:
            template = years.range or template
    else:
        a, b = _in_form(context, first, end, apart=True), _in_form(context, second, end)
        if language.data.numbers.range_counted and a and not unit_at(context, end):
            a += language.counter(context.word_after(end))
    return template.format(a=a, b=b) if a and b else None


def _in_form(context: Context, number: Number, end: int, *, apart: bool = False) -> str | None:
    """Return a number in the form that the unit or word at `end` asks for, or stands `apart` of."""
    unit = unit_at(context, end)
    found = context.language.unit_of(unit[0], number) if unit else None
    form = found.form if found else counted_form(context, end, number)
    language = context.language
    if apart and form:
        form = language.data.numbers.apart.get(form, form)
    words = language.counting(number, form) if form else language.bare(number)
    if words and words.endswith("'"):
        words = language.spell.counting(int(number.integer), form or "default")  # da una a due ore
    noun = found.pattern.partition("{0}")[2].strip() if found else context.word_after(end)
    return words and language.below_zero(number, words, noun)


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
    repeated = unit_at(context, end)
    if repeated and not repeated[0].startswith(_SIZES):
        repeated = None
    if not _cross(context, end, repeated):
        return None
    parts = [context.language.bare(number)]
    while len(parts) < _LONGEST_LIST and (cross := _cross(context, end, repeated)):
        following = number_at(context, cross.end())
        if following is None:
            break
        number, end = following
        parts.append(context.language.bare(number))
    said = [part for part in parts if part]
    if len(parts) < 2 or len(said) < len(parts):
        return None
    return _size(context, said, number, (position, end))


def _size(
    context: Context, said: list[str], number: Number, place: tuple[int, int]
) -> Reading | None:
    by = context.language.data.operators.get("x")
    position, end = place
    unit = unit_at(context, end)
    if unit is None and "×" in context.text[position:end]:
        return None  # a product
    if unit and not unit[0].startswith(_SIZES):
        return _portions(context, said, number, unit)
    if unit is None and len(said) == 2 and (match := _match_score(context, position, end, said)):
        return match
    words = f" {by} ".join(said)
    if unit and (pattern := context.language.unit_of(unit[0], number, several=True)):
        return Reading(unit[1], pattern.pattern.replace("{0}", words))
    return Reading(end, words)


def _match_score(context: Context, position: int, end: int, said: list[str]) -> Reading | None:
    """Read "Brasil 2 x 1 Argentina"."""
    numbers = context.language.data.numbers
    if not numbers.score_after or numbers.score is None:
        return None
    before, after = context.word_before(position), context.word_after(end)
    named = before[:1].isupper() and after[:1].isupper()
    if not named and before.lower() not in numbers.score_after:
        return None
    return Reading(end, numbers.score.format(a=said[0], b=said[1]))


def _portions(
    context: Context, said: list[str], number: Number, unit: tuple[str, int]
) -> Reading | None:
    """Say "3 x 500 g", which is no size."""
    words = context.language.data.symbols.get("×") or context.language.data.operators.get("x")
    amount = context.language.measure(unit[0], number)
    return Reading(unit[1], f" {words} ".join([*said[:-1], amount])) if amount else None


def _cross(context: Context, end: int, repeated: tuple[str, int] | None) -> re.Match[str] | None:
    """Find the x, or one behind the unit that all numbers have ("5 cm x 7 cm")."""
    here = unit_at(context, end) if repeated else None
    if repeated and here and here[0] == repeated[0]:
        return _BY.match(context.text, here[1])
    return _BY.match(context.text, end)


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
