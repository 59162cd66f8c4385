"""Money and units."""

from typing import Annotated

from .fields import Forms, Model, Pair, Spelling, Words, template


class Currency(Model):
    """A currency and its minor unit. Names follow the amount, unless they have a `{0}` for it."""

    name: Forms | None = None
    """`{one: euro, other: euros}`; CLDR's, if none is given."""
    gender: str = "default"
    """The cardinal form before it."""
    minor: Forms | None = None
    """`{one: cent, other: cents}`."""
    minor_gender: str = "default"
    """The cardinal form before that."""


class Money(Model):
    """Amounts of money."""

    currencies: dict[str, Currency] = {}
    """By ISO code: the local one, EUR, USD, GBP."""
    symbols: dict[str, str] = {}
    """More symbols, and their codes: `zł: PLN`."""
    words: dict[str, str] = {}
    """Names that make money of a number before them, and their codes: `Euro: EUR`."""
    both: Annotated[str, template("major", "minor", "minor_number")] | None = None
    """How "€3.99" is said: "{major} and {minor}"."""
    magnitude: Annotated[str, template("number", "magnitude", "currency")] = (
        "{number} {magnitude} {currency}"
    )
    """How "$5 million" is said; the currency has the plural form of a million ("de euros")."""
    small_magnitudes: Words = ()
    """Magnitudes with that of a thousand instead (pt "mil")."""


class Units(Model):
    """What CLDR's units lack or say badly. Ids are CLDR's or those of `common.yaml`."""

    names: dict[str, Forms] = {}
    """Id and pattern: `energy-watt-hour: "{0} watt hours"`."""
    symbols: dict[str, str] = {}
    """The language's own symbols, and their ids: `Std.: duration-hour`."""
    genders: dict[str, Words] = {}
    """A cardinal form, and the ids that ask for it: `feminine: [duration-hour]`."""
    joined: Pair = "{a} {b}"
    """The last two parts of "1h30m"."""
    leading: Words = ()
    """Symbols that stand before their number, too (sw "km 5")."""
    elided: Words = ()
    """Symbols that are a word before an apostrophe ("nel 2026 l'8%")."""
    feet: bool = False
    """Whether 5'10" is feet and inches."""
    streets: Words = ()
    """Ends of words after which a capital behind a number is a house's letter ("Nygade 5 B")."""
    places: Words = ()
    """Words after which it is a room's, a seat's or such ("Flat 39A")."""
    attributive: Words = ()
    """Articles after which a unit before a noun is in the singular ("a 16A fuse": amp)."""
    attributive_before: Words = ()
    """Nouns before which it is, whatever goes first ("the 16A fuse")."""

    # Per.
    per: Annotated[str, template("amount", "unit")] | None = None
    """An amount per unit, if not as CLDR writes it: "{amount} per {unit}"."""
    prices: dict[str, str] = {}
    """The same for one unit, with `{0}` for the amount."""
    below: dict[str, str] = {}
    """Words that are a unit behind a slash ("$5/month"), and their ids."""
    after: dict[str, str] = {}
    """Words after which a unit is said without a number, and the number that gives its form
    (`pro: 1` for "pro kWh")."""

    # Case endings behind a symbol.
    endings: dict[str, str] = {}
    """The ending as it is written (fi ":ssa" in "5 °C:ssa"), and its cardinal form."""
    ending_spelling: Spelling = {}
    """Regexes that decline a name in the singular, the ending behind it ("celsiusaste:ssa")."""
    asked: dict[str, Words] = {}
    """An ending, and words behind a unit that ask for it unwritten ("10 min päästä")."""
