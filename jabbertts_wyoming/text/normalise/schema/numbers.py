"""Numbers: their words, signs, forms, ranges and ordinals."""

from typing import Annotated, Literal

from .fields import Forms, Likes, Model, Pair, Patterns, Spelling, Words, template


class Derived(Model):
    """A rule set made of another one."""

    rule: str
    """The other one's name."""
    spelling: Spelling
    """Regexes for its words, and what to put in their place."""


class Decimals(Model):
    """Decimals as so many tenths or hundredths: "две целых пять десятых"."""

    names: dict[int, Annotated[Forms, template("n")]] = {}
    """By the number of their digits ("{n} десятых"); longer ones are read digit by digit."""
    whole: Annotated[Forms, template("n")] = "{n}"
    """The integer: "{n} целых"."""
    joined: Pair = "{a} {b}"
    """Both."""
    whole_form: str = "default"
    """The cardinal form of the integer."""
    form: str = "default"
    """The cardinal form of the decimals."""
    zero: bool = True
    """Whether an integer 0 is said."""


class Ending(Model):
    """Which form a word asks for by its ending: "2 кошки" is "две". At least four letters."""

    form: str
    """The cardinal form."""
    endings: Words
    """Any of them."""
    plurals: Words = ()
    """Of numbers of these plural categories only, if any."""


class Span(Model):
    """A range where no case is asked: "5–10 °C" is "от пяти до десяти градусов".

    Two neighbours ("2–3") are said as `Numbers.range` has it.
    """

    words: Pair
    """Both numbers: "от {a} до {b}"."""
    case: str
    """The name of the case of both."""
    before: Words = ()
    """Nouns that are as good as a unit where they have that case already: градусов."""


class Agreement(Model):
    """An ordinal after one of some words and before some nouns: "in der 1. Liga"."""

    form: str
    """The ordinal's form."""
    after: Words
    """The words: der."""
    before: Patterns
    """Regexes of whole nouns, as they are written: "Liga", ".*ung"."""


