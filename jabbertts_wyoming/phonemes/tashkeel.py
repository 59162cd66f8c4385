"""Vowel signs for Arabic, by libtashkeel's model (https://github.com/mush42/libtashkeel).

espeak-ng reads Arabic letter by letter: of a word without signs it says the consonants. Piper's
Arabic voices were trained on text with the signs that this model gives.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .piper_models import TashkeelFiles
from .signed import Signed, put_together, unsigned

Run = Callable[[Sequence[int], Sequence[int]], Sequence[int]]
"""The model: ids of letters and of the signs that they have, to classes of signs."""

# What a run takes grows with the square of it: 9 MB for 300, gigabytes for a page.
MAX_LETTERS = 400

_FATHATAN, _SHADDA = "\u064b", "\u0651"
_SIGN = "\u064b-\u0652"
_UNIT = re.compile(f"(.)([{_SIGN}]*)", re.DOTALL)
_LETTERS = "\u0621-\u063a\u0641-\u064a"
_LETTER = re.compile(f"[{_LETTERS}]")
_WORD = re.compile(f"[{_LETTERS}{_SIGN}\u0640\u0670]+")
_PIECE = re.compile(rf".{{1,{MAX_LETTERS}}}(?:(?<=\s)|$)|.{{1,{MAX_LETTERS}}}", re.DOTALL)
# A word has all its signs if only these have none: what makes a vowel long and the letter before,
# the article and what is joined to it, and the last letter.
_VOCALISED = re.compile(
    f"(?:[وفبك][{_SIGN}]+){{0,2}}(?:ال|ل(?=ل))?"
    f"(?:[{_LETTERS}](?:[{_SIGN}]+|(?=[اوي]))|[اويىآ\u0640\u0670])*[{_LETTERS}]?"
)
_SIGNS = re.compile(f"[{_SIGN}]")
_NUMERAL, _NUMERALS = "#", frozenset("0123456789٠١٢٣٤٥٦٧٨٩")


@dataclass(slots=True)
class _Unit:
    """A character, where it stands and which signs it has; `final` if nobody may add any."""

    char: str
    place: int
    written: str
    final: bool
    predicted: str = ""


@dataclass(frozen=True, slots=True)
class Tashkeel:
    """Adds vowel signs to Arabic text."""

    files: TashkeelFiles
    run: Run

    def signed(self, text: str) -> Signed:
        """Return `text` with the vowel signs that are missing.

        A word with all its signs stays as it is; so do the signs that another one has. Blocking.
        """
        whole = {
            place
            for word in _WORD.finditer(text)
            if is_vocalised(word.group())
            for place in range(*word.span())
        }
        units = [
            _Unit(match[1], match.start(), match[2], match.start() in whole)
            for match in _UNIT.finditer(text)
        ]
        if all(unit.final for unit in units if _LETTER.match(unit.char)):
            return unsigned(text)
        for piece in _pieces(units):
            self._predict(piece)
        return put_together(text, _parts(units))

    def _predict(self, units: Sequence[_Unit]) -> None:
        known = [(u, k) for u in units if (k := self._letter(u.char)) is not None]
        if not known:
            return
        hints = [self._hint(unit.written) for unit, _ in known]
        classes = self.run([letter for _, letter in known], hints)
        for (unit, _), sign in zip(known, classes, strict=True):
            if _LETTER.match(unit.char):
                unit.predicted = "".join(_SIGNS.findall(self.files.signs.get(int(sign), "")))

    def _letter(self, char: str) -> int | None:
        return self.files.letters.get(_NUMERAL if char in _NUMERALS else char)

    def _hint(self, signs: str) -> int:
        hints = self.files.hints
        return hints.get(signs, hints.get(_shadda_first(signs), hints[""]))


def is_vocalised(word: str) -> bool:
    """Say whether an Arabic word has the signs that it needs to be read."""
    return _SIGNS.search(word) is not None and _VOCALISED.fullmatch(word) is not None


def _pieces(units: Sequence[_Unit]) -> list[Sequence[_Unit]]:
    """Cut between words; the spaces at the edges are not for the model."""
    text = "".join(unit.char for unit in units)
    pieces = []
    for match in _PIECE.finditer(text):
        piece = match.group()
        start = match.start() + len(piece) - len(piece.lstrip())
        pieces.append(units[start : start + len(piece.strip())])
    return pieces


def _parts(units: Sequence[_Unit]) -> list[tuple[int, str]]:
    """Return each character with its signs, as `put_together` takes them."""
    parts = []
    for k, unit in enumerate(units):
        signs = unit.written if unit.final else _merged(unit.written, unit.predicted)
        after = units[k + 1] if k + 1 < len(units) else None
        if not unit.final and not _vowel(unit.written) and after and _carries(after):
            # The sign of -an may be written on the alif or on the letter before.
            signs = _merged(_FATHATAN + unit.written, unit.predicted)
        elif not unit.final and k and _carries(unit) and not _vowel(units[k - 1].written):
            signs = ""
        parts.append((unit.place, unit.char + signs))
    return parts


def _carries(unit: _Unit) -> bool:
    return unit.char in "اى" and unit.written == _FATHATAN and not unit.final


def _merged(written: str, predicted: str) -> str:
    """Return the signs that are written, and of those that are not what belongs to them."""
    vowel = _vowel(written) or _vowel(predicted)
    if _vowel(written) and _vowel(written) != _vowel(predicted):
        predicted = ""
    shadda = _SHADDA if _SHADDA in written + predicted else ""
    return shadda + vowel


def _vowel(signs: str) -> str:
    return signs.replace(_SHADDA, "")


def _shadda_first(signs: str) -> str:
    return (_SHADDA if _SHADDA in signs else "") + _vowel(signs)
