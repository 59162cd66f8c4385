"""Telephone numbers, addresses, abbreviations, acronyms and Roman numerals."""

from typing import Annotated, Literal

from .fields import Model, Words, template


class Phone(Model):
    """`words`: after one of these a number is a telephone number. `digits`: said otherwise there.

    `pairs`: two digits that stand as a group are one number (fr 06 12 34 56 78).
    """

    words: Words = ()
    pairs: bool = False
    digits: dict[str, str] = {}


class Net(Model):
    """The names of the marks in addresses; `read`: endings that are words ("com")."""

    at: str | None = None
    dot: str | None = None
    slash: str | None = None
    hyphen: str | None = None
    underscore: str | None = None
    colon: str | None = None
    read: Words = ()


class Abbreviation(Model):
    """`words`, if what stands next fits: `before` and `after` are a number, a name or any.

    `follows`: the words of which one must go first, if any.
    """

    words: str
    before: Literal["any", "number", "name", "word", "end"] = "any"
    after: Literal["any", "number", "name"] = "any"
    follows: Words = ()


class Acronyms(Model):
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


class Roman(Model):
    """Roman numerals: cardinal after some words, ordinal after others or before some.

    `ordinal` ("the {n}") and the ordinal `form` are for those after a name, `form_before` is the
    form before a word (`ordinal_before`), if it is another, and `forms_after` has others after some
    names (es "Isabel segunda"). After a name, numerals above `ordinal_to` are cardinals (es "Felipe
    sexto", but "Luis catorce"). `one`: a lone I is one where the words around ask for a numeral.
    """

    cardinal_after: Words = ()
    ordinal_after: Words = ()
    ordinal_before: Words = ()
    ordinal: Annotated[str, template("n")] = "{n}"
    form: str = "default"
    form_before: str | None = None
    forms_after: dict[str, Words] = {}
    ordinal_to: int = 3999
    one: bool = False
