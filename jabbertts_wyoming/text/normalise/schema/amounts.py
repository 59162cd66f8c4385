"""Money and units."""

from typing import Annotated

from .fields import Forms, Model, Words, template


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
    one of `small_magnitudes` that of a thousand (pt "mil").
    """

    currencies: dict[str, Currency] = {}
    symbols: dict[str, str] = {}
    both: Annotated[str, template("major", "minor", "minor_number")] | None = None
    small_magnitudes: Words = ()
    magnitude: Annotated[str, template("number", "magnitude", "currency")] = (
        "{number} {magnitude} {currency}"
    )


class Units(Model):
    """CLDR's units are there; this adds what is missing or sounds wrong.

    `names`: CLDR id (or an id of `common.yaml`) to a pattern with `{0}`. `symbols`: more symbols.
    `genders`: cardinal form to the ids that want it. `per`: how an amount per unit is said, if not
    as CLDR writes it ("{amount}/{unit}"). `prices`: the same for one unit, with `{0}`.
    """

    names: dict[str, Forms] = {}
    symbols: dict[str, str] = {}
    genders: dict[str, Words] = {}
    per: Annotated[str, template("amount", "unit")] | None = None
    prices: dict[str, str] = {}
