"""Years and decades by what stands around: since 1999, 1985 г., 2024/25, 1990s, "lata 90."."""

import re
from collections.abc import Sequence

from ..context import Context, Reading, after_gap, key_of
from ..letters import LETTER
from ..schema import YearForm

_YEARS = re.compile(rf"(\d{{4}})(?:[-–—](\d{{4}}))?(?!\d|{LETTER}|[.,]\d|[-–—]\d)")
_SEASON = re.compile(r"(\d{4})/(\d\d)(?![\d/]|[.,]\d)")
_SPAN = re.compile(r"(\w{2,12}) \d{4} \w{1,5} $")
_DECADE = re.compile(r"['’]?(?:(\d\d)(\d)0|(\d)0)['’]?-?([^\W\d_]{1,8})(?!\w)")
_NOUN = re.compile(rf"{LETTER}{{2,20}}(?!\w)")
_MODERN = range(1900, 2100)
_TENS = re.compile(r"(\d0)\.(?!\w)")


def named_year(context: Context, position: int) -> Reading | None:
    """Read a year, or two with a dash between, in the form that the words around ask for."""
    years = context.language.data.years
    match = _YEARS.match(context.text, position) if years.forms else None
    digits = [int(group) for group in match.groups() if group] if match else []
    if not match or not all(years.low <= year <= years.high for year in digits):
        return None
    found = form_around(context, years.forms, (position, match.end()))
    if found is None:
        return None
    return with_mark(context, _said(context, digits, found[0].rule), found, match.end())


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
    if span is not None and span.group(1).lower() in after:
        return True
    return _has_noun(context, position)


def _has_noun(context: Context, position: int) -> bool:
    """Tell whether no count stands between "the" and a noun: "the 1998 movie"."""
    years = context.language.data.years
    if context.word_before(position).lower() not in years.noun_after:
        return False
    noun = _NOUN.match(context.text, after_gap(context, position + 4))
    if noun is None or int(context.text[position : position + 4]) not in _MODERN:
        return False
    word = noun.group().lower()
    plural = word.endswith("s") and noun.group().islower() and not word.endswith("ss")
    return not plural and word not in (*years.no_nouns, *context.language.written.unit_singulars)


def _goes_on(context: Context, end: int) -> bool:
    following = context.char(end)
    return following.isalnum() or (following in (".", ",") and context.char(end + 1).isdecimal())


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


def stopped_decade(context: Context, position: int) -> Reading | None:
    """Read "lata 90.": a stop after one of these words is an ordinal's."""
    match = _TENS.match(context.text, position)
    before = context.word_before(position).lower() if match else ""
    form = key_of(context.language.data.years.stopped_after, before)
    said = context.language.spell.ordinal(int(match.group(1)), form) if match and form else None
    return Reading(match.end() - context.at_end(match.end()), said) if match and said else None


def form_around(
    context: Context, forms: Sequence[YearForm], span: tuple[int, int]
) -> tuple[YearForm, int] | None:
    """Return the first form that fits what stands around, and where its mark ends."""
    start = after_gap(context, span[1])
    before = context.word_before(span[0]).lower()
    for form in forms:
        mark = next((word for word in form.before if _stands(context, word, start)), None)
        fits = mark is not None or not form.before
        if fits and (not form.after or before in form.after):
            return form, start + len(mark or "")
    return None


def with_mark(
    context: Context, words: str | None, found: tuple[YearForm, int], end: int
) -> Reading | None:
    """Return words that end at `end`, with a mark that is written short; a last stop stays."""
    form, last = found
    if words is None:
        return None
    if form.says is None:
        return Reading(end, words)
    stop = context.char(last - 1) == "." and context.at_end(last)
    return Reading(last - stop, f"{words} {form.says}")


def _said(context: Context, years: list[int], rule: str) -> str | None:
    said = [context.language.spell.year(year, rule) for year in years]
    words = [word for word in said if word]
    template = context.language.data.numbers.range
    if len(words) == 1 and len(said) == 1:
        return words[0]
    return template.format(a=words[0], b=words[1]) if template and len(words) == 2 else None


def _stands(context: Context, word: str, start: int) -> bool:
    end = start + len(word)
    written = context.text[start:end].lower()
    if "#" in word:
        written = "".join("#" if char.isdecimal() else char for char in written)
    return written == word and not context.char(end).isalnum()
