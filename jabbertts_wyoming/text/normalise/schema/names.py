"""Telephone numbers, addresses, abbreviations, acronyms and Roman numerals."""

from typing import Annotated, Literal

from .fields import Model, Patterns, Words, template
from .years import YearForm


class Phone(Model):
    """Telephone numbers."""

    words: Words = ()
    """Words after which a number is one: "call"."""
    between: Words = ()
    """Words that may stand between ("llama al 912 345 678")."""
    shapes: Patterns = ()
    """Regexes of what is one even without such a word."""
    pairs: bool = False
    """Whether two digits that stand as a group are one number (fr 06 12 34 56 78), and those of ten
    digits, too."""
    digits: dict[str, str] = {}
    """Digits that are said otherwise there (de `"2": zwo`)."""
    extension: str | None = None
    """The word for the x of "555-1234x166"."""


class Net(Model):
    """The names of the marks in addresses: `at`, `dot`, `slash`..."""

    at: str | None = None
    """@, without which no e-mail address is read."""
    dot: str | None = None
    """A stop, without which no address is read."""
    slash: str | None = None
    """/, without which no path is read."""
    hyphen: str | None = None
    """-."""
    underscore: str | None = None
    """_."""
    colon: str | None = None
    """: before a port."""
    read: Words = ()
    """Endings that are words ("com"); others are spelled."""
    whole: bool = False
    """Whether three digits of an IP address are one number."""


class Abbreviation(Model):
    """One choice of what an abbreviation is said as, if what stands around fits."""

    words: str
    """What is said."""
    before: Literal["any", "number", "name", "word", "end"] = "any"
    """What comes next; a Roman numeral is a number, if `Roman` has it behind `words`."""
    after: Literal["any", "number", "ordinal", "name", "lower"] = "any"
    """What goes first: an `ordinal` is such as "5th", `lower` no name."""
    follows: Words = ()
    """Words of which one must go first, if any."""
    precedes: Words = ()
    """Words of which one must come next, if any."""


class Acronyms(Model):
    """Words in capitals; those of no list are read or spelled by their letters."""

    read: Words = ()
    """Said as words: NASA."""
    spell: Words = ()
    """Said letter by letter: USB."""
    words: Words = ()
    """Ordinary words that may stand in capitals: ON, OFF."""
    say: dict[str, str] = {}
    """How one is said: `SQL: sequel`."""
    letters: dict[str, str] = {}
    """The names of Latin letters in the language's script: `A: эй`."""
    joint: str | None = None
    """What stands between spelled letters; "" leaves acronyms to the phonemizer. Without: a stop,
    but a hyphen between Latin letters in another script, where espeak-ng stumbles over stops."""
    plural: str | None = None
    """What is said for the s of "PCs" and "PC's"; espeak-ng spells letters before an apostrophe
    right only with hyphens."""
    endings: Words = ()
    """Case endings that are written behind one (sv "EU:s", no "NRKs")..."""
    stems: dict[str, str] = {}
    """...with which its last letter is said by this name."""
    binding: str = ""
    """What stands between a word in a consonant and an ending in one (fi i: "YAML:n", Yamlin)."""


class Roman(Model):
    """Roman numerals: where they are safe to read, and how."""

    # Cardinals.
    cardinal_after: Words = ()
    """Words before one: "chapter"."""
    cardinal_before: Words = ()
    """What begins right behind one (ja 世)."""
    names: bool = False
    """Whether a numeral of two letters or more, I, V and X, is one after a capitalised word of more
    than three letters ("Final Fantasy VII")."""
    one: bool = False
    """Whether a lone I is one where the words around ask for a numeral."""

    # Ordinals after a name ("Elizabeth II").
    ordinal_after: Words = ()
    """The names, in small letters."""
    ordinal: Annotated[str, template("n")] = "{n}"
    """How it is said: "the {n}"."""
    ordinals: dict[str, Annotated[str, template("n")]] = {}
    """Instead of `ordinal`, for a form of `forms_after`."""
    ordinal_to: int = 3999
    """Above it they are cardinals (es "Felipe sexto", but "Luis catorce")."""
    form: str = "default"
    """The ordinal's form."""
    forms_after: dict[str, Words] = {}
    """Other forms after some names (es "Isabel segunda")."""

    # Ordinals before a word.
    ordinal_before: Words = ()
    """The words: fr siècle."""
    form_before: str | None = None
    """The ordinal's form there, if not the plain one."""
    forms: tuple[YearForm, ...] = ()
    """Numerals known by the words around, as years are (ru "в XX в.")."""
    stopped: bool = False
    """Whether two letters or more with a stop are an ordinal before a name (tr "XVI. Benedikt")."""

    # Numerals in letters of the language's own.
    letters: dict[str, int] = {}
    """The letters before a mark, and their value (el Β΄: 2)."""
    letters_form: str = "default"
    """The ordinal's form, if the words around ask for no other."""


class Harmony(Model):
    """Vowel harmony: a suffix behind an apostrophe fits the word that is said ("100 TL'ye")."""

    front: Words = ()
    """What words end in that take front vowels in spite of their own (saat)."""
    softened: dict[str, str] = {}
    """Endings, and what they are before a suffix in a vowel (`dört: dörd`)."""
