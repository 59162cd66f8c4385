"""Numbers, years and fractions."""

from typing import Annotated, Literal

from .fields import Forms, Likes, Model, Pair, Patterns, Spelling, Words, template


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


class Ending(Model):
    """`form`: the cardinal form that a word with one of `endings` asks of the number before it.

    `plurals`: only of numbers of these plural categories, if any. Words of less than four letters
    have no ending.
    """

    form: str
    endings: Words
    plurals: Words = ()


class Case(Model):
    """How numbers stand in a grammatical case, where it is not the nominative.

    `after`: the words (or two in a row, or their heads: "vi*") that ask for it; a whole word goes
    before a head. `joined`: those that stand between two numbers of which the first has it ("между
    5 и 10"). `bare` is the rule set of a number alone,
    `cardinal` those of the forms that differ. `plurals`: a plural category, and the one whose form
    of a noun serves in its place: in Russian the genitive of "one" is what follows a decimal.
    `units`: patterns that no other category has. `exact`: `Time.exact` in this case.
    `counted` and `counted_endings`: those of `Numbers` in this case, added to the others or in
    place of them. `alone`: the rule set of a number up to 24 that no word follows (pl "o 7").
    """

    after: Words
    joined: Words = ()
    bare: str = "numbering"
    cardinal: dict[str, str] = {}
    plurals: dict[str, str] = {}
    units: dict[str, Forms] = {}
    exact: Annotated[Forms, template("h")] | None = None
    decimals: Decimals | None = None
    counted: dict[str, Words] = {}
    counted_endings: tuple[Ending, ...] | None = None
    alone: str | None = None


class Span(Model):
    """How a range is said where no case is asked: "5–10 °C" is "от пяти до десяти градусов".

    `case`: the name of the case of both. `before`: nouns that are as good as a unit where they have
    that case already. Two numbers that are neighbours ("2–3") are said as `Numbers.range` has it.
    """

    words: Pair
    case: str
    before: Words = ()


class Agreement(Model):
    """An ordinal's `form`, after one of some words and before some nouns: "in der 1. Liga".

    `before` are regexes of whole words, as they are written.
    """

    form: str
    after: Words
    before: Patterns


class Numbers(Model):
    """How numbers are said.

    `style`: as words, or as digits that the phonemizer reads where they count nothing or `cardinal`
    has no rule set. `cardinal` and `ordinal` name RBNF
    rule sets (without `spellout-`) for a gender or form; `default` is the plain one. `year` is
    the rule set for years. `decimal` is the word for the decimal mark, and `point` for it in
    regions that write a point, if another (es_MX). `pairs`: decimals up to
    so many digits are read as one number. `ordinal_suffixes`: what makes digits an ordinal, with
    its form ("st": default); `cardinal_suffixes` are those of a cardinal (":ssa": inessive).
    `ordinal_stop`: "3." is an ordinal. `ordinal_after`: a form, and
    the words it follows. `magnitudes`: words and abbreviations after an amount of money; `scales`:
    letters right at a number (10k). `version_after`: words before a version such as 3.11.
    `counted`: a cardinal form, and the words after a number that ask for it ("1 Stunde"), or
    their heads ("시*"), but not right behind a mark of `uncounted_after`, nor after a word of
    `numbered` ("fase 1"). `bare` and `digit` are
    the rule sets of a number alone and of digits one by one. `space` is what stands between
    the words of one number. `own`: by cardinal form, numbers that
    are said otherwise than by a rule set or in digits.
    `ordinal_before`: a form of the ordinal, and the words after it that ask for it
    ("3. kerroksessa"); they go first. `minuses`: another word for minus, and the nouns, or their
    heads, behind a number that ask for it (zh 零下: 度). `chain`: the word in the number of a house
    ("1-2-3", and "1-2" after a word of `chain_after`). A word of `counted` with a space in it goes
    before those without. The rule set `digits` says a number digit by digit from a
    hundred on. `range_counted`: in a range a word of `counted` follows both numbers (ko "세개에서
    다섯개"). `ordinal_names`: an ordinal's
    stop may stand before a capital; without, it ends a sentence there. `year_2000`: the rule set
    for years from 2000 on, if another. `version`: the word in versions, if not `decimal`.
    `spelling`: regexes for CLDR's number words, and how they are to be written: what is misspelled
    there, and compounds that the phonemizer stumbles over. `rules`: RBNF rule sets that CLDR
    lacks, base value to rule; `derived` are made of others. `decimals`: see there; `decimal` is
    for longer ones. `version_year`: 2024 is a year at the head of a version. `ordinal_listed`:
    "3." is an ordinal only before a word of `ordinal_before`.
    `plurals` and `alone`: see `Case`. `counted_endings`: where no word of `counted` follows, its
    ending tells. `span`: see there. `compound`: the rule set of a number that a hyphen ties to the
    rest of a word ("10-летний"). `fraction` is the rule set of numbers with decimals, if not
    `bare`. `ordinal_prefixes` go with a hyphen before digits that are an ordinal (ms "ke-3").
    `ordinal_articles`: prefixes that make an ordinal of a number after a word of `ordinal_after`,
    which has the article, too (he "המאה ה-19"). `apart`: a cardinal form, and that of the first
    number of a range, which does not stand before the noun (he "שניים עד שלושה ימים").
    `ordinal_joiners`: words between two ordinals, the second of which is as the first ("am 3. und
    4."). `ordinal_last`: words after which a last "3." is an ordinal, too ("am 3.").
    `ordinal_agreeing`: see `Agreement`.

    `counted_like`: a form, or `none`, and regexes of words in small letters that ask for it, if
    `counted` has them not; the first counts. `one_like`: the same for a 1 that counts, which it
    does at the start of a line, after a mark, and after a word of `one_after` ("con 1 huevo", but
    "zona 1 activa"). `counted_through`: words between a number and what it counts ("200 mil
    personas"), and `counted_joiners` those before another number ("200 y 300 personas").
    `counted_after`: a form, and the words before a number that ask for it if none does
    that follows ("a las 21"). `ranges_after`: how a range is said after some words, if not as in
    `range` (it "da 5 a 10", but "di 5, 10"). `score_after`: words after which "2 x 1" is a score.
    """

    style: Literal["words", "digits"] = "words"
    cardinal: dict[str, str] = {}
    ordinal: dict[str, str] = {}
    year: str = "numbering-year"
    decimal: str | None = None
    point: str | None = None
    pairs: int = 0
    minus: str | None = None
    minuses: dict[str, Words] = {}
    plus: str | None = None
    plus_minus: str | None = None
    range: Pair | None = None
    ranges_after: dict[Pair, Words] = {}
    score: Pair | None = None
    score_after: Words = ()
    ordinal_suffixes: dict[str, str] = {}
    cardinal_suffixes: dict[str, str] = {}
    ordinal_stop: bool = False
    ordinal_after: dict[str, Words] = {}
    magnitudes: dict[str, Forms] = {}
    scales: dict[str, Forms] = {}
    version_after: Words = ()
    magnitude_gender: str = "default"
    counted: dict[str, Words] = {}
    counted_endings: tuple[Ending, ...] = ()
    alone: str | None = None
    span: Span | None = None
    compound: str | None = None
    uncounted_after: Words = ()
    numbered: Words = ()
    counted_like: Likes = {}
    counted_through: Words = ()
    counted_joiners: Words = ()
    counted_after: dict[str, Words] = {}
    one_like: Likes = {}
    one_after: Words = ()
    space: str = " "
    bare: str = "numbering"
    digit: str = "numbering"
    own: dict[str, dict[int, str]] = {}
    ordinal_before: dict[str, Words] = {}
    ordinal_names: bool = True
    year_2000: str | None = None
    version: str | None = None
    chain: str | None = None
    chain_after: Words = ()
    range_counted: bool = False
    version_year: bool = False
    spelling: Spelling = {}
    rules: dict[str, dict[str, str]] = {}
    derived: dict[str, Derived] = {}
    decimals: Decimals | None = None
    ordinal_listed: bool = False
    plurals: dict[str, str] = {}
    fraction: str | None = None
    ordinal_prefixes: Words = ()
    ordinal_articles: Words = ()
    apart: dict[str, str] = {}
    ordinal_joiners: Words = ()
    ordinal_last: Words = ()
    ordinal_agreeing: tuple[Agreement, ...] = ()


