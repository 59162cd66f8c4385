"""Units in words: their names beside a number, in a case, and per another unit."""

import re
from dataclasses import dataclass

from .cldr import Cldr
from .number_words import NumberWords
from .plurals import Plurals
from .quantity import Number
from .schema import Units

_ONE, _TEN = Number("1"), Number("10")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's pattern with `{0}` for the number, and the form that the number takes."""

    pattern: str
    form: str

    @property
    def name(self) -> str:
        """The unit's name without a number."""
        return " ".join(self.pattern.replace("{0}", "").split())

    @property
    def noun(self) -> str:
        """What follows the number."""
        return self.pattern.partition("{0}")[2].strip()


class UnitNames:
    """Names units by their ids, those of CLDR and of `data/common.yaml`.

    An id may have a slash for "per" and a case ending behind a colon.
    """

    def __init__(self, units: Units, numbers: NumberWords, cldr: Cldr, plurals: Plurals) -> None:
        self._data = units
        self._numbers = numbers
        self._cldr = cldr
        self._plurals = plurals
        self._forms = {unit: form for form, ids in units.genders.items() for unit in ids}
        self._endings = [(re.compile(was), new) for was, new in units.ending_spelling.items()]

    def of(self, unit: str, number: Number, *, several: bool = False) -> Unit | None:
        """Return a unit as it follows a number.

        Its pattern may have no place for the number ("two hours" is one word in Hebrew), but has
        one for `several` numbers: those of a range.
        """
        found = self._found(unit, number)
        if several and found and "{0}" not in found.pattern:
            return self._found(unit, _TEN)
        return found

    def measure(self, unit: str, number: Number) -> str | None:
        """Return a number with its unit in words."""
        found = self.of(unit, number)
        words = found and self._numbers.counting(number, found.form)
        if not found or not words:
            return None
        if "{0}" not in found.pattern:
            return self._numbers.with_sign(number, found.pattern)
        signed = self._numbers.below_zero(number, words, found.noun)
        said = found.pattern.replace("{0}", signed)
        return said.replace(f"{words} ", words, 1) if words.endswith("'") else said

    def per(self, amount: str, unit: str) -> str | None:
        """Return an amount, in words, per unit."""
        if price := self._data.prices.get(unit):
            return price.replace("{0}", amount)
        template = self._data.per
        if template is None:
            return self._cldr.per(amount, unit)
        below = self.of(unit, _ONE)
        return template.format(amount=amount, unit=below.name) if below and below.name else None

    def declined(self, name: str, ending: str) -> str:
        """Return a unit's name with an ending; of more words the first has it."""
        head, space, rest = name.partition(" ")
        word = f"{head}{ending}"
        for was, new in self._endings:
            word = was.sub(new, word)
        return f"{word}{space}{rest}"

    def _found(self, unit: str, number: Number) -> Unit | None:
        base, colon, ending = unit.partition(":")
        if colon:
            return self._in_case(base, f"{colon}{ending}")
        own = self._data.names.get(unit)
        if own is None and self._data.per and "/" in unit:
            return self._per(unit, number)
        like = self._plurals.noun_number(number)
        pattern = self._plurals.form(own, number) if own else self._cldr.unit_pattern(unit, like)
        if pattern and not self._numbers.space:
            pattern = pattern.replace("{0} ", "{0}")
        return Unit(pattern, self._forms.get(unit, "default")) if pattern else None

    def _in_case(self, unit: str, ending: str) -> Unit | None:
        found = self._found(unit, _ONE)
        if found is None:
            return None
        return Unit("{0} " + self.declined(found.name, ending), self._data.endings[ending])

    def _per(self, whole: str, number: Number) -> Unit | None:
        above, _, below = whole.partition("/")
        unit = self.of(above, number)
        pattern = self.per(unit.pattern, below) if unit else None
        return Unit(pattern, unit.form) if unit and pattern else None
