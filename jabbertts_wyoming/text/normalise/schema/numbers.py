"""Numbers, years and fractions."""

from typing import Annotated, Literal

from .fields import Forms, Model, Pair, Spelling, Words, template


class Derived(Model):
    """A rule set made of another one, `rule`, by regexes."""

    rule: str
    spelling: Spelling


class Decimals(Model):
    """Decimals as so many tenths or hundredths: "две целых пять десятых".

    `names`: how the decimals are said, by the number of their digits; longer ones are read digit
    by digit. `whole` says the integer and `joined` both. `whole_form` and `form` are their cardinal
    forms. Without `zero`, an integer 0 is not said.
    """

    names: dict[int, Annotated[Forms, template("n")]] = {}
    whole: Annotated[Forms, template("n")] = "{n}"
    joined: Pair = "{a} {b}"
    whole_form: str = "default"
    form: str = "default"
    zero: bool = True


class Case(Model):
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
    exact: Annotated[Forms, template("h")] | None = None
    decimals: Decimals | None = None


class Numbers(Model):
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


class YearForm(Model):
    """A year's rule set, if one of the words `before` follows and one of `after` goes first.

    `before` may have a stop ("г."); `says` is said for it. Of an empty list nothing is asked.
    """

    rule: str
    before: Words = ()
    after: Words = ()
    says: str | None = None


class Years(Model):
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
    decade: Annotated[str, template("century", "decade")] = "{century} {decade}"
    forms: tuple[YearForm, ...] = ()
    stopped_after: dict[str, Words] = {}


class Fractions(Model):
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
