"""Years and decades."""

from typing import Annotated

from .fields import Model, Pair, Words, template


class YearForm(Model):
    """A year, or a Roman numeral, known by the words around: "в 1985 году", "в XX в."."""

    rule: str
    """The year's rule set; of a numeral the ordinal's form."""
    before: Words = ()
    """Words of which one must follow, a stop in them or none ("г."), "#" for a figure."""
    after: Words = ()
    """Words of which one must go first, if any."""
    says: str | None = None
    """What is said for the word that follows: `года`."""


class Years(Model):
    """When a bare number is a year, and how decades are said."""

    low: int = 1100
    """The first number that may be one."""
    high: int = 2099
    """The last."""
    after: Words = ()
    """Words before a year: "since"."""
    noun_after: Words = ()
    """Words before a year of 1900 to 2099 with a noun in singular behind ("the 1998 movie")..."""
    no_nouns: Words = ()
    """...which is none of these: units and other words that a number counts."""
    mark: str | None = None
    """What right behind four digits makes them a year (年)."""
    alone: int = 0
    """Up to here no word need go before: numbers are said so as well (sv "1500 kronor")."""
    forms: tuple[YearForm, ...] = ()
    """Years known by the word that follows; the first that fits."""
    range: Pair | None = None
    """A range of years, if not `Numbers.range`."""

    decades: dict[str, str] = {}
    """The word for two digits (`"90": nineties`) or for all that is written ("2000", "'00"), maybe
    with a `{suffix}` for the one written."""
    decade: Annotated[str, template("century", "decade")] = "{century} {decade}"
    """Century and decade: "nineteen nineties"."""
    decade_suffixes: Words = ("s",)
    """What shows a decade: the s of "1990s"."""
    decade_after: Words = ()
    """Words before one without a century or an apostrophe ("90s")."""
    short: bool = False
    """Whether such a one needs no word before (da "80'erne")."""
    stopped_after: dict[str, Words] = {}
    """An ordinal's form, and words after which "90." is a decade (pl "lata 90.")."""
