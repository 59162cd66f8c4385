"""What a language's YAML file may say; `data/README.md` explains it with examples.

All of it is optional: where a word is missing, the thing is left as it is written.
"""

import re
import string
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _plurals(forms: str | dict[str, str]) -> str | dict[str, str]:
    if isinstance(forms, dict):
        if unknown := forms.keys() - PLURALS:
            raise ValueError(f"unknown plural category {', '.join(sorted(unknown))}")
        if "other" not in forms:
            raise ValueError("the plural category 'other' is missing")
    return forms


Forms = Annotated[str | dict[str, str], AfterValidator(_plurals)]
"""A word, or one for each CLDR plural category of the language (`other` is a must)."""


def _template(*fields: str) -> AfterValidator:
    """Check that a template has no other fields than these; a Forms is checked form by form."""

    def check(value: str | dict[str, str]) -> str | dict[str, str]:
        for text in [value] if isinstance(value, str) else value.values():
            used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
            if unknown := used - set(fields):
                allowed = ", ".join(f"{{{field}}}" for field in fields)
                raise ValueError(f"unknown field {{{unknown.pop()}}}; allowed: {allowed}")
        return value

    return AfterValidator(check)


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regex: {error}") from error
    return pattern


Spelling = dict[Annotated[str, AfterValidator(_regex)], str]
"""Regexes and what to put in their place."""

Pair = Annotated[str, _template("a", "b")]
Words = tuple[str, ...]


class Derived(_Model):
    """A rule set made of another one, `rule`, by regexes."""

    rule: str
    spelling: Spelling


class Decimals(_Model):
    """Decimals as so many tenths or hundredths: "две целых пять десятых".

    `names`: how the decimals are said, by the number of their digits; longer ones are read digit
    by digit. `whole` says the integer and `joined` both. `whole_form` and `form` are their cardinal
    forms. Without `zero`, an integer 0 is not said.
    """

    names: dict[int, Annotated[Forms, _template("n")]] = {}
    whole: Annotated[Forms, _template("n")] = "{n}"
    joined: Pair = "{a} {b}"
    whole_form: str = "default"
    form: str = "default"
    zero: bool = True


class Case(_Model):
    """How numbers stand in a grammatical case, where it is not the nominative.

    `after`: the words (or two in a row) that ask for it. `bare` is the rule set of a number alone,
    `cardinal` those of the forms that differ. `plurals`: a plural category, and the one whose form
    of a noun serves in its place: in Russian the genitive of "one" is what follows a decimal.
    `units`: patterns that no other category has. `exact`: `Time.exact` in this case.
    """

    after: Words
    bare: str = "numbering"
    cardinal: dict[str, str] = {}
    plurals: dict[str, str] = {}
    units: dict[str, Forms] = {}
    exact: Annotated[Forms, _template("h")] | None = None
    decimals: Decimals | None = None


