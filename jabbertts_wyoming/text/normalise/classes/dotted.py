"""Numbers with dots that are no decimals: versions and IP addresses."""

import re

from ..context import Context, Reading
from ..quantity import Number, parse

_IP = re.compile(
    r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:/(\d{1,2})|:(\d{1,5}))?(?![\w/:]|\.\d)"
)
_VERSION = re.compile(r"(\d{1,6}(?:\.\d{1,6}){2,5})(?!\d)")
_TWO = re.compile(r"(\d{1,4}\.\d{1,4})(?![\d.,]?\d)")
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
        if extra and mark and (more := context.language.bare(Number(extra))):
            said = f"{said} {mark} {more}"
    return Reading(match.end(), said) if all(words) else None


def _octet(context: Context, octet: str) -> str | None:
    if len(octet) == 3:
        return context.language.digits(octet)
    return context.language.bare(Number(octet))


def version(context: Context, position: int) -> Reading | None:
    """Read "2024.3.1" as numbers with the word for a dot between."""
    match = _VERSION.match(context.text, position)
    before = context.word_before(position).lower()
    if not match and before in context.language.data.numbers.version_after:
        match = _TWO.match(context.text, position)
    if not match or not context.free(position) or _is_grouped(context, match.group(1)):
        return None
    words = _parts(context, match.group(1))
    return Reading(match.end(), words) if words else None


def _is_grouped(context: Context, written: str) -> bool:
    """Tell thousands (1.000.000) from a version."""
    cldr = context.language.cldr
    found = parse(written, cldr.decimal, cldr.group) if cldr.group == "." else None
    return found is not None and found.whole


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
    words = [context.language.bare(Number(part)) for part in version.split(".")]
    if dot is None or not all(words):
        return None
    return f" {dot} ".join(word for word in words if word)
