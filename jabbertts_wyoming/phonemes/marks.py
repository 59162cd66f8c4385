"""Punctuation as espeak-ng understands it.

An ellipsis glues the words around it together, a dash without spaces is passed over, a mark
without a space is called by its name, and an initial's full stop becomes a sentence's end.
"""

import re

_ELLIPSIS = re.compile(r"(?:\s*(?:[.…]{2,}|…))+")
_REACH = 100  # looked back for a word, characters
_DASH = re.compile(r"(?<=[^\s—―-])\s*(?:[—―]+|--+)\s*(?=[^\s—―-])")
_STUCK = re.compile(r"(?<=[^\W\d_][!?])(?=[^\W\d_])")
_CLOSING = "\\s\"'”’»›)\\]}"
_FOLLOWING = re.compile(rf"[{_CLOSING}]*(\S?)")
_CLOSES = re.compile(rf"[{_CLOSING}]")
_SOUND = re.compile(r"[^\W_]")
_MARKS = frozenset(".,;:!?،؛؟。，、；：！？।")
_CAPITAL = r"[^\W\d_]"
_INITIAL = re.compile(rf"(?<![^\s.\-‐(\[\"“„«'’])({_CAPITAL})\.(?=\s+{_CAPITAL})")


def plain(text: str) -> str:
    """Return `text` with marks that espeak-ng takes for pauses between words."""
    marked = _DASH.sub(" — ", _STUCK.sub(" ", text))
    return _ELLIPSIS.sub(_pause, marked)


def parts(text: str) -> list[str]:
    """Cut a sentence behind initials: "J. R. R. Tolkien".

    espeak-ng ends a sentence there, the full stop at a part's end is none.
    """
    found, done = [], 0
    for match in _INITIAL.finditer(text):
        if match.group(1).isupper():
            found.append(text[done : match.end()])
            done = match.end()
    return [*found, text[done:]]


def _pause(match: re.Match[str]) -> str:
    """Make an ellipsis a comma between words, a full stop at the end, nothing elsewhere."""
    text = match.string
    following = _FOLLOWING.match(text, match.end())
    if following is None or not following.group(1):
        return "."
    if following.group(1) in _MARKS or not _SOUND.search(text, *_before(match)):
        return " " if match.group()[0].isspace() else ""
    return "," if _CLOSES.match(text, match.end()) else ", "


def _before(match: re.Match[str]) -> tuple[int, int]:
    return max(0, match.start() - _REACH), match.start()
