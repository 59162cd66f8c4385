"""Telephone numbers, digit by digit, with a comma where the writer grouped them."""

import re

from ..context import Context, Reading
from ..quantity import Number

_INTERNATIONAL = re.compile(r"\+\d{1,4}(?:[ \u00a0().-]{1,2}\d{1,12}){0,7}(?!\d)")
_AREA = re.compile(r"\(\d{2,5}\)[ \u00a0]?\d{2,8}(?:[ \u00a0.-]\d{2,8}){0,4}(?!\d)")
_NORTH_AMERICAN = re.compile(r"(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}(?![\d.,-]\d|\d)")
_ZERO = re.compile(r"0\d{1,5}(?:[ \u00a0/-]{1,3}\d{2,8}){1,6}(?![\d.,:-]\d|\d)")
_ANY = re.compile(r"\d{1,12}(?:[ \u00a0/-]\d{2,8}){0,6}(?![\d.,:%]\d|\d)")
_GROUP = re.compile(r"\d+")
_FEWEST, _MOST = 7, 18


def telephone(context: Context, position: int) -> Reading | None:
    """Read a telephone number that looks like one, or stands after a word such as "call"."""
    if not context.free(position):
        return None
    for pattern in (_INTERNATIONAL, _AREA, _NORTH_AMERICAN, _ZERO):
        match = pattern.match(context.text, position)
        if match and _FEWEST <= _count(match.group()) <= _MOST:
            return _said(context, match)
    if context.follows(position, context.language.data.phone.words):
        match = _ANY.match(context.text, position)
        return _said(context, match) if match and _count(match.group()) >= 3 else None
    return None


def _count(written: str) -> int:
    return sum(char.isdecimal() for char in written)


def _group(context: Context, digits: str) -> str | None:
    language = context.language
    if language.data.phone.pairs and len(digits) == 2 and digits[0] != "0":
        return language.bare(Number(digits))
    return _digits(context, digits)


def _digits(context: Context, group: str) -> str | None:
    own = context.language.data.phone.digits
    words = [own.get(digit) or context.language.digits(digit) for digit in group]
    numbers = context.language.data.numbers
    space = " " if numbers.style == "digits" else numbers.space
    return space.join(word for word in words if word) if all(words) else None


def _said(context: Context, match: re.Match[str]) -> Reading | None:
    groups = [_group(context, group) for group in _GROUP.findall(match.group())]
    if not all(groups):
        return None
    words = ", ".join(group for group in groups if group)
    plus = context.language.data.numbers.plus
    if match.group().startswith("+") and plus:
        words = f"{plus} {words}"
    return Reading(match.end(), words)
