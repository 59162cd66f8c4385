"""Amounts of money: €3,99, 3,99 €, USD 5, $5 million, 10-15 €, 10 €:n, 0.30 €/kWh."""

import re
from dataclasses import replace

from ..context import MINUS, Context, Reading, after_gap, number_at
from ..language import Language
from ..quantity import Number
from ..schema import Currency, Forms
from .ranges import DASH, range_template
from .units import unit_below, unit_ending

_ONE = Number("1")
_MAGNITUDE_REACH = 16
_DASHES = frozenset({*(mark + dash for mark in ",." for dash in "-–—"), "/=", "/-"})
_CURRENCY_DASH = re.compile(r"[ \u00a0]?[-–—~〜～][ \u00a0]?(?=\D)")


def before(context: Context, position: int) -> Reading | None:
    """Read an amount whose currency stands first, a minus sign before it or not."""
    negative = context.char(position) in MINUS
    language = context.language
    match = language.written.currency.match(context.text, position + negative)
    if not match or not context.free(position):
        return None
    at = after_gap(context, match.end())
    found = number_at(context, at) if context.char(at).isdecimal() else None
    if found is None:
        return None
    number, end = found
    number = replace(number, negative=negative)
    return _amount(context, number, language.written.currencies[match.group()], (position, end))


def after(context: Context, position: int) -> Reading | None:
    """Read an amount whose currency stands last."""
    language = context.language
    found = number_at(context, position)
    if found is None:
        return None
    number, end = found
    magnitude, behind = _magnitude(context, number, _past_dash(context, end))
    currency = _currency(context, behind)
    if currency is None:
        return None
    words = _words(language, number, currency[0], magnitude)
    return _finish(context, words, currency[1]) if words else None


def declined(context: Context, position: int) -> Reading | None:
    """Read "10 €:n": an amount with a case ending behind the sign."""
    language = context.language
    found = number_at(context, position) if language.data.units.endings else None
    if found is None:
        return None
    match = language.written.currency.match(context.text, after_gap(context, found[1]))
    ending = unit_ending(context, match.end()) if match else None
    if match is None or ending is None or ending[1] == match.end():
        return None
    code = language.written.currencies[match.group()]
    currency = language.data.money.currencies.get(code, Currency())
    name = language.units.declined(_name(language, currency, code, _ONE), ending[0])
    words = language.numbers.counting(found[0], language.data.units.endings[ending[0]])
    return Reading(ending[1], f"{words} {name}") if words else None


def span(context: Context, position: int) -> Reading | None:
    """Read "10-15 €" and "10 € - 15 €"."""
    language = context.language
    found = number_at(context, position)
    if found is None:
        return None
    number, end = found
    lower = _currency(context, end)
    dash = DASH.match(context.text, lower[1] if lower else end)
    upper = number_at(context, dash.end()) if dash else None
    template = range_template(context, position)
    if upper is None or template is None or number.decimal >= upper[0].decimal:
        return None
    wide = language.data.numbers.span if upper[0].decimal - number.decimal > 1 else None
    if wide:
        context, template = context.in_case(wide.case), wide.words
        language = context.language
    magnitude, end = _magnitude(context, upper[0], upper[1])
    last = _currency(context, end)
    if last is None or (lower and lower[0] != last[0]):
        return None
    code = last[0]
    gender = language.data.money.currencies.get(code, Currency()).gender
    cents = len(number.fraction) == 2 and not magnitude
    a = _words(language, number, code, None) if cents else language.numbers.counting(number, gender)
    b = _words(language, upper[0], code, magnitude)
    return _finish(context, template.format(a=a, b=b), last[1]) if a and b else None


def _currency(context: Context, position: int) -> tuple[str, int] | None:
    """Return the code of the currency that stands here, and its end; a last stop stays."""
    language = context.language
    match = language.written.amount.match(context.text, after_gap(context, position))
    if not match or not context.ends(match.end()):
        return None
    end = match.end()
    last = match.group().endswith(".") and context.at_end(end)
    return language.written.amounts[match.group()], end - last


def _amount(context: Context, number: Number, code: str, where: tuple[int, int]) -> Reading | None:
    language = context.language
    position, end = where
    upper = _upper_end(context, end, code)
    if upper:
        lower = language.numbers.bare(number)
        magnitude, end = _magnitude(context, *upper)
        words = _words(language, upper[0], code, magnitude)
        template = range_template(context, position)
        if lower and words and template:
            return _finish(context, template.format(a=lower, b=words), end)
    magnitude, end = _magnitude(context, number, end)
    words = _words(language, number, code, magnitude)
    return _finish(context, words, _past_dash(context, end)) if words else None


