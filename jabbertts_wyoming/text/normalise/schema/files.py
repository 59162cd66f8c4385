"""A whole file: one language, or what all share."""

from typing import Any

from pydantic import Field

from .amounts import Money, Units
from .calendar import Date, Time
from .fields import Model, Words
from .names import Abbreviation, Acronyms, Harmony, Net, Phone, Roman
from .numbers import Case, Fractions, Numbers, Years


class LanguageData(Model):
    """One language's file.

    `prefixes`: what may be stuck to a number or a Latin name, a hyphen between or not (Hebrew
    "ב-5"), and how it is said apart. `lower`: capitals whose small letter is another than usual
    (I: ı). `cases`: by any name. `regions`: what is otherwise in a region (GB), merged
    into the rest.
    `endings`: abbreviated ends of longer words (str.: straße).
    """

    locale: str | None = None
    lower: dict[str, str] = {}
    numbers: Numbers = Numbers()
    cases: dict[str, Case] = {}
    years: Years = Years()
    fractions: Fractions = Fractions()
    time: Time = Time()
    date: Date = Date()
    money: Money = Money()
    units: Units = Units()
    phone: Phone = Phone()
    net: Net = Net()
    symbols: dict[str, str] = {}
    operators: dict[str, str] = {}
    abbreviations: dict[str, str | tuple[Abbreviation, ...]] = {}
    endings: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    acronyms: Acronyms = Acronyms()
    roman: Roman = Roman()
    harmony: Harmony | None = None
    regions: dict[str, dict[str, Any]] = {}

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
    loose_units: Words = Field(description="those that may stand without a number")
    strict_units: Words = Field(description="those that are words, too")
    spaced_units: Words = Field(description="those that need a space before them")
    currencies: dict[str, str]
    acronyms: Words
    endings: Words
    files: Words
    formulas: dict[str, str] = Field(
        description="LaTeX commands, and the signs that they stand for"
    )
