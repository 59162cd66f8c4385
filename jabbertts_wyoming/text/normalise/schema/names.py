"""Telephone numbers, addresses, abbreviations, acronyms and Roman numerals."""

from typing import Annotated, Literal

from .fields import Model, Patterns, Words, template
from .numbers import YearForm


class Phone(Model):
    """`words`: after one of these a number is a telephone number. `digits`: said otherwise there.

    `pairs`: two digits that stand as a group are one number (fr 06 12 34 56 78), and so are those
    of ten digits. `between`: words that may stand before the number ("llama al 912 345 678").
    `shapes`: regexes of what is a number even without such a word.
    """

    words: Words = ()
    between: Words = ()
    shapes: Patterns = ()
    pairs: bool = False
    digits: dict[str, str] = {}


class Harmony(Model):
    """Vowel harmony: a suffix behind an apostrophe fits the word that is said ("100 TL'ye": lira).

    `front`: what words end in that take front vowels in spite of their own. `softened`: endings as
    they are before a suffix in a vowel.
    """

    front: Words = ()
    softened: dict[str, str] = {}


class Net(Model):
    """The names of the marks in addresses; `read`: endings that are words ("com").

    With `whole` three digits of an IP address are one number.
    """

    at: str | None = None
    dot: str | None = None
    slash: str | None = None
    hyphen: str | None = None
    underscore: str | None = None
    colon: str | None = None
    read: Words = ()
    whole: bool = False


class Abbreviation(Model):
    """`words`, if what stands next fits: `before` and `after` are a number, a name or any.

    `after` may be an ordinal such as "5th".
    A Roman numeral is a number, if `Roman` has it behind `words`. `follows`: the words of which one
    must go first, if any; `precedes`: those of which one must come next. `after: lower`: no name
    goes first.
    """

    words: str
    before: Literal["any", "number", "name", "word", "end"] = "any"
    after: Literal["any", "number", "ordinal", "name", "lower"] = "any"
    follows: Words = ()
    precedes: Words = ()


class Acronyms(Model):
    """Words in capitals: `read` are said as words, `spell` letter by letter; others by rule.

    `words`: ordinary words that may stand in capitals (ON, OFF). `say`: how one is said.
    `joint`: what stands between spelled letters, "" leaves acronyms to the phonemizer. Without:
    a stop, but a hyphen between Latin letters in another script, where espeak-ng stumbles over
    stops. `letters`: the names of Latin letters in the language's script. `plural`: what is said
    for the s of "PCs" and of "PC's"; espeak-ng spells letters before an apostrophe right only with
    hyphens.

    `endings` are written behind an acronym (sv "EU:s", no "NRKs"); with one, the last letter is
    said by its name of `stems`.
    """

    read: Words = ()
    spell: Words = ()
    words: Words = ()
    say: dict[str, str] = {}
    joint: str | None = None
    letters: dict[str, str] = {}
    plural: str | None = None
    endings: Words = ()
    stems: dict[str, str] = {}


class Roman(Model):
    """Roman numerals: cardinal after some words, ordinal after others or before some.

    Cardinal right before what begins with one of `cardinal_before`, too (ja 世).

    `ordinal` ("the {n}") and the ordinal `form` are for those after a name, `form_before` is the
    form before a word (`ordinal_before`), if it is another, and `forms_after` has others after some
    names (es "Isabel segunda"). After a name, numerals above `ordinal_to` are cardinals (es "Felipe
    sexto", but "Luis catorce"). `names`: a numeral of two letters or more, I, V and X, is a
    cardinal after a capitalised word of more than three letters. `one`: a lone I is one where the
    words around ask for a numeral.
    `letters`: numerals in letters of the language's own, with a mark behind (el Β΄); they are of
    the form `letters_form`, if the words around ask for no other. `forms`: as for years, but `rule`
    is a form of the ordinal (ru "в XX в.").
    `stopped`: two letters or more with a stop are an ordinal before a name (tr "XVI. Benedikt").
    `ordinals`: instead of `ordinal`, for a form of `forms_after`.
    """

    cardinal_after: Words = ()
    cardinal_before: Words = ()
    ordinal_after: Words = ()
    ordinal_before: Words = ()
    ordinal: Annotated[str, template("n")] = "{n}"
    form: str = "default"
    form_before: str | None = None
    forms_after: dict[str, Words] = {}
    ordinal_to: int = 3999
    one: bool = False
    names: bool = False
    letters: dict[str, int] = {}
    letters_form: str = "default"
    forms: tuple[YearForm, ...] = ()
    stopped: bool = False
    ordinals: dict[str, Annotated[str, template("n")]] = {}
