"""Telephone numbers, digit by digit, a comma where the writer grouped them: +49 151 1234567."""

import re

from ..context import Context, Reading, after_gap
from ..quantity import Number
from .units import unit_at

_INTERNATIONAL = re.compile(r"\+\d{1,5}(?:[ \u00a0().-]{1,2}\d{1,12}){0,7}(?!\d)")
_UNGROUPED = re.compile(r"\+\d{8,15}(?![\d.,]?\d|[ \u00a0]?[%°$€£¥₽])")
_AREA = re.compile(r"\(\d{2,5}\)[ \u00a0-]?\d{2,8}(?:[ \u00a0.-]\d{2,8}){0,4}(?!\d)")
_NORTH_AMERICAN = re.compile(r"(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}(?![\d.,-]\d|\d)")
_ZERO = re.compile(r"0\d{1,5}(?:[ \u00a0/-]{1,3}\d{2,8}){1,6}(?![\d.,:-]\d|\d)")
_PAIRED = re.compile(r"0\d(?:\.\d{2}){4}(?![\d.,]?\d)|0\d{9}(?![\d.,]?\d)")
_SERVICE = re.compile(r"0[ \u00a0]\d{3}(?:[ \u00a0]\d{3}){2}(?![\d.,]?\d)")
_ANY = re.compile(r"\d{1,12}(?:[ \u00a0/-]\d{2,8}){0,6}(?![\d.,:%]\d|\d)")
_LOCAL = re.compile(r"\d{3}[.-]\d{4}(?= ?x ?\d{1,6}(?!\w))")
_EXTENSION = re.compile(r" ?x ?(\d{1,6})(?![\w.,]?\w)")
_GROUP = re.compile(r"\d+")
_PAIR = re.compile(r"\d\d")
_PAIRED_DIGITS = 10
_FEWEST, _MOST = 7, 18
_SHORTEST = 3


def telephone(context: Context, position: int) -> Reading | None:
    """Read a telephone number that looks like one, or stands after a word such as "call"."""
    if not context.free(position):
        return None
    local = (_LOCAL,) if context.language.data.phone.extension else ()
    for pattern in (_INTERNATIONAL, _UNGROUPED, _AREA, _NORTH_AMERICAN, _ZERO, *local):
        match = pattern.match(context.text, position)
        if match and _FEWEST <= _count(match.group()) <= _MOST:
            return _said(context, match)
    if context.language.data.phone.pairs:
        match = _PAIRED.match(context.text, position) or _SERVICE.match(context.text, position)
        if match:
            return _said(context, match)
    shape = context.language.written.phone
    if shape and (match := shape.match(context.text, position)) and context.ends(match.end()):
        return _said(context, match)
    if _is_asked(context, position):
        match = _ANY.match(context.text, position)
        fits = match and _count(match.group()) >= _SHORTEST and not _is_amount(context, match.end())
        return _said(context, match) if match and fits else None
    return None


def _is_asked(context: Context, position: int) -> bool:
    """Tell whether a word such as "call" goes before, or one more between: "llama al 912"."""
    phone = context.language.data.phone
    if context.follows(position, phone.words):
        return True
    before = context.word_before(position)
    if not before or before.lower() not in phone.between:
        return False
    return context.follows(context.text.rindex(before, 0, position), phone.words)


def _is_amount(context: Context, end: int) -> bool:
    """Tell whether a currency or a unit follows: "telephone 500 $"."""
    at = after_gap(context, end)
    currency = context.language.written.currency.match(context.text, at)
    return unit_at(context, end) is not None or bool(currency and context.ends(currency.end()))


def _count(written: str) -> int:
    return sum(char.isdecimal() for char in written)


def _group(context: Context, digits: str) -> str | None:
    language = context.language
    if language.data.phone.pairs and len(digits) == 2 and digits[0] != "0":
        return language.numbers.bare(Number(digits))
    return _digits(context, digits)


def _digits(context: Context, group: str) -> str | None:
    own = context.language.data.phone.digits
    words = [own.get(digit) or context.language.numbers.digits(digit) for digit in group]
    numbers = context.language.data.numbers
    space = " " if numbers.style == "digits" else numbers.space
    return space.join(word for word in words if word) if all(words) else None


def _said(context: Context, match: re.Match[str]) -> Reading | None:
    written = _GROUP.findall(match.group())
    if context.language.data.phone.pairs and len(written[0]) == _PAIRED_DIGITS:
        written = _PAIR.findall(written[0])
    groups = [_group(context, group) for group in written]
    if not all(groups):
        return None
    words = ", ".join(group for group in groups if group)
    plus = context.language.data.numbers.plus
    if match.group().startswith("+") and plus:
        words = f"{plus} {words}"
    extension, end = _extension(context, match)
    return Reading(end, f"{words}{extension}")


def _extension(context: Context, match: re.Match[str]) -> tuple[str, int]:
    """Return the words of the extension behind a whole number, and its end: "x166"."""
    name = context.language.data.phone.extension
    found = _EXTENSION.match(context.text, match.end()) if name else None
    if found is None or _count(match.group()) < _FEWEST:
        return "", match.end()
    digits = _digits(context, found.group(1))
    return (f", {name} {digits}", found.end()) if digits else ("", match.end())
