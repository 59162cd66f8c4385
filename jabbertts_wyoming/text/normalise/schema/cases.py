"""Grammatical cases."""

from typing import Annotated

from .fields import Forms, Model, Words, template
from .numbers import Decimals, Ending


class Case(Model):
    """How numbers and their nouns stand in a case, where it is not the nominative."""

    after: Words
    """Words that ask for it, two in a row ("o godz"), or heads ("vi*"); whole words go first."""
    joined: Words = ()
    """Words between two numbers of which the first has it ("между 5 и 10")."""
    bare: str = "numbering"
    """The rule set of a number alone."""
    cardinal: dict[str, str] = {}
    """The rule sets of the forms that differ."""
    alone: str | None = None
    """The rule set of a number up to 24 that no word follows (pl "o 7")."""
    plurals: dict[str, str] = {}
    """A plural category, and the one whose form of a noun serves in its place (`one: other`: in
    Russian the genitive of "one" is what follows a decimal)."""
    units: dict[str, Forms] = {}
    """Patterns of units, as `Units.names`, that no other category has."""
    exact: Annotated[Forms, template("h")] | None = None
    """`Time.exact` in this case."""
    decimals: Decimals | None = None
    """`Numbers.decimals` in this case."""
    counted: dict[str, Words] = {}
    """Words added to `Numbers.counted`."""
    counted_endings: tuple[Ending, ...] | None = None
    """In place of `Numbers.counted_endings`."""
