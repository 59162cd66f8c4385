"""What CLDR, as Babel carries it, knows of a locale: names, patterns, plurals, symbols.

Babel reads a locale's data when it is first asked for it, once; see `Cldr.of`.
"""

import copy
import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Literal

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.localedata import LocaleDataDict
from babel.numbers import (
    format_decimal,
    get_currency_name,
    get_currency_symbol,
    get_territory_currencies,
)
from babel.units import UnknownUnitError, format_compound_unit, format_unit

_PLAIN = "0.###############"
_OTHER = Decimal("21.5")
_ASCII = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")
_ROOT = "root"
_MOST_DIGITS = 15
_LEAP_YEAR = 2000


def _shortened(number: Decimal) -> Decimal:
    """Return a number of at most a few digits that has the same plural form."""
    if len(number.as_tuple().digits) <= _MOST_DIGITS:
        return number
    whole, _, fraction = f"{number.copy_abs():f}".partition(".")
    return Decimal(f"1{whole[-3:]}.{fraction[:3]}" if fraction else f"1{whole[-3:]}")


class Cldr:
    """The facts of one locale."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        symbols = locale.number_symbols.get("latn", {})
        self.decimal: str = symbols.get("decimal", ".")
        self.group: str = symbols.get("group", ",")
        self._patterns: dict[tuple[str, str], str | None] = {}

    @staticmethod
    @cache
    def of(tag: str) -> "Cldr":
        """Return the facts for a tag such as `de` or `pt_BR`; the root's for an unknown one."""
        parts = tag.replace("-", "_").split("_")
        for candidate in ("_".join(parts[:2]), parts[0], _ROOT):
            try:
                return Cldr(Locale.parse(candidate))
            except (UnknownLocaleError, ValueError):
                continue
        raise AssertionError("CLDR has a root")

    def plural(self, number: Decimal) -> str:
        """Return the plural category of a number, its visible decimals counted."""
        return str(self._locale.plural_form(abs(number)))

    @cached_property
    def _months(self) -> LocaleDataDict:
        return self._own("months")

    @cached_property
    def _days(self) -> LocaleDataDict:
        return self._own("days")

    def _own(self, part: str) -> LocaleDataDict:
        """Return a part of the locale's data, as a copy.

        Babel notes what an alias stands for in the data itself, parts of which all locales share:
        without a copy the first locale that is asked for its names gives them to others.
        """
        data: dict[str | int | None, Any] = dict(localedata.load(str(self._locale)).items())
        data[part] = copy.deepcopy(data[part])
        own: LocaleDataDict = LocaleDataDict(data)[part]
        return own

    @cached_property
    def months(self) -> Mapping[int, str]:
        """The months' names as they stand in a date."""
        return dict(self._months["format"]["wide"])

    @cached_property
    def lone_months(self) -> Mapping[int, str]:
        """The months' names without a day."""
        return dict(self._months["stand-alone"]["wide"])

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        """Names and abbreviations, in lower case and without a full stop, to the month."""
        found: dict[str, int] = {}
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in self._months[context][width].items():
                    plain = name.lower().rstrip(".")
                    if not plain[:1].isdigit() and len(plain) > 1:
                        found.setdefault(plain, number)
        return found

    @cached_property
    def weekdays(self) -> Mapping[int, str]:
        """The weekdays' names, Monday is 0."""
        return dict(self._days["format"]["wide"])

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        """Names and short names, in lower case and without a full stop, to the weekday."""
        return {
            name.lower().rstrip("."): day
            for width in ("abbreviated", "wide")
            for day, name in self._days["format"][width].items()
        }

    @cached_property
    def date_order(self) -> str:
        """The order of a date in figures: `dmy`, `mdy` or `ymd`."""
        pattern = self._locale.date_formats["short"].pattern.lower()
        return "".join(sorted("dmy", key=pattern.find))

    @cached_property
    def month_first(self) -> bool:
        """Whether the month goes first in a date without a year."""
        pattern = str(self._locale.datetime_skeletons["Md"]).lower()
        return pattern.find("m") < pattern.find("d")

    def date(self, day: int, month: int, year: int | None) -> str | None:
        """Return a date with its month in words and its numbers in digits; None if there is none.

        A day without a year may be the 29th of February.
        """
        try:
            when = datetime.datetime(year or _LEAP_YEAR, month, day)  # noqa: DTZ001 - a date
        except ValueError:
            return None
        if year:
            return format_date(when, "long", self._locale)
        return format_skeleton("MMMMd", when, locale=self._locale)

    @cached_property
    def currency(self) -> str:
        """The currency of the locale's (likely) country."""
        territory = self._locale.territory
        if not territory:
            likely = get_global("likely_subtags").get(self._locale.language, "")
            territory = likely.rpartition("_")[2] if likely else None
        current = get_territory_currencies(territory) if territory else []
        return current[0] if current else "USD"

    @cached_property
    def latin(self) -> bool:
        """Whether the locale is written in Latin letters."""
        likely = get_global("likely_subtags").get(self._locale.language, "")
        return (self._locale.script or [*likely.split("_"), ""][1]) in ("Latn", "")

    def territory(self, code: str) -> str | None:
        """Return the name of a country or region."""
        return self._locale.territories.get(code)

    def currency_symbol(self, code: str) -> str:
        """Return how the locale writes a currency."""
        return str(get_currency_symbol(code, self._locale))

    def currency_name(self, code: str, number: Decimal) -> str:
        """Return a currency's name as it follows a number."""
        return str(get_currency_name(code, number, self._locale))

    def unit_pattern(self, unit: str, number: Decimal) -> str | None:
        """Return the pattern, with `{0}`, of a unit's long form for a number.

        `unit` is CLDR's id with its class (`length-meter`), or two with a slash (per).
        """
        number = _shortened(number)
        key = (unit, self.plural(number))
        if key not in self._patterns:
            self._patterns[key] = self._find_pattern(unit, number)
        return self._patterns[key]

    def per(self, amount: str, unit: str) -> str | None:
        """Return an amount, given in words, per unit."""
        try:
            return format_compound_unit(amount, None, 1, unit, "long", locale=self._locale)
        except UnknownUnitError:
            return None

    def _find_pattern(self, unit: str, number: Decimal) -> str | None:
        locale = self._locale
        digits = format_decimal(number, _PLAIN, locale, numbering_system="latn")
        numerator, _, denominator = unit.partition("/")
        try:
            text = self._format(numerator, number)
            if numerator in text:
                text = self._inherited(numerator, number) or text
            if denominator:
                text = format_compound_unit(text, None, 1, denominator, "long", locale=locale) or ""
        except UnknownUnitError:
            return None
        if numerator in text or (denominator and denominator in text) or not _LETTER.search(text):
            return None
        if digits not in text and number != int(number):
            return self.unit_pattern(unit, _OTHER)  # "one" and "two" may be in the noun's form
        return " ".join(text.replace("{", "").replace("}", "").replace(digits, "{0}", 1).split())

    def _inherited(self, unit: str, number: Decimal) -> str | None:
        """Return the short form where CLDR has no other long one, unless it is only a symbol.

        CLDR leaves out what is inherited (UTS 35, lateral inheritance); Babel doesn't look there.
        """
        text = self._format(unit, number, "short")
        root = format_unit(number, unit, "short", _PLAIN, _ROOT, numbering_system="latn")
        return None if text == root or (not self.latin and _ASCII.search(text)) else text

    def _format(self, unit: str, number: Decimal, length: Literal["short", "long"] = "long") -> str:
        return format_unit(
            number,
            unit,
            length=length,
            format=_PLAIN,
            locale=self._locale,
            numbering_system="latn",
        )
