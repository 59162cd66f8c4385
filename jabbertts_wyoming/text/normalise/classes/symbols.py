"""Signs between words and numbers: & = + × → #, and the dash that means minus."""

import re

from ..context import Context, Reading, after_gap

_RUN = re.compile(r"[-=<>]{1,3}")
_UNARY = frozenset("<>~≈≤≥")
_ALL_OF = re.compile(r"(?<!\d)(\d{1,2})[^\W\d_]/\1(?![\d/])")
_SUBTRAHEND = re.compile(r"\d{1,9}(?:[.,]\d{1,9})? ?=")
_OPERAND = re.compile(r"[\w(√π∞°%]")


def symbol(context: Context, position: int) -> Reading | None:
    """Read a sign that has a name wherever it stands."""
    table = context.language.data.symbols
    run = _RUN.match(context.text, position)
    for written in (run.group() if run else "", context.char(position)):
        if written and (words := table.get(written)):
            return Reading(position + len(written), f" {words} ")
    return None


def operator(context: Context, position: int) -> Reading | None:
    """Read a sign that has a name only between two operands: "5 - 3", "a < b"."""
    table = context.language.data.operators
    char = context.char(position)
    words = table.get(char)
    if not words:
        return None
    before, after = context.char(position - 1), context.char(position + 1)
    if before == " " and after == " ":
        left, right = context.char(position - 2), context.char(position + 2)
        # A dash with spaces is a pause, unless both sides are numbers.
        numbers = left.isdecimal() and right.isdecimal()
        fits = numbers if char in "-/–*" else _are_operands(left, right)
    elif char in _UNARY and not before.isalnum():
        fits = context.char(after_gap(context, position + 1)).isdecimal()
    elif char == "-":
        fits = before.isdecimal() and _SUBTRAHEND.match(context.text, position + 1) is not None
    else:
        fits = char not in "/–" and before.isalnum() and _follows(char, after)
        fits = fits or (char == "/" and _is_all_of(context, position))
    return Reading(position + 1, f" {words} ") if fits else None


def _is_all_of(context: Context, position: int) -> bool:
    """Tell the slash of "24h/24" and "7j/7"."""
    return bool(_ALL_OF.search(context.text[max(0, position - 5) : position + 4]))


def _follows(char: str, after: str) -> bool:
    """Tell whether what stands right of a sign makes an operand: "5+3", "x^2", "18+"."""
    if char == "+":
        return after.isdecimal() or after in ("", " ", ",", ".")
    return after.isalnum() if char == "^" else after.isdecimal()


def _are_operands(left: str, right: str) -> bool:
    return bool(_OPERAND.match(left or " ") and _OPERAND.match(right or " "))


def number_sign(context: Context, position: int) -> Reading | None:
    """Read "#5" as "number five", and "#topic" as "topic"."""
    following = context.char(position + 1)
    words = context.language.data.symbols.get("#")
    if following.isdecimal() and words:
        return Reading(position + 1, f"{words} ")
    return Reading(position + 1, "") if following.isalpha() else None
