"""How a language writes what the recognisers look for: symbols, names, abbreviations."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from .cldr import Cldr
from .letters import LETTER, SPACED
from .schema import Abbreviation, CommonData, LanguageData

# Abbreviations with more between their words than stops: "t ex", "ma–pe".
_SPACED_OUT = re.compile(r"^[^.]*[ –-][^.]*$")
# What follows the first letters of an abbreviation: a token is no more than them.
_HEAD = re.compile(r"[\"'.].*")
_LONGEST_STUCK = 2


class Written:
    """Tables and patterns, the same in all grammatical cases.

    `unit`, `currency` and `amount` match a symbol of the table of their plural's name; amounts are
    currencies and their names ("Euro"). `triggers`: words in small letters, without a stop, that
    may be said otherwise. `spaced`: abbreviations with a space between. `acronyms`: those that are
    read as words. `phone`: what is a telephone number, if the language tells.
    """

    def __init__(self, data: LanguageData, cldr: Cldr, common: CommonData) -> None:
        self._cldr = cldr
        self.units: Mapping[str, str] = {**common.units, **data.units.symbols}
        self.unit = _any_of(self.units)
        self.currencies: Mapping[str, str] = {
            **common.currencies,
            "$": _dollar(cldr),
            **data.money.symbols,
        }
        self.currency = _any_of(self.currencies)
        self.amounts: Mapping[str, str] = {**self.currencies, **data.money.words}
        self.amount = _any_of(self.amounts)
        self.magnitude_heads = frozenset(word[0] for word in data.numbers.magnitudes)
        self.half_day_heads = frozenset(word[0] for word in data.time.am_words + data.time.pm_words)
        self.months: Mapping[str, int] = {
            **cldr.month_numbers,
            **data.date.months,
            **data.date.written_months,
        }
        self.weekdays: Mapping[str, int] = (
            {**cldr.weekday_numbers, **data.date.weekdays} if data.date.weekday_range else {}
        )
        self.abbreviations = _abbreviations(data)
        self.spaced = [word for word in self.abbreviations if _SPACED_OUT.search(word)]
        self.acronyms = frozenset(common.acronyms) | frozenset(data.acronyms.read)
        self.phone = re.compile("|".join(data.phone.shapes)) if data.phone.shapes else None
        self.space_groups = cldr.group.isspace()
        self.triggers = self._triggers(data)

    @cached_property
    def unit_singulars(self) -> frozenset[str]:
        """Units' names of one word beside 1, in lower case: watt."""
        return self._unit_names(Decimal(1))

    @cached_property
    def unit_plurals(self) -> frozenset[str]:
        """The same beside 5: watts."""
        return self._unit_names(Decimal(5))

    def _unit_names(self, count: Decimal) -> frozenset[str]:
        patterns = [self._cldr.unit_pattern(unit, count) for unit in {*self.units.values()}]
        names = (pattern.partition("{0}")[2].split() for pattern in patterns if pattern)
        return frozenset(name[0].lower() for name in names if len(name) == 1 and len(name[0]) > 1)

    def _triggers(self, data: LanguageData) -> frozenset[str]:
        short = [written.lower() for written in self.abbreviations]
        return frozenset(
            [
                *self.months,
                *self.weekdays,
                *data.prefixes,
                *data.units.leading,
                *(code.lower() for code in self.currencies),
                *short,
                *(written.rstrip(".°") for written in short),
                *(_HEAD.sub("", written) for written in short),
                *(re.split("[ –-]", written)[0] for written in self.abbreviations),
            ]
        )


def _dollar(cldr: Cldr) -> str:
    return cldr.currency if cldr.currency_symbol(cldr.currency) == "$" else "USD"


def _abbreviations(data: LanguageData) -> Mapping[str, tuple[Abbreviation, ...]]:
    listed: dict[str, tuple[Abbreviation, ...]] = {
        written: (Abbreviation(words=said),) if isinstance(said, str) else said
        for written, said in data.abbreviations.items()
    }
    return {**_prefixed(listed, data.prefixes), **listed}


def _prefixed(
    abbreviations: Mapping[str, tuple[Abbreviation, ...]], prefixes: Mapping[str, str]
) -> dict[str, tuple[Abbreviation, ...]]:
    """Return the Hebrew acronyms, which have a mark inside, with one letter stuck to them."""
    return {
        f"{prefix}{written}": tuple(
            choice.model_copy(update={"words": said + choice.words}) for choice in choices
        )
        for written, choices in abbreviations.items()
        if '"' in written
        for prefix, said in prefixes.items()
        if len(prefix) <= _LONGEST_STUCK
    }


def _any_of(symbols: Mapping[str, str]) -> re.Pattern[str]:
    """Match the longest symbol; one that ends in a letter ends a word."""
    longest_first = sorted(symbols, key=len, reverse=True)
    stopped = [re.escape(symbol) for symbol in longest_first if symbol[-1] == "."]
    wordy = [re.escape(symbol) for symbol in longest_first if symbol[-1].isalnum()]
    others = [re.escape(s) for s in longest_first if not (s[-1].isalnum() or s[-1] == ".")]
    border = f"(?!{LETTER}|(?<=[{SPACED}])[{SPACED}])"
    inner = [symbol for symbol in wordy if r"\." in symbol]  # "χλμ./ώρα" before "χλμ."
    closed = [symbol for symbol in others if symbol[-1] == ")"]  # "dB(A)" before "dB"
    first = f"(?:{'|'.join(closed)})|" if closed else ""
    first += f"(?:{'|'.join(inner)}){border}|" if inner else ""
    first += f"(?:{'|'.join(stopped)})|" if stopped else ""
    return re.compile(f"{first}(?:{'|'.join(wordy)}){border}|(?:{'|'.join(others)})")
