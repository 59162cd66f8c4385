"""Years known by the words around them: "в 1985 году", "w 1985 r.", "1941-1945 гг."."""

import re

from ..context import Context, Reading, after_gap

_YEARS = re.compile(r"(\d{4})(?:[-–—](\d{4}))?(?![^\W_]|[.,]\d|[-–—]\d)")


def named_year(context: Context, position: int) -> Reading | None:
    """Read a year, or two with a dash between, in the form that the words around ask for."""
    years = context.language.data.years
    match = _YEARS.match(context.text, position) if years.forms else None
    digits = [int(group) for group in match.groups() if group] if match else []
    if not match or not all(years.low <= year <= years.high for year in digits):
        return None
    start = after_gap(context, match.end())
    before = context.word_before(position).lower()
    for form in years.forms:
        mark = next((word for word in form.before if _stands(context, word, start)), None)
        fits = mark is not None or not form.before
        if fits and (not form.after or before in form.after):
            words = _said(context, digits, form.rule)
            return _with_mark(context, words, form.says, (match.end(), start + len(mark or "")))
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
    return context.text[start:end].lower() == word and not context.char(end).isalnum()


def _with_mark(
    context: Context, words: str | None, says: str | None, ends: tuple[int, int]
) -> Reading | None:
    """Return a year, with its mark if that is written short; a last stop stays."""
    if words is None:
        return None
    if says is None:
        return Reading(ends[0], words)
    stop = context.char(ends[1] - 1) == "." and not context.text[ends[1] : ends[1] + 4].strip()
    return Reading(ends[1] - stop, f"{words} {says}")
