"""Vowel signs of Hebrew (niqqud) and Arabic as espeak-ng can read them.

Its rules for Hebrew know the points of each letter in one order, and not all of them. Where one is
left over, it spells the whole word and calls the points by their numbers. So each letter gets the
points that have a rule, with the same sound: a dagesh only where it makes another consonant, a
short vowel for a hataf, and a vav for the holam or qubuts that stands without. In Arabic, a vowel
that goes before a shadda, as Unicode's normal form has it, would be lost.
"""

import re

_SHEVA, _TSERE, _PATAH, _QAMATS, _HOLAM = "\u05b0\u05b5\u05b7\u05b8\u05b9"
_DAGESH, _SHIN_DOT, _SIN_DOT, _VAV = "\u05bc\u05c1\u05c2\u05d5"
_O, _U = _VAV + _HOLAM, _VAV + _DAGESH
_VOWELS = {
    _SHEVA: _SHEVA,
    "\u05b1": _TSERE,  # hataf segol
    "\u05b2": _PATAH,  # hataf patah
    "\u05b3": _O,  # hataf qamats
    "\u05b4": "\u05b4",  # hiriq
    _TSERE: _TSERE,
    "\u05b6": _TSERE,  # segol
    _PATAH: _PATAH,
    _QAMATS: _QAMATS,
    _HOLAM: _O,
    "\u05ba": _O,  # holam haser
    "\u05bb": _U,  # qubuts
    "\u05c7": _O,  # qamats qatan
}
_HARDENED = frozenset("בכפךף")
_FINAL = {"ך": _SHEVA + _QAMATS, "ן": _QAMATS, "ם": "", "ף": "", "ץ": ""}
"""What a letter at a word's end may have."""

_RANGES = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
"""Regex class of the points, and of the accents of the Bible's text."""

_SHADDA = re.compile("([\u064b-\u0650])(\u0651)")
_SIGNS = re.compile(f"[{_RANGES}\u064b-\u0652]")
_POINTED = re.compile(rf"([\u05d0-\u05ea]?)([{_RANGES}]+)")
_POINTS = re.compile(f"[{_RANGES}]+")
# Two or three letters may have one rule, which leaves the points of the last one over. The yod of
# a long i is heard as a consonant.
_BARE = re.compile(
    rf"(?P<i>(?<=\u05b4)י(?![{_RANGES}])|(?<=\u05b5)י(?=ת[{_RANGES}]))|(?P<o>(?<=[\u05d0-\u05ea])ו(?=ת[{_RANGES}]))"
    rf"|[אבגדהזחטכלמנסעפצקרשת](?=[היג][{_RANGES}]|ו[\u05b0-\u05b8])"
)


def plain_signs(text: str) -> str:
    """Return `text` with its vowel signs as espeak-ng's voices `he` and `ar` read them.

    Given back to it, the result stays as it is.
    """
    text = _SHADDA.sub(r"\2\1", text)
    if not _POINTS.search(text):
        return text
    return _BARE.sub(_apart, _POINTED.sub(_plain, text))


def is_added(plain: str, position: int, following: str) -> bool:
    """Tell whether a character of `plain_signs` stands for the signs of the letter before it.

    `following` is what follows that letter in the text that it was made of.
    """
    if _SIGNS.match(plain, position):
        return True
    points = _POINTS.match(following)
    stands_in = plain[position : position + 2] in (_O, _U)
    return stands_in and points is not None and following[points.end() :][:1] != _VAV


def _plain(match: re.Match[str]) -> str:
    letter, points = match.groups()
    if not letter:
        return ""
    vowel = next((_VOWELS[point] for point in points if point in _VOWELS), "")
    if letter == _VAV:
        return letter + _of_vav(points, vowel)
    if vowel not in _FINAL.get(letter, vowel):
        vowel = ""
    return letter + _consonant(letter, points, vowel) + vowel


def _apart(match: re.Match[str]) -> str:
    """Give a letter without points what keeps it apart from the next one, unheard."""
    if match["i"]:
        return ""
    if match["o"]:
        return _O
    letter = match.group()
    return letter + (_SHIN_DOT if letter == "ש" else "") + _SHEVA


def _of_vav(points: str, vowel: str) -> str:
    if not vowel:
        return _DAGESH if _DAGESH in points else ""
    return vowel.removeprefix(_VAV)


def _consonant(letter: str, points: str, vowel: str) -> str:
    if letter == "ש":
        if _SIN_DOT in points:
            return _SIN_DOT
        return _SHIN_DOT if vowel or _SHIN_DOT in points else ""
    hardened = letter in _HARDENED and (vowel or letter != "ך")
    return _DAGESH if hardened and _DAGESH in points else ""
