"""Money and units."""

from typing import Annotated

from .fields import Forms, Model, Pair, Spelling, Words, template


class Currency(Model):
    """A currency's name (or CLDR's, if none is given), its minor unit and their genders.

    The names follow the amount, unless they have a `{0}` for it.
    """

    name: Forms | None = None
    gender: str = "default"
    minor: Forms | None = None
    minor_gender: str = "default"


class Money(Model):
    """`amount`, `magnitude` ("$5 million") and `both` say in which order things are said.

    A currency's name after a magnitude has the plural form of a million ("de euros"), and after
    one of `small_magnitudes` that of a thousand (pt "mil"). `words`: names of currencies ("Euro")
    that make money of a number before them.
    """

    currencies: dict[str, Currency] = {}
    symbols: dict[str, str] = {}
    words: dict[str, str] = {}
    both: Annotated[str, template("major", "minor", "minor_number")] | None = None
    small_magnitudes: Words = ()
    magnitude: Annotated[str, template("number", "magnitude", "currency")] = (
        "{number} {magnitude} {currency}"
    )


class Units(Model):
    """CLDR's units are there; this adds what is missing or sounds wrong.

    `names`: CLDR id (or an id of `common.yaml`) to a pattern with `{0}`. `symbols`: more symbols.
    `genders`: cardinal form to the ids that want it. `per`: how an amount per unit is said, if not
    as CLDR writes it ("{amount}/{unit}"). `prices`: the same for one unit, with `{0}`. `elided`:
    symbols that are a word before an apostrophe ("nel 2026 l'8%"). `joined`: "1h30m". `leading`:
    symbols that stand before their number, too (sw "km 5"). `below`: words that are a unit behind a slash
    ("$5/month"). `feet`: 5'10" is feet and inches. `after`: words after which a unit is said
    without a number, too, as after the number that is given ("pro kWh", as after 1).

    `endings`: what is written behind a symbol in a case (fi "5 °C:ssa"), and its cardinal form.
    `ending_spelling`: regexes that decline a name in the singular, the ending behind it
    ("celsiusaste:ssa"). `asked`: an ending, and the words after a unit that ask for it where it is
    not written ("10 min päästä"). `streets`: ends of words after which a capital behind a number is
    a letter of the house ("Nygade 5 B").
    """

    names: dict[str, Forms] = {}
    symbols: dict[str, str] = {}
    genders: dict[str, Words] = {}
    per: Annotated[str, template("amount", "unit")] | None = None
    prices: dict[str, str] = {}
    elided: Words = ()
    joined: Pair = "{a} {b}"
    below: dict[str, str] = {}
    feet: bool = False
    leading: Words = ()
    after: dict[str, str] = {}
    endings: dict[str, str] = {}
    ending_spelling: Spelling = {}
    asked: dict[str, Words] = {}
    streets: Words = ()
