"""Punctuation that espeak-ng would lose, kept around what it speaks."""

import re
from collections.abc import Callable

# What the model knows, and how it is written otherwise.
_SAME = str.maketrans(
    {
        "«": "“", "»": "”", "„": "“", "‟": "“", "‹": "“", "›": "”",
        "「": "“", "」": "”", "『": "“", "』": "”", "《": "“", "》": "”",
        "[": "(", "]": ")", "{": "(", "}": ")", "（": "(", "）": ")", "【": "(", "】": ")",
        "。": ".", "．": ".", "।": ".", "॥": ".", "、": ",", "，": ",", "！": "!", "？": "?",
        "：": ":", "；": ";", "〜": "—", "～": "—", "―": "—", "¿": "", "¡": "",
        "‘": "'", "’": "'",
    }
)  # fmt: skip
_DOTS = re.compile(r"\.{3,}|…+")
_DASH = re.compile(r"(?<=\s)[-–](?=\s)|--+|—+")
# Brackets inside a word, as in "file(s)", would part it.
_INSIDE = re.compile(r"(?<=\w)\((\w+)\)")
_OPENS = re.compile(r'(?<!\w)"(?=\S)|(?<=\W)"(?=\w)')
_MARKS = re.compile(r"((?<!\w)[“(]|[”)](?!\w)|[—…])")
_LEADING = re.compile(r"[\s.,;:!?]+")
_SPACES = re.compile(r"\s+")
_BEFORE = re.compile(r"\s+(?=[.,;:!?…”)])")
_BEHIND = re.compile(r"(?<=[“(])\s+")
_APART = re.compile(r"(?<=[.,;:!?…”)])(?=[^\s.,;:!?…”)])|(?<=[^\s“(—])(?=[“(])")


def plain(text: str) -> str:
    """Return `text` with its punctuation written with the marks that the model knows."""
    whole = _INSIDE.sub(r"\1", text.translate(_SAME))
    marked = _DASH.sub(" — ", _DOTS.sub("… ", whole))
    return _OPENS.sub("“", marked).replace('"', "”")


def speak(text: str, spoken: Callable[[str], str]) -> str:
    """Return the symbols of `text`; `spoken` gives those of what is between the marks.

    It is asked for a clause or more at once, ends of sentences with it, and may leave out what it
    can't speak.
    """
    parts = []
    for part in _MARKS.split(plain(text)):
        if _MARKS.fullmatch(part):
            parts.append(part)
            continue
        run = part[len(lead.group()) :] if (lead := _LEADING.match(part)) else part
        end = " " if part[-1:].isspace() else ""
        parts += [part[: len(part) - len(run)], spoken(run) if run else "", end]
    return tidy("".join(parts))


def tidy(symbols: str) -> str:
    """Return symbols with spaces where the model was trained with them."""
    single = _BEHIND.sub("", _BEFORE.sub("", _SPACES.sub(" ", symbols)))
    return _SPACES.sub(" ", _APART.sub(" ", single)).strip()