class Numbers(Model):
    """How numbers are said. A form is a gender or case by a name of the file's own choice.

    A rule set is one of RBNF, without `spellout-`; `digits` says a number digit by digit from a
    hundred on.
    """

    # Words and rule sets.
    style: Literal["words", "digits"] = "words"
    """`digits`: the phonemizer reads them, where they count nothing or `cardinal` has no form."""
    cardinal: dict[str, str] = {}
    """A form and its rule set (`feminine: cardinal-feminine`); `default` stands before a unit."""
    ordinal: dict[str, str] = {}
    """The same of ordinals."""
    bare: str = "numbering"
    """The rule set of a number alone."""
    digit: str = "numbering"
    """That of digits one by one."""
    fraction: str | None = None
    """That of numbers with decimals, if not `bare`."""
    year: str = "numbering-year"
    """That of years."""
    year_2000: str | None = None
    """That of years from 2000 on, if another."""
    compound: str | None = None
    """That of a number that a hyphen ties to the rest of a word ("10-летний")."""
    alone: str | None = None
    """In a case: that of a number up to 24 that no word follows (pl "o 7")."""
    rules: dict[str, dict[str, str]] = {}
    """Rule sets that CLDR lacks, base value to rule."""
    derived: dict[str, Derived] = {}
    """Rule sets made of others."""
    spelling: Spelling = {}
    """Regexes that mend CLDR's number words: misspelled ones, compounds hard to phonemize."""
    space: str = " "
    """What stands between the words of one number: nothing in Chinese."""
    own: dict[str, dict[int, str]] = {}
    """By cardinal form, numbers that no rule set has right: `hour: {1: una}` (es)."""
    plurals: dict[str, str] = {}
    """In a case: see `Case.plurals`."""

    # Signs and decimals.
    minus: str | None = None
    """The word for -."""
    minuses: dict[str, Words] = {}
    """Other words for it, and the nouns behind, or their heads, that ask for them (零下: 度)."""
    plus: str | None = None
    """The word for +."""
    plus_minus: str | None = None
    """The words for ±."""
    decimal: str | None = None
    """The word for the decimal mark: "point"."""
    point: str | None = None
    """That in regions that write a point, if another (es_MX)."""
    pairs: int = 0
    """Decimals up to so many digits are read as one number: 2 for "21,55", "fifty-five"."""
    decimals: Decimals | None = None
    """Decimals as tenths and hundredths; `decimal` is for longer ones."""
    magnitudes: dict[str, Forms] = {}
    """Words and abbreviations behind an amount of money: `bn: billion`."""
    magnitude_gender: str = "default"
    """The cardinal form before one."""
    scales: dict[str, Forms] = {}
    """Letters right at a number: `k: thousand` for "10k"."""

    # What is counted, and the form it asks of the number before it ("1 luz": una).
    counted: dict[str, Words] = {}
    """A form, and its words or their heads ("시*"); one with a space goes before the others."""
    counted_like: Likes = {}
    """The same by a word's look, if `counted` has it not: regexes of words in small letters, the
    first counts. The form `none` leaves the number alone."""
    counted_endings: tuple[Ending, ...] = ()
    """The same by ending and plural category, if neither has the word."""
    counted_after: dict[str, Words] = {}
    """A form, and words before the number that ask for it if none behind does ("a las 21")."""
    counted_through: Words = ()
    """Words between a number and what it counts ("200 mil personas")."""
    counted_adjectives: dict[str, Words] = {}
    """By plural category, ends of adjectives that leave it to the noun behind ("2 новые лампы")."""
    counted_joiners: Words = ()
    """Words between two numbers of the same ("200 y 300 personas")."""
    uncounted_after: Words = ()
    """Marks; a number right behind one counts nothing."""
    numbered: Words = ()
    """Words whose number counts nothing ("fase 1")."""
    one_like: Likes = {}
    """As `counted_like`, for a 1 that counts: at the start of a line, after a mark, or after..."""
    one_after: Words = ()
    """...one of these words ("con 1 huevo", but "zona 1 activa")."""
    apart: dict[str, str] = {}
    """A form, and that of the first number of a range, which does not stand before the noun
    (he "שניים עד שלושה ימים")."""

    # Ranges, scores, versions.
    range: Pair | None = None
    """A range: "{a} to {b}"."""
    ranges_after: dict[Pair, Words] = {}
    """Others after some words (it "da 5 a 10", but "di 5, 10")."""
    range_counted: bool = False
    """Whether a word of `counted` follows both numbers (ko "세개에서 다섯개")."""
    span: Span | None = None
    """A range where no case is asked."""
    score: Pair | None = None
    """A score: "{a} to {b}" for "3:1"."""
    score_after: Words = ()
    """Words after which "2 x 1" is a score."""
    version: str | None = None
    """The word for the mark in versions, if not `decimal`."""
    version_after: Words = ()
    """Words before a version of two numbers ("Python 3.11")."""
    version_year: bool = False
    """Whether 2024 is a year at the head of a version."""
    chain: str | None = None
    """The word for the hyphen in a house's number ("1-2-3")..."""
    chain_after: Words = ()
    """...which may be "1-2" after these words."""

    # Ordinals.
    ordinal_suffixes: dict[str, str] = {}
    """What makes an ordinal of digits, and its form: `st: default`."""
    cardinal_suffixes: dict[str, str] = {}
    """Case endings that leave them a cardinal, and its form (fi `":ssa": inessive`)."""
    ordinal_stop: bool = False
    """Whether "3." is an ordinal."""
    ordinal_names: bool = True
    """Whether its stop may stand before a capital; if not, it ends a sentence there."""
    ordinal_listed: bool = False
    """Whether "3." is one only before a word of `ordinal_before`."""
    ordinal_before: dict[str, Words] = {}
    """A form, and words behind that ask for it ("3. kerroksessa"), or their ends ("*ssa")."""
    degrees_after: Words = ()
    """Words before that make degrees of "15º"; over 20 or at the end it is no ordinal, either, if
    no word of `ordinal_before` or `ordinal_after` asks for one."""
    ordinal_after: dict[str, Words] = {}
    """A form, and words before that ask for it if none behind does ("am 3.")."""
    ordinal_agreeing: tuple[Agreement, ...] = ()
    """Forms that a word before and a noun behind ask for together ("in der 1. Liga")."""
    ordinal_joiners: Words = ()
    """Words between two ordinals; the second is as the first ("am 3. und 4.")."""
    ordinal_last: Words = ()
    """Words after which a last "3." is an ordinal, too ("am 3.")."""
    ordinal_prefixes: Words = ()
    """What makes, with a hyphen, an ordinal of digits (ms "ke-3")."""
    ordinal_articles: Words = ()
    """Prefixes that make an ordinal, its article in it, after `ordinal_after` (he "המאה ה-19")."""