class Numbers(_Model):
    """How numbers are said.

    `style`: as words, or as digits that the phonemizer reads. `cardinal` and `ordinal` name RBNF
    rule sets (without `spellout-`) for a gender or form; `default` is the plain one. `year` is
    the rule set for years. `decimal` is the word for the decimal mark, and `point` for it in
    regions that write a point, if another (es_MX). `pairs`: decimals up to
    so many digits are read as one number. `ordinal_suffixes`: what makes digits an ordinal, with
    its form ("st": default); `cardinal_suffixes` are those of a cardinal (":ssa": inessive).
    `ordinal_stop`: "3." is an ordinal. `ordinal_after`: a form, and
    the words it follows. `magnitudes`: words and abbreviations after an amount of money; `scales`:
    letters right at a number (10k). `version_after`: words before a version such as 3.11.
    `counted`: a cardinal form, and the words after a number that ask for it ("1 Stunde"), or
    their heads ("시*"), but not right behind a mark of `uncounted_after`. `bare` and `digit` are
    the rule sets of a number alone and of digits one by one. `space` is what stands between
    the words of one number. `own`: by cardinal form, numbers that
    are said otherwise than by a rule set or in digits.
    `ordinal_before`: a form of the ordinal, and the words after it that ask for it
    ("3. kerroksessa"); they go first. `ordinal_names`: an ordinal's
    stop may stand before a capital; without, it ends a sentence there. `year_2000`: the rule set
    for years from 2000 on, if another. `version`: the word in versions, if not `decimal`.
    `spelling`: regexes for CLDR's number words, and how they are to be written: what is misspelled
    there, and compounds that the phonemizer stumbles over. `rules`: RBNF rule sets that CLDR
    lacks, base value to rule; `derived` are made of others. `decimals`: see there; `decimal` is
    for longer ones. `ordinal_listed`: "3." is an ordinal only before a word of `ordinal_before`.
    `plurals`: see `Case`.
    """

    style: Literal["words", "digits"] = "words"
    cardinal: dict[str, str] = {}
    ordinal: dict[str, str] = {}
    year: str = "numbering-year"
    decimal: str | None = None
    point: str | None = None
    pairs: int = 0
    minus: str | None = None
    plus: str | None = None
    plus_minus: str | None = None
    range: Pair | None = None
    score: Pair | None = None
    ordinal_suffixes: dict[str, str] = {}
    cardinal_suffixes: dict[str, str] = {}
    ordinal_stop: bool = False
    ordinal_after: dict[str, Words] = {}
    magnitudes: dict[str, Forms] = {}
    scales: dict[str, Forms] = {}
    version_after: Words = ()
    magnitude_gender: str = "default"
    counted: dict[str, Words] = {}
    uncounted_after: Words = ()
    space: str = " "
    bare: str = "numbering"
    digit: str = "numbering"
    own: dict[str, dict[int, str]] = {}
    ordinal_before: dict[str, Words] = {}
    ordinal_names: bool = True
    year_2000: str | None = None
    version: str | None = None
    spelling: Spelling = {}
    rules: dict[str, dict[str, str]] = {}
    derived: dict[str, Derived] = {}
    decimals: Decimals | None = None
    ordinal_listed: bool = False
    plurals: dict[str, str] = {}


class YearForm(_Model):
    """A year's rule set, if one of the words `before` follows and one of `after` goes first.

    `before` may have a stop ("г."); `says` is said for it. Of an empty list nothing is asked.
    """

    rule: str
    before: Words = ()
    after: Words = ()
    says: str | None = None


class Years(_Model):
    """When a bare number is a year: between `low` and `high`, after one of the words `after`.

    `mark`: what right behind four digits makes them a year (年).
    `decade` puts a century and the word of `decades` together, `decade_suffixes` show one.
    `decades`: the word for the last two digits of "1990s" (`"90": nineties`); without a century
    or an apostrophe ("90s") only after a word of `decade_after`. `forms`: years known by the word
    that follows, the first that fits. `stopped_after`: an ordinal's form, and the
    words after which "90." is one.
    """

    low: int = 1100
    high: int = 2099
    after: Words = ()
    mark: str | None = None
    decades: dict[str, str] = {}
    decade_after: Words = ()
    decade_suffixes: Words = ("s",)
    decade: Annotated[str, _template("century", "decade")] = "{century} {decade}"
    forms: tuple[YearForm, ...] = ()
    stopped_after: dict[str, Words] = {}


class Fractions(_Model):
    """`named` ("1/2": one half) goes first, then `numerator denominator` by `denominators`.

    `half`: what 1/2 is after a whole number, if not as in `named` (fr "deux et demi"). `form` is
    the cardinal form of the numerator.
    """

    named: dict[str, str] = {}
    half: str | None = None
    form: str = "default"
    denominators: dict[int, Forms] = {}
    over: Pair | None = None
    mixed: Pair | None = None


