"""Whether a text is SSML, for who has only the text to tell."""

import re

_SPACE = re.compile(r"[\s\ufeff]*")
_BEFORE_ROOT = (("<?", "?>"), ("<!--", "-->"))
_ROOT = re.compile(r"<(?:!DOCTYPE\s{1,99})?(?:[A-Za-z_][\w.-]{0,31}:)?speak(?=[\s/>[])")


def is_ssml(text: str) -> bool:
    """Tell whether `text` is meant as an SSML document: its first element is `<speak>`.

    An XML declaration, comments and a document type may stand before it, and the element may have
    a prefix (`<ssml:speak>`). Whether the document is well-formed is not looked at.
    """
    return _ROOT.match(text, after_prologue(text)) is not None


def after_prologue(text: str) -> int:
    """Return where whitespace, comments and instructions (`<?xml … ?>`) at the start end."""
    at = _after_space(text, 0)
    while (end := _end_of_part(text, at)) is not None:
        at = _after_space(text, end)
    return at


def _end_of_part(text: str, at: int) -> int | None:
    for opening, closing in _BEFORE_ROOT:
        if text.startswith(opening, at):
            end = text.find(closing, at + len(opening))
            return None if end < 0 else end + len(closing)
    return None


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()
