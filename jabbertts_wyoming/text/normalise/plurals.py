"""The form of a noun beside a number: CLDR's plural categories, as a grammatical case has them."""

from collections.abc import Mapping
from decimal import Decimal

from .cldr import Cldr
from .quantity import Number
from .schema import Forms

_EXAMPLES = [Decimal(example) for example in ("1.5", "0", "5", "2", "1")]


class Plurals:
    """Chooses forms; `stand_ins` are a plural category and the one that serves in its place."""

    def __init__(self, cldr: Cldr, stand_ins: Mapping[str, str]) -> None:
        self._cldr = cldr
        examples = {cldr.plural(example): example for example in _EXAMPLES}
        self._stands_in = {is_: examples[as_] for is_, as_ in stand_ins.items()}

    def form(self, forms: Forms, number: Number) -> str:
        """Return the form for a number."""
        if isinstance(forms, str):
            return forms
        if "zero" in forms and not number.decimal:
            return forms["zero"]
        found = forms.get(self._cldr.plural(self.noun_number(number)), forms["other"])
        unsaid = not number.whole and "{0}" not in found and "{0}" in forms["other"]
        return forms["other"] if unsaid else found  # "0.5" is "one" in Hebrew, too

    def noun_number(self, number: Number) -> Decimal:
        """Return the number by which a noun after `number` has its form."""
        return self._stands_in.get(self._cldr.plural(number.decimal), number.decimal)

    def exact(self, forms: Forms, number: int) -> str:
        """Return the form of a table that is made for the case."""
        if isinstance(forms, str):
            return forms
        return forms.get(self._cldr.plural(Decimal(number)), forms["other"])
