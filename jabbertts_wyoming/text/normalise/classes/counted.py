"""The form of a number before what it counts: "1 luz" is "una", "21 perros" "veintiún"."""

import re

from ..context import Context, after_gap
from ..quantity import Number

_ADJECTIVES = 2
_JOINED = re.compile(r"\w{1,3}[ \u00a0]\d{1,9}(?:\.\d{3})*(?:/\d{1,2})?(?=[ \u00a0][^\W\d_])")


def counted(context: Context, number: Number, position: int, end: int) -> str | None:
    """Return a number in the form that the word after it asks for; None if none does."""
    numbers = context.language.data.numbers
    if context.char(position - 1) in numbers.uncounted_after:
        return None
    if numbers.numbered and context.word_before(position).lower() in numbers.numbered:
        return None
    form = counted_form(context, end, number)
    if form is None and number.whole and number.integer == "1" and _counts(context, position):
        form = context.language.counted.of_one(context.word_after(end))
        form = form or counted_form(context, end)
    if form is None:
        form = context.language.counted.after(context.word_before(position).lower())
    return context.language.numbers.counting(number, form) if form else None


def counted_form(context: Context, end: int, number: Number | None = None) -> str | None:
    """Return the cardinal form that the word at `end` asks for."""
    numbers = context.language.data.numbers
    if not numbers.counted:
        return None
    start = after_gap(context, end)
    for phrase, form in context.language.counted.phrases:
        if context.text.startswith(phrase, start):
            return form
    word = context.word_after(end)
    several = number is None or number.integer != "1"
    joined = _JOINED.match(context.text, start) if word in numbers.counted_joiners else None
    if joined and several:
        asked = counted_form(context, joined.end(), number)
        return numbers.apart.get(asked, asked) if asked else None
    if word in numbers.counted_through:
        start = after_gap(context, start + len(word))
        word = context.word_after(start)
    if _is_score(context, word, start):
        return None
    return context.language.counted.form(word.lower(), number) or _described(context, start, number)


def _described(context: Context, start: int, number: Number | None) -> str | None:
    """Return the form that a noun asks for behind one adjective, or two: "2 новые лампы"."""
    listed = context.language.data.numbers.counted_adjectives
    if not listed or number is None:
        return None
    adjectives = listed.get(context.language.cldr.plural(number.decimal))
    words = 0
    while adjectives and words < _ADJECTIVES:
        word = context.word_after(start)
        if not word.lower().endswith(adjectives):
            break
        words, start = words + 1, after_gap(context, start + len(word))
    noun = context.word_after(start).lower() if words else ""
    return context.language.counted.form(noun, number) if noun else None


def _is_score(context: Context, word: str, start: int) -> bool:
    """Tell whether a word joins a number with another that is a score's: "3 a 1"."""
    score = context.language.data.numbers.score
    if not score or word != score.format(a="", b="").strip():
        return False
    return context.char(after_gap(context, start + len(word))).isdecimal()


def _counts(context: Context, position: int) -> bool:
    """Tell whether a 1 is a number of things ("y 1 luz"), and not the name of one ("zona 1")."""
    words = context.language.data.numbers.one_after
    if not words:
        return False
    before = context.text[max(0, position - 2) : position].rstrip(" \u00a0")[-1:]
    mark = bool(before) and not before.isalnum()
    line_start = context.is_line_start(position)
    return mark or line_start or context.word_before(position).lower() in words