class Time(_Model):
    """How times are said; `{h}`, `{m}`, `{s}` are numbers, `{ampm}` the part of the day.

    `{minutes}` is `{m}` with its unit.
    `exact` at minute 0, `minutes` at others, `small` (if set) below 10. `seconds` adds seconds to
    `{time}`. `gender` is the cardinal form of the hours and `minute_gender` of the minutes.
    `half_day` adds am or pm to `{time}`; `exact_half_day` is for minute 0. `marks`: words after a
    time that belong to it (Uhr); with one, "7" and "7.30" are times, too. `after`: words before a
    time (kl.); after one, "7.30" is a time. `second_gender`: that of the seconds, if another.
    """

    exact: Annotated[Forms, _template("h")] | None = None
    minutes: Annotated[Forms, _template("h", "m", "minutes")] | None = None
    small: Annotated[Forms, _template("h", "m", "minutes")] | None = None
    seconds: Annotated[Forms, _template("time", "s")] | None = None
    gender: str = "default"
    minute_gender: str = "default"
    second_gender: str | None = None
    am: str | None = None
    pm: str | None = None
    am_words: Words = ("am", "a.m.", "a.m")
    pm_words: Words = ("pm", "p.m.", "p.m")
    half_day: Annotated[str, _template("time", "ampm")] = "{time} {ampm}"
    exact_half_day: Annotated[str, _template("h", "ampm")] = "{h} {ampm}"
    marks: Words = ()
    after: Words = ()


class Date(_Model):
    """How dates are said; `{day}`, `{month}` and `{year}` are words.

    `day_month` and `month_day` are for dates written so; `numeric` is for those in figures.
    `year` adds a year to `{date}`, `month_year` is for a month and a year. `day` is the RBNF rule
    set for days, `first_day` that for day 1, `days_after` others after given words. `year_rule` is
    the rule set for years in dates, or `digits`. `of`: words that may stand between day and month.
    `month_names`: instead of CLDR's.
    `short_after`: after one of these words "12/25" is a date. `suffixed`: a day may have an
    ordinal's suffix; without, that is an ordinal before a month. `year_marks`: words after a year
    that `year` and `month_year` say already (года). `until`: words between two days of a month
    ("с 3 по 5 мая"). `wordlike`: abbreviations of months that are words, too (fr sept), and are
    months only beside a day or a year.
    """

    day: str | None = None
    first_day: str | None = None
    days_after: dict[str, Words] = {}
    day_month: Annotated[str, _template("day", "month")] | None = None
    month_day: Annotated[str, _template("day", "month")] | None = None
    numeric: Annotated[str, _template("day", "month")] | None = None
    year: Annotated[str, _template("date", "year")] = "{date} {year}"
    month_year: Annotated[str, _template("month", "year")] = "{month} {year}"
    year_rule: str | None = None
    of: Words = ()
    short_after: Words = ()
    suffixed: bool = True
    year_marks: Words = ()
    until: Words = ()
    wordlike: Words = ()
    months: dict[str, int] = {}
    month_names: dict[int, str] = {}


class Currency(_Model):
    """A currency's name (or CLDR's, if none is given), its minor unit and their genders.

    The names follow the amount, unless they have a `{0}` for it.
    """

    name: Forms | None = None
    gender: str = "default"
    minor: Forms | None = None
    minor_gender: str = "default"


class Money(_Model):
    """`amount`, `magnitude` ("$5 million") and `both` say in which order things are said.

    A currency's name after a magnitude has the plural form of a million ("de euros"), and after
    one of `small_magnitudes` that of a thousand (pt "mil").
    """

    currencies: dict[str, Currency] = {}
    symbols: dict[str, str] = {}
    both: Annotated[str, _template("major", "minor", "minor_number")] | None = None
    small_magnitudes: Words = ()
    magnitude: Annotated[str, _template("number", "magnitude", "currency")] = (
        "{number} {magnitude} {currency}"
    )


class Units(_Model):
    """CLDR's units are there; this adds what is missing or sounds wrong.

    `names`: CLDR id (or an id of `common.yaml`) to a pattern with `{0}`. `symbols`: more symbols.
    `genders`: cardinal form to the ids that want it. `per`: how an amount per unit is said, if not
    as CLDR writes it ("{amount}/{unit}"). `prices`: the same for one unit, with `{0}`.
    """

    names: dict[str, Forms] = {}
    symbols: dict[str, str] = {}
    genders: dict[str, Words] = {}
    per: Annotated[str, _template("amount", "unit")] | None = None
    prices: dict[str, str] = {}


