"""Signs between words and numbers: & = + × → #, and the dash that means minus."""

import re

from ..context import Context, Reading, after_gap
from ..letters import LETTER

_RUN = re.compile(r"[-=<>]{1,3}")
_UNARY = frozenset("<>~≈≤≥")
_ALL_OF = re.compile(r"(?<!\d)(\d{1,2})[^\W\d_]/\1(?![\d/])")
_SUBTRAHEND = re.compile(r"\d{1,9}(?:[.,]\d{1,9})? ?=")
_OPERAND = re.compile(r"[\w(√π∞°%]")
_STEP = re.compile(r"</(?=[^\W\d_])|[<>]{1,2}")
_AMOUNT_BEFORE = re.compile(rf"(?:\d[^\w\s]?|(?<![^\W_]){LETTER}|[)π∞]) ?\Z")
_AMOUNT_AFTER = re.compile(rf" ?(?:[^\w\s]{{0,2}}\d|{LETTER}(?![^\W_])|[(√π∞])")
_AMOUNT_REACH = 4
_BRACKET_REACH = 40
_EQUAL = {"<=": "≤", ">=": "≥"}


def symbol(context: Context, position: int) -> Reading | None:
    """Read a sign that has a name wherever it stands."""
    table = context.language.data.symbols
    run = _RUN.match(context.text, position)
    written = run.group() if run else ""
    if words := table.get(written) or context.language.data.operators.get(_EQUAL.get(written, "")):
        return Reading(position + len(written), f" {words} ")
    words = table.get(context.char(position))
    return Reading(position + 1, f" {words} ") if words else None


def step(context: Context, position: int) -> Reading | None:
    """Make a pause of the sign between words, the steps of a path: "Settings > Devices".

    On one side of a word it is a bracket, and is not said: "<name>".
    """
    match = _STEP.match(context.text, position)
    if match is None:
        return None
    end = match.end()
    before, after = context.char(position - 1), context.char(end)
    touches = before.isalpha() or after.isalpha()
    if touches and (match.group() == "</" or _closes(context, position)):
        return Reading(end, " ")
    if _is_beside_amount(context, position, end):
        return None
    if before.isspace() and after.isspace():
        return Reading(end, ",")
    between = match.group()[0] == ">" and after.isalpha() and (before.isalpha() or before in "-=")
    return Reading(end, ", " if before and between else " ") if touches else None


def _closes(context: Context, position: int) -> bool:
    """Tell whether the sign is the second of a pair "<>", and no step: "<name>s"."""
    start = max(0, position - _BRACKET_REACH)
    since = context.text[start:position].rpartition(">")[2].rpartition("\n")[2]
    return context.char(position) == ">" and "<" in since


def _is_beside_amount(context: Context, start: int, end: int) -> bool:
    """Tell whether a number or a single letter stands on either side: "x > limit"."""
    before = context.text[max(0, start - _AMOUNT_REACH) : start]
    return bool(_AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(context.text, end))


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
    """Read "#5" as "number five", "# of" as "number of", and "#topic" as "topic"."""
    following = context.char(position + 1)
    words = context.language.data.symbols.get("#")
    if following.isdecimal() and words:
        return Reading(position + 1, f"{words} ")
    if following == " " and not context.char(position - 1).strip() and words:
        return Reading(position + 1, words) if context.char(position + 2).isalpha() else None
    return Reading(position + 1, "") if following.isalpha() else None