class YearForm(Model):
    """A year's rule set, if one of the words `before` follows and one of `after` goes first.

    `before` may have a stop ("г."), and "#" for a figure; `says` is said for it. Of an empty
    list nothing is asked.
    """

    rule: str
    before: Words = ()
    after: Words = ()
    says: str | None = None


class Years(Model):
    """When a bare number is a year: between `low` and `high`, after one of the words `after`.

    `mark`: what right behind four digits makes them a year (年).
    `decade` puts a century and the word of `decades` together, `decade_suffixes` show one.
    `decades`: the word for the last two digits of "1990s" (`"90": nineties`), or for all that is
    written of a decade ("2000", "'00"); without a century
    or an apostrophe ("90s") only after a word of `decade_after`. `forms`: years known by the word
    that follows, the first that fits. `stopped_after`: an ordinal's form, and the
    words after which "90." is one.

    `short`: "80'erne" needs no word before. `decades` may have a `{suffix}` for the one written.
    `alone`: years up to it need no word before, for numbers of
    four digits are said so as well (sv "1500 kronor"). `range`: that of two years, if another.
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
    short: bool = False
    alone: int = 0
    range: Pair | None = None


class Fractions(Model):
    """`named` ("1/2": one half) goes first, then `numerator denominator` by `denominators`.

    `half`: what 1/2 is after a whole number, if not as in `named` (fr "deux et demi"). `form` is
    the cardinal form of the numerator. `named` may have a whole number, too ("1 1/2"); `mixed_half`
    is for one half after others, if not as `mixed`. `out_of`: what is less than one, where the
    denominator has no name. `counted`: a cardinal form, and what is `named` otherwise before a
    word that asks for it (see `Numbers.counted`).

    `spelling`: regexes for a whole number and a fraction (ko 와, 과).
    `pair`: what is not less than one, over two figures or more, if not as `over`: "120/80".
    `noun`: the number whose form of a unit follows a fraction (1: "två och en halv timme");
    without, the unit is left alone. `mixed_noun`: that after a whole number
    and a fraction, if another.
    `portions`: by unit, or for `default`, what parts a fraction from its unit ("{a} of a {b}"), but
    for one half.
    """

    named: dict[str, str] = {}
    half: str | None = None
    form: str = "default"
    denominators: dict[int, Forms] = {}
    over: Pair | None = None
    mixed: Pair | None = None
    mixed_half: Pair | None = None
    spelling: Spelling = {}
    out_of: Pair | None = None
    pair: Pair | None = None
    counted: dict[str, dict[str, str]] = {}
    noun: str | None = None
    mixed_noun: str | None = None
    portions: dict[str, Pair] = {}
