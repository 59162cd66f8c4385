"""Which of espeak-ng's voices reads which stretch of a text.

Of most scripts that a language isn't written in, espeak-ng names each letter: "Chinese letter". A
name in such a script is read by the voice of a language that is written in it. What espeak-ng
reads as another language by itself (Latin letters, Hangul, Devanagari and others) is left to it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice


@dataclass(frozen=True, slots=True)
class _Script:
    """A script's letters, as a regex class, and the languages whose voices read it, as codes.

    The first of them reads it for those that don't. Fewer letters than `fewest` are a symbol.
    """

    letters: str
    languages: tuple[str, ...]
    fewest: int = 1


_SCRIPTS = (
    _Script(r"\u0370-\u03ff\u1f00-\u1fff", ("el", "grc"), fewest=2),
    _Script(
        r"\u0400-\u052f",
        ("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tt", "ba", "cv", "mn", "nog", "ab"),
    ),
    _Script(r"\u05d0-\u05f2\ufb1d-\ufb4f", ("he",)),
    _Script(r"\u0620-\u06ff\u0750-\u077f", ("ar", "fa", "ur", "ps", "sd", "ug", "ku")),
    _Script(r"\u0a00-\u0a7f", ("pa",)),
    _Script(r"\u0b00-\u0b7f", ("or",)),
    _Script(r"\u0c00-\u0c7f", ("te",)),
    _Script(r"\u0c80-\u0cff", ("kn",)),
    _Script(r"\u0d00-\u0d7f", ("ml",)),
    _Script(r"\u0e00-\u0e7f", ("th",)),
    _Script(r"\u1000-\u109f", ("my", "shn")),
    _Script(r"\u1200-\u137f", ("am", "ti")),
    _Script(r"\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff", ("ja",)),
    _Script(
        r"\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff", ("cmn", "zh", "yue", "hak")
    ),
)
# In Japanese espeak-ng spells it.
_LATIN = _Script(r"A-Za-z\u00c0-\u024f", ("en-us",))
_SPELLING = frozenset({"ja"})
_MOST = 20


@dataclass(frozen=True, slots=True)
class Run:
    """`text[start:end]` is for espeak-ng's voice `voice`."""

    start: int
    end: int
    voice: str


def runs(text: str, voice: str) -> list[Run]:
    """Return who reads which stretch of `text`; they cover it in order.

    `voice` reads all but the words in scripts that it has no sounds for, with the marks between
    and right behind them. Of very many such stretches it reads the later ones, too: each takes
    espeak-ng some milliseconds.
    """
    found: list[Run] = []
    done = 0
    pattern, voices = _others(_language(voice))
    for match in islice(pattern.finditer(text), _MOST):
        if match.start() > done:
            found.append(Run(done, match.start(), voice))
        found.append(Run(match.start(), match.end(), voices[match.lastgroup or ""]))
        done = match.end()
    if done < len(text):
        found.append(Run(done, len(text), voice))
    return found


def of_another(phonemes: list[str]) -> list[str]:
    """Return a sentence's phonemes as a voice of another language may take them.

    Digits are tones (Chinese), and a full stop inside a word marks its sounds.
    """
    last = len(phonemes) - 1
    return [p for k, p in enumerate(phonemes) if not (p.isdigit() or (p == "." and k < last))]


def _language(voice: str) -> str:
    return voice.rpartition("/")[2].lower().partition("-")[0]


@cache
def _others(language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return a regex of what a language doesn't read, and the voices by the names of its groups."""
    scripts = [script for script in _SCRIPTS if language not in script.languages]
    if language in _SPELLING:
        scripts.append(_LATIN)
    words = [
        rf"(?P<s{k}>[{s.letters}]{{{s.fewest},}}(?:[\W_]+[{s.letters}]+)*)"
        for k, s in enumerate(scripts)
    ]
    voices = {f"s{k}": script.languages[0] for k, script in enumerate(scripts)}
    return re.compile(rf"(?:{'|'.join(words)})[^\w\s]*\s*"), voices
