"""Numbers with marks between: v1.2, 2024.3.1, 192.168.1.10, and those of houses (1-2-3)."""

import re

from ..context import Context, Reading, after_gap, number_at
from ..letters import LETTER
from ..quantity import Number, parse
from .units import unit_at

_IP = re.compile(
    r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:/(\d{1,2})|:(\d{1,5}))?"
    rf"(?!{LETTER}|[\d_/:]|\.\d)"
)
_VERSION = re.compile(r"(\d{1,6}(?:\.\d{1,6}){2,5})(?!\d)")
_TWO = re.compile(r"(\d{1,4}\.\d{1,4})(?![\d.,]?\d)")
_CHAIN = re.compile(r"\d{1,4}(?:-\d{1,4}){1,4}(?![\d-]|[.,]\d)")
_SHORTEST_CHAIN = 3
_CALENDAR = re.compile(r"20\d\d")
_RELEASE = re.compile(r"(20\d\d\.(?:1[0-2]|[1-9]))(?![.,]?\d|[-–—]\d)")
_NAMED = re.compile(r"[vV]\.?(\d{1,6}(?:\.\d{1,6}){0,5})(?!\d)")


def address(context: Context, position: int) -> Reading | None:
    """Read an IPv4 address: three digits one by one, fewer as a number."""
    match = _IP.match(context.text, position)
    dot = context.language.data.net.dot
    if not match or not dot or not context.free(position):
        return None
    octets = match.group(1, 2, 3, 4)
    if any(int(octet) > 255 for octet in octets):
        return None
    words = [_octet(context, octet) for octet in octets]
    said = f" {dot} ".join(word for word in words if word)
    for mark, extra in (
        (context.language.data.net.slash, match.group(5)),
        (context.language.data.net.colon, match.group(6)),
    ):
        if extra and mark and (more := context.language.numbers.bare(Number(extra))):
            said = f"{said} {mark} {more}"
    return Reading(match.end(), said) if all(words) else None


def _octet(context: Context, octet: str) -> str | None:
    if len(octet) == 3 and not context.language.data.net.whole:
        return context.language.numbers.digits(octet)
    return context.language.numbers.bare(Number(octet))


def chain(context: Context, position: int) -> Reading | None:
    """Read "1-2-3", or "1-2" after a word that asks for it: the number of a house."""
    numbers = context.language.data.numbers
    if not numbers.chain or not context.free(position) or context.char(position - 1) == "-":
        return None
    match = _CHAIN.match(context.text, position)
    if not match:
        return None
    parts = match.group().split("-")
    if len(parts) < _SHORTEST_CHAIN and not context.follows(position, numbers.chain_after):
        return None
    words = [context.language.numbers.bare(Number(part)) for part in parts]
    return Reading(match.end(), numbers.chain.join(map(str, words))) if all(words) else None


def version(context: Context, position: int) -> Reading | None:
    """Read "2024.3.1" as numbers with the word for a dot between."""
    match = _VERSION.match(context.text, position) or _short(context, position)
    if not match or not context.free(position) or _is_grouped(context, match.group(1)):
        return None
    if _has_decimals(context, position, match.end()):
        return None
    words = _parts(context, match.group(1))
    return Reading(match.end(), words) if words else None


def _short(context: Context, position: int) -> re.Match[str] | None:
    """Return the match of "3.2" after a word such as "version", or of "2024.3" anywhere."""
    before = context.word_before(position).lower()
    introduced = before in context.language.data.numbers.version_after
    match = (_TWO if introduced else _RELEASE).match(context.text, position)
    if match is None or unit_at(context, match.end()):
        return None
    if context.word_after(match.end()).lower() in context.language.written.unit_plurals:
        return None
    amount = context.language.written.amount.match(context.text, after_gap(context, match.end()))
    return None if amount else match


def _is_grouped(context: Context, written: str) -> bool:
    """Tell thousands (1.000.000) from a version."""
    cldr = context.language.cldr
    found = parse(written, cldr.decimal, cldr.group) if cldr.group == "." else None
    return found is not None and found.whole


def _has_decimals(context: Context, start: int, end: int) -> bool:
    """Tell thousands with a decimal part (1.234.567,89) from a version."""
    if context.char(end) != "," or not context.char(end + 1).isdecimal():
        return False
    found = number_at(context, start)
    return found is not None and found[1] > end


def named_version(context: Context, position: int) -> Reading | None:
    """Read "v1.2" as the letter and numbers."""
    match = _NAMED.match(context.text, position)
    if not match:
        return None
    words = _parts(context, match.group(1))
    return Reading(match.end(), f"{context.text[position].upper()} {words}") if words else None


def _parts(context: Context, version: str) -> str | None:
    numbers = context.language.data.numbers
    dot = numbers.version or numbers.decimal or context.language.data.net.dot
    words = [context.language.numbers.bare(Number(part)) for part in version.split(".")]
    head = version.partition(".")[0]
    if numbers.version_year and _CALENDAR.fullmatch(head):
        words[0] = context.language.spell.year(int(head))
    if dot is None or not all(words):
        return None
    return f" {dot} ".join(word for word in words if word)
