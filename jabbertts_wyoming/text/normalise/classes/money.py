"""Amounts of money: €3,99, 3,99 €, USD 5, $5 million, 0.30 €/kWh."""

from dataclasses import replace

from ..context import MINUS, Context, Reading, after_gap, number_at
from ..language import Language
from ..quantity import Number
from ..schema import Currency, Forms
from .numbers import _DASH

_MAGNITUDE_REACH = 16


def before(context: Context, position: int) -> Reading | None:
    """Read an amount whose currency stands first, a minus sign before it or not."""
    negative = context.char(position) in MINUS
    language = context.language
    match = language.currency.match(context.text, position + negative)
    if not match or not context.free(position):
        return None
    at = after_gap(context, match.end())
    found = number_at(context, at) if context.char(at).isdecimal() else None
    if found is None:
        return None
    number, end = found
    number = replace(number, negative=negative)
    return _amount(context, number, language.currencies[match.group()], end)


def after(context: Context, position: int) -> Reading | None:
    """Read an amount whose currency stands last."""
    language = context.language
    found = number_at(context, position)
    if found is None:
        return None
    number, end = found
    magnitude, behind = _magnitude(context, number, _past_dash(context, end))
    match = language.currency.match(context.text, after_gap(context, behind))
    if not match or not context.ends(match.end()):
        return None
    code = language.currencies[match.group()]
    words = _words(language, number, code, magnitude)
    end = match.end()
    last = match.group().endswith(".") and not context.text[end : end + 4].strip()
    return _finish(context, words, end - last) if words else None


def _amount(context: Context, number: Number, code: str, end: int) -> Reading | None:
    language = context.language
    upper = _upper_end(context, end)
    if upper:
        lower = language.bare(number)
        words = _words(language, upper[0], code, None)
        template = language.data.numbers.range
        if lower and words and template:
            return Reading(upper[1], template.format(a=lower, b=words))
    magnitude, end = _magnitude(context, number, end)
    words = _words(language, number, code, magnitude)
    return _finish(context, words, _past_dash(context, end)) if words else None


def _past_dash(context: Context, end: int) -> int:
    """Return the end of an amount such as "5,-"."""
    dash = context.text[end : end + 2]
    return end + 2 if len(dash) == 2 and dash[0] in ",." and dash[1] in "-–—" else end


def _upper_end(context: Context, end: int) -> tuple[Number, int] | None:
    dash = _DASH.match(context.text, end)
    return number_at(context, dash.end()) if dash else None


def _magnitude(context: Context, number: Number, end: int) -> tuple[str | None, int]:
    """Return the magnitude that follows a number ("million", "bn"), and where it ends."""
    language = context.language
    start = after_gap(context, end)
    if context.char(start) not in language.magnitude_heads:
        return None, end
    stretch = context.text[start : start + _MAGNITUDE_REACH]
    for written, forms in language.data.numbers.magnitudes.items():
        if stretch.startswith(written) and context.ends(start + len(written)):
            return language.plural(forms, number), start + len(written)
    return None, end


def _finish(context: Context, words: str, end: int) -> Reading:
    """Add "per unit", if a slash and a unit follow."""
    language = context.language
    if context.char(end) == "/" and (unit := language.unit.match(context.text, end + 1)):
        per = language.per(words, language.units[unit.group()])
        if per and context.ends(unit.end()):
            return Reading(unit.end(), per)
    return Reading(end, words)


def _words(language: Language, number: Number, code: str, magnitude: str | None) -> str | None:
    money = language.data.money
    currency = money.currencies.get(code, Currency())
    if magnitude:
        bare = language.counting(number, language.data.numbers.magnitude_gender)
        small = magnitude in money.small_magnitudes
        name = _name(language, currency, code, Number("1000" if small else "1000000"))
        return bare and money.magnitude.format(
            number=bare, magnitude=magnitude, currency=_bare(name)
        )
    if number.fraction.strip("0") == "" and len(number.fraction) == 2:
        number = replace(number, fraction="")
    if len(number.fraction) == 2 and currency.minor and money.both:
        return _both(language, number, currency, code)
    amount = language.counting(number, currency.gender)
    name = _name(language, currency, code, number)
    return amount and _named(language, number, amount, (name, currency.name))


def _bare(name: str) -> str:
    return " ".join(name.replace("{0}", "").split())


def _both(language: Language, number: Number, currency: Currency, code: str) -> str | None:
    minor_number = Number(str(int(number.fraction)))
    counted = language.counting(minor_number, currency.minor_gender)
    bare = language.bare(minor_number)
    if not counted or not bare or currency.minor is None:
        return None
    minor = _named(
        language,
        minor_number,
        counted,
        (language.plural(currency.minor, minor_number), currency.minor),
    )
    whole = replace(number, fraction="")
    if not int(number.integer) and not number.negative:
        return minor
    major = language.counting(whole, currency.gender)
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
    return language.with_sign(number, name) if complete else f"{amount} {name}"


def _name(language: Language, currency: Currency, code: str, number: Number) -> str:
    if currency.name is not None:
        return language.plural(currency.name, number)
    return language.cldr.currency_name(code, language.noun_number(number))