def _past_dash(context: Context, end: int) -> int:
    """Return the end of an amount such as "5,-" and "500/="."""
    dash = context.text[end : end + 2]
    return end + 2 if dash in _DASHES and context.ends(end + 2) else end


def _upper_end(context: Context, end: int, code: str) -> tuple[Number, int] | None:
    """Return the upper end of "$10-15" and "$10-$15"."""
    dash = DASH.match(context.text, end)
    if dash:
        return number_at(context, dash.end())
    dash = _CURRENCY_DASH.match(context.text, end)
    again = context.language.written.currency.match(context.text, dash.end()) if dash else None
    if again is None or context.language.written.currencies[again.group()] != code:
        return None
    return number_at(context, after_gap(context, again.end()))


def _magnitude(context: Context, number: Number, end: int) -> tuple[str | None, int]:
    """Return the magnitude that follows a number ("million", "bn"), and where it ends."""
    language = context.language
    start = after_gap(context, end)
    if context.char(start) not in language.written.magnitude_heads:
        return None, end
    stretch = context.text[start : start + _MAGNITUDE_REACH]
    for written, forms in language.data.numbers.magnitudes.items():
        if stretch.startswith(written) and context.ends(start + len(written)):
            return language.plurals.form(forms, number), start + len(written)
    return None, end


def _finish(context: Context, words: str, end: int) -> Reading:
    """Add "per unit", if a slash and a unit follow."""
    language = context.language
    if context.char(end) == "/" and (unit := unit_below(context, end + 1)):
        per = language.units.per(words, unit[0])
        if per:
            return Reading(unit[1], per)
    return Reading(end, words)


def _words(language: Language, number: Number, code: str, magnitude: str | None) -> str | None:
    money = language.data.money
    currency = money.currencies.get(code, Currency())
    if magnitude:
        bare = language.numbers.counting(number, language.data.numbers.magnitude_gender)
        small = magnitude in money.small_magnitudes
        name = _name(language, currency, code, Number("1000" if small else "1000000"))
        return bare and money.magnitude.format(
            number=bare, magnitude=magnitude, currency=_bare(name)
        )
    if number.fraction.strip("0") == "" and len(number.fraction) == 2:
        number = replace(number, fraction="")
    if money.both is None and language.data.numbers.decimal and len(number.fraction) == 2:
        number = replace(number, fraction=number.fraction.rstrip("0"))
    if len(number.fraction) == 2 and currency.minor and money.both:
        return _both(language, number, currency, code)
    amount = language.numbers.counting(number, currency.gender)
    name = _name(language, currency, code, number)
    return amount and _named(language, number, amount, (name, currency.name))


def _bare(name: str) -> str:
    return " ".join(name.replace("{0}", "").split())


def _both(language: Language, number: Number, currency: Currency, code: str) -> str | None:
    minor_number = Number(str(int(number.fraction)))
    counted = language.numbers.counting(minor_number, currency.minor_gender)
    bare = language.numbers.bare(minor_number)
    if not counted or not bare or currency.minor is None:
        return None
    minor = _named(
        language,
        minor_number,
        counted,
        (language.plurals.form(currency.minor, minor_number), currency.minor),
    )
    whole = replace(number, fraction="")
    if not int(number.integer) and not number.negative:
        return minor
    major = language.numbers.counting(whole, currency.gender)
    template = language.data.money.both
    if not major or template is None:
        return None
    name = _name(language, currency, code, whole)
    named = _named(language, whole, major, (name, currency.name))
    return template.format(major=named, minor=minor, minor_number=bare)


def _named(language: Language, number: Number, amount: str, said: tuple[str, Forms | None]) -> str:
    """Put an amount and a name together; the name may say where the amount goes.

    If only some of its forms do, the others have the number in them: "one shekel", "two shekels".
    """
    name, forms = said
    if "{0}" in name:
        return name.replace("{0}", amount)
    complete = isinstance(forms, dict) and any("{0}" in form for form in forms.values())
    return language.numbers.with_sign(number, name) if complete else f"{amount} {name}"


def _name(language: Language, currency: Currency, code: str, number: Number) -> str:
    if currency.name is not None:
        return language.plurals.form(currency.name, number)
    return language.cldr.currency_name(code, language.plurals.noun_number(number))
