"""A whole file: one language, or what all share."""

from pydantic import Field

from .amounts import Money, Units
from .calendar import Date, Time
from .fields import Model, Words
from .names import Abbreviation, Acronyms, Net, Phone, Roman
from .numbers import Case, Fractions, Numbers, Years


class LanguageData(Model):
    """One language's file.

    `prefixes`: what may be stuck to a number or a Latin name, a hyphen between or not (Hebrew
    "ב-5"), and how it is said apart. `lower`: capitals whose small letter is another than usual
    (I: ı). `cases`: by any name.
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
    prefixes: dict[str, str] = {}
    acronyms: Acronyms = Acronyms()
    roman: Roman = Roman()

    def declined(self, case: Case) -> "LanguageData":
        """Return the same in a grammatical case."""
        names = {**self.units.names, **case.units}
        numbers = self.numbers.model_copy(
            update={
                "bare": case.bare,
                "cardinal": {**self.numbers.cardinal, **case.cardinal},
                "plurals": case.plurals,
                "decimals": case.decimals or self.numbers.decimals,
            }
        )
        units = self.units.model_copy(update={"names": names})
        time = self.time.model_copy(update={"exact": case.exact or self.time.exact})
        return self.model_copy(update={"numbers": numbers, "units": units, "time": time})


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