class Phone(_Model):
    """`words`: after one of these a number is a telephone number. `digits`: said otherwise there.

    `pairs`: two digits that stand as a group are one number (fr 06 12 34 56 78).
    """

    words: Words = ()
    pairs: bool = False
    digits: dict[str, str] = {}


class Net(_Model):
    """The names of the marks in addresses; `read`: endings that are words ("com")."""

    at: str | None = None
    dot: str | None = None
    slash: str | None = None
    hyphen: str | None = None
    underscore: str | None = None
    colon: str | None = None
    read: Words = ()


class Abbreviation(_Model):
    """`words`, if what stands next fits: `before` and `after` are a number, a name or any.

    `follows`: the words of which one must go first, if any.
    """

    words: str
    before: Literal["any", "number", "name", "word", "end"] = "any"
    after: Literal["any", "number", "name"] = "any"
    follows: Words = ()


class Acronyms(_Model):
    """Words in capitals: `read` are said as words, `spell` letter by letter; others by rule.

    `words`: ordinary words that may stand in capitals (ON, OFF). `say`: how one is said.
    `joint`: what stands between spelled letters, "" leaves acronyms to the phonemizer. Without:
    a stop, but a hyphen between Latin letters in another script, where espeak-ng stumbles over
    stops. `letters`: the names of Latin letters in the language's script.
    """

    read: Words = ()
    spell: Words = ()
    words: Words = ()
    say: dict[str, str] = {}
    joint: str | None = None
    letters: dict[str, str] = {}


class Roman(_Model):
    """Roman numerals: cardinal after some words, ordinal after others or before some.

    `ordinal` ("the {n}") and the ordinal `form` are for those after a name, `form_before` is the
    form before a word (`ordinal_before`), if it is another, and `forms_after` has others after some
    names (es "Isabel segunda"). After a name, numerals above `ordinal_to` are cardinals (es "Felipe
    sexto", but "Luis catorce"). `one`: a lone I is one where the words around ask for a numeral.
    """

    cardinal_after: Words = ()
    ordinal_after: Words = ()
    ordinal_before: Words = ()
    ordinal: Annotated[str, _template("n")] = "{n}"
    form: str = "default"
    form_before: str | None = None
    forms_after: dict[str, Words] = {}
    ordinal_to: int = 3999
    one: bool = False


class LanguageData(_Model):
    """One language's file.

    `prefixes`: what may be stuck to a number or a Latin name, a hyphen between or not (Hebrew
    "ב-5"), and how it is said apart. `lower`: capitals whose small letter is another than usual
    (I: ı). `cases`: by any name.
    """

    locale: str | None = None
    lower: dict[str, str] = {}
    numbers: Numbers = Numbers()
    cases: dict[str, Case] = {}
    years: Years = Years()
    fractions: Fractions = Fractions()
    time: Time = Time()
    date: Date = Date()
    money: Money = Money()
    units: Units = Units()
    phone: Phone = Phone()
    net: Net = Net()
    symbols: dict[str, str] = {}
    operators: dict[str, str] = {}
    abbreviations: dict[str, str | tuple[Abbreviation, ...]] = {}
    prefixes: dict[str, str] = {}
    acronyms: Acronyms = Acronyms()
    roman: Roman = Roman()

    def declined(self, case: Case) -> "LanguageData":
        """Return the same in a grammatical case."""
        names = {**self.units.names, **case.units}
        numbers = self.numbers.model_copy(
            update={
                "bare": case.bare,
                "cardinal": {**self.numbers.cardinal, **case.cardinal},
                "plurals": case.plurals,
                "decimals": case.decimals or self.numbers.decimals,
            }
        )
        units = self.units.model_copy(update={"names": names})
        time = self.time.model_copy(update={"exact": case.exact or self.time.exact})
        return self.model_copy(update={"numbers": numbers, "units": units, "time": time})


class CommonData(_Model):
    """What is the same in all languages (`data/common.yaml`)."""

    units: dict[str, str]
    loose_units: Words = Field(description="those that may stand without a number")
    strict_units: Words = Field(description="those that are words, too")
    spaced_units: Words = Field(description="those that need a space before them")
    currencies: dict[str, str]
    acronyms: Words
    endings: Words
    files: Words
