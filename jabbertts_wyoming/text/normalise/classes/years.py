"""Years known by the words around them: "в 1985 году", "w 1985 r.", "1941-1945 гг."."""

import re
from collections.abc import Sequence

from ..context import Context, Reading, after_gap
from ..letters import LETTER
from ..schema import YearForm

_YEARS = re.compile(rf"(\d{{4}})(?:[-–—](\d{{4}}))?(?!\d|{LETTER}|[.,]\d|[-–—]\d)")


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


def with_mark(
    context: Context, words: str | None, found: tuple[YearForm, int], end: int
) -> Reading | None:
    """Return words that end at `end`, with a mark that is written short; a last stop stays."""
    form, last = found
    if words is None:
        return None
    if form.says is None:
        return Reading(end, words)
    stop = context.char(last - 1) == "." and not context.text[last : last + 4].strip()
    return Reading(last - stop, f"{words} {form.says}")
