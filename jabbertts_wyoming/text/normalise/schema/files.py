"""A whole file: one language, or what all share."""

from typing import Any

from .amounts import Money, Units
from .calendar import Date, Time
from .cases import Case
from .fields import Model, Words
from .fractions import Fractions
from .names import Abbreviation, Acronyms, Harmony, Net, Phone, Roman
from .numbers import Numbers
from .years import Years


class LanguageData(Model):
    """One language's file. Each part has its defaults."""

    locale: str | None = None
    """CLDR's locale, if another than the language's code."""
    regions: dict[str, dict[str, Any]] = {}
    """What is otherwise in a region, by its code (`GB`); it is merged into the rest."""

    # Numbers and amounts.
    numbers: Numbers = Numbers()
    cases: dict[str, Case] = {}
    """Grammatical cases, by any name."""
    years: Years = Years()
    fractions: Fractions = Fractions()
    time: Time = Time()
    date: Date = Date()
    money: Money = Money()
    units: Units = Units()
    phone: Phone = Phone()
    symbols: dict[str, str] = {}
    """Signs that are said wherever they stand: `"→": arrow`."""
    operators: dict[str, str] = {}
    """Signs that are said only between operands: `"<": is less than`."""

    # Words.
    abbreviations: dict[str, str | tuple[Abbreviation, ...]] = {}
    """As they are written, with their stops; one of several choices is the first that fits."""
    endings: dict[str, str] = {}
    """Abbreviated ends of longer words: `str.: straße` for "Hauptstr."."""
    prefixes: dict[str, str] = {}
    """What may be stuck to a number or a Latin name, a hyphen between or not, and how it is said
    apart (Hebrew "ב-5")."""
    acronyms: Acronyms = Acronyms()
    roman: Roman = Roman()
    net: Net = Net()
    lower: dict[str, str] = {}
    """Capitals whose small letter is another than usual (tr `I: ı`)."""
    harmony: Harmony | None = None
    """Vowel harmony, if suffixes behind an apostrophe follow it."""

    def declined(self, case: Case) -> "LanguageData":
        """Return the same in a grammatical case."""
        names = {**self.units.names, **case.units}
        numbers = self.numbers.model_copy(
            update={
                "bare": case.bare,
                "cardinal": {**self.numbers.cardinal, **case.cardinal},
                "plurals": case.plurals,
                "decimals": case.decimals or self.numbers.decimals,
                "counted": _both(self.numbers.counted, case.counted),
                "counted_endings": (
                    self.numbers.counted_endings
                    if case.counted_endings is None
                    else case.counted_endings
                ),
                "alone": case.alone,
                "span": None,
            }
        )
        units = self.units.model_copy(update={"names": names})
        time = self.time.model_copy(update={"exact": case.exact or self.time.exact})
        return self.model_copy(update={"numbers": numbers, "units": units, "time": time})


def _both(some: dict[str, Words], more: dict[str, Words]) -> dict[str, Words]:
    return {form: (*some.get(form, ()), *more.get(form, ())) for form in (*some, *more)}


class CommonData(Model):
    """What is the same in all languages (`data/common.yaml`)."""

    units: dict[str, str]
    """Symbols, and the ids of their units."""
    loose_units: Words
    """Symbols that may stand without a number ("in °C")."""
    strict_units: Words
    """Symbols that are words, too ("in")."""
    spaced_units: Words
    """Symbols that need a space before them ("5 K")."""
    long_units: dict[str, str]
    """Letters that are units right at a number of four digits or more ("2700K"), and their ids."""
    currencies: dict[str, str]
    """Symbols, and the ISO codes of their currencies."""
    acronyms: Words
    """Those that are said as words."""
    endings: Words
    """Of host names: com."""
    files: Words
    """Endings of file names: yaml."""
    formulas: dict[str, str]
    """LaTeX commands, and the signs that they stand for."""
