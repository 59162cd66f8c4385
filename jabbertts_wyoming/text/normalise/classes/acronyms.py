"""Words in capitals, and names with digits: USB, NASA, PCs, EU:s, MP3, ESP32."""

import re

from ..context import Context, Reading
from ..language import Language
from ..letters import CASE_ENDING, CASELESS, LETTER
from .dotted import named_version
from .roman import roman

_CAPITALS = re.compile(rf"{LETTER}{{2,12}}(?:&{LETTER}{{1,4}})?")
_MIXED = re.compile(rf"({LETTER}{{1,12}})-?(\d{{1,15}})(?![\d.,]?\d)")
_GENITIVE = re.compile(r"['’]s(?!\w)")
_CLITIC = re.compile(r"['’](?=[A-Z])")  # IT'S
_VOWELS = frozenset("AEIOUYÄÖÜÅÆØÁÀÂÉÈÊËÍÎÏÓÔÚÛАЕЁИОУЫЭЮЯІЇЄΑΕΗΙΟΥΩΆΈΉΊΌΎΏ")
_SHOUTED = 6
_SEEN = 400
_CASELESS = re.compile(rf"(?=[^\W\d_])[{CASELESS}]")


def capitals(context: Context, position: int) -> Reading | None:
    """Spell an acronym, or read it as a word, or leave capitals that only shout."""
    match = _CAPITALS.match(context.text, position)
    glued = context.char(position - 1).isdecimal()  # 2FA
    if not match or not context.rules.acronyms or not (glued or context.free(position)):
        return None
    word = match.group()
    plural = context.text[match.end() - 1 : match.end()] == "s"
    stem = word[:-1] if plural else word
    if not stem.isupper() or len(stem) < 2 or not context.ends(match.end()):
        return None
    numeral = None if glued else roman(context, position)
    return numeral or _capitals(context, stem, match.end(), plural=plural)


def _capitals(context: Context, stem: str, end: int, *, plural: bool) -> Reading | None:
    """Read capitals that end at `end`, an s of the plural included."""
    glued = context.char(end - len(stem) - plural - 1).isdecimal()
    words = acronym(context, stem, glued=glued)
    if words is None:
        return None
    if ended := _ended(context, end - plural, stem, words):
        return ended
    if _CLITIC.match(context.text, end):
        return None
    return _with_s(context, words, end, plural=plural and words != stem)


def _ended(context: Context, position: int, word: str, words: str) -> Reading | None:
    """Read an acronym that ends before `position` with the ending behind it, if it has one."""
    acronyms = context.language.data.acronyms
    written = CASE_ENDING.match(context.text, position) if acronyms.endings else None
    if written is None or written.group().replace("’", "'") not in acronyms.endings:
        return None
    ending = written.group().lstrip(":'’-")
    return Reading(written.end(), _with_ending(context.language, word, words, ending))


def _with_ending(language: Language, word: str, words: str, ending: str) -> str:
    """Return an acronym's words with an ending: it goes on the last letter's name, if spelled."""
    name = language.data.acronyms.stems.get(word[-1].lower())
    joint = _joint(language, word)
    if name is None or words != joint.join(word):
        both = words[-1:] + ending[:1]
        bound = both.isalpha() and not set(both.upper()) & _VOWELS
        return f"{words}{language.data.acronyms.binding if bound else ''}{ending}"
    if ending[:2] == name[-1] * 2 and name[-2:] != ending[:2]:
        ending = ending[1:]  # "DNS:ään": ässä, ässään
    return f"{joint.join(word[:-1])} {name}{ending}"


def _with_s(context: Context, words: str, end: int, *, plural: bool) -> Reading:
    """Add the s of "PCs" and of "PC's" to a spelled word."""
    said = context.language.data.acronyms.plural
    genitive = _GENITIVE.match(context.text, end) if said else None
    if said is None:
        return Reading(end, f"{words}'s" if plural else words)
    if not plural and genitive is None:
        return Reading(end, words)
    end = genitive.end() if genitive else end
    letters = words.split(".")
    spelled_out = said and all(len(letter) == 1 for letter in letters)
    return Reading(end, f"{'-'.join(letters) if spelled_out else words}{said}")


def acronym(context: Context, word: str, *, glued: bool = False) -> str | None:
    """Return how a word in capitals is said, None if as it is written.

    One `glued` to a figure is no ordinary word.
    """
    acronyms = context.language.data.acronyms
    if word in acronyms.say:
        return acronyms.say[word]
    if word in context.language.written.acronyms:
        as_written = len(word) > 4 or _joint(context.language, word) == ""
        own = word not in context.language.common.acronyms
        small = _lower(context.language, word[1:]) if own else word[1:].lower()
        return word if as_written else word[0] + small
    if word in acronyms.spell:
        return spelled(word, context.language)
    if not glued and (word in acronyms.words or _shouts(context.text)):
        return _lower(context.language, word)
    return _by_rule(context, word)


def _by_rule(context: Context, word: str) -> str | None:
    """Tell by its letters how a word in capitals that no list has is said."""
    both = context.language.data.symbols.get("&")
    if "&" in word and both:
        return f" {both} ".join(spelled(part, context.language) for part in word.split("&"))
    bare = word.replace("&", "")
    vowels = sum(char in _VOWELS for char in bare)
    if len(bare) <= 3 or not vowels or (len(bare) == 4 and vowels == 1):
        return spelled(word, context.language)
    return _lower(context.language, word) if len(bare) >= _SHOUTED else None


def spelled(word: str, language: Language) -> str:
    """Return a word so that espeak-ng spells it: "U.S.B", but "U-S-B" in another script."""
    names = language.data.acronyms.letters
    plain = word.replace("&", "")
    if names and all(letter in names for letter in plain):
        return " ".join(names[letter] for letter in plain)
    return _joint(language, word).join(plain)


def _joint(language: Language, word: str) -> str:
    """Return what stands between the letters of a word that is spelled."""
    own = language.data.acronyms.joint
    if own is not None:
        return own
    return "-" if word.isascii() and not language.cldr.latin else "."


def _lower(language: Language, word: str) -> str:
    """Return a word in small letters, the language's own."""
    for capital, small in language.data.lower.items():
        word = word.replace(capital, small)
    return word.lower()


def _shouts(text: str) -> bool:
    """Tell whether more than one word, and all of the text, is in capitals."""
    text = text[:_SEEN]
    words = [word for word in text.split() if len(word) > 3 and word.isupper()]
    return text.isupper() and len(words) > 1 and _CASELESS.search(text) is None


def mixed(context: Context, position: int) -> Reading | None:
    """Read letters and digits that are one name: MP3, CO2, B12, ESP32."""
    match = _MIXED.match(context.text, position)
    if not match or not context.ends(match.end()):
        return named_version(context, position)
    if named := named_version(context, position):
        return named
    letters, digits = match.groups()
    own = context.language.data.acronyms.say.get(match.group())
    if own or _joint(context.language, letters) == "":
        return Reading(match.end(), own or match.group())  # the phonemizer knows it
    said = acronym(context, letters) if letters.isupper() and len(letters) > 1 else None
    language = context.language
    number = language.numbers.digits(digits) if len(digits) > 3 or digits[0] == "0" else None
    number = number or language.spell.bare(int(digits))
    if language.data.numbers.style == "digits":
        number = digits
    return Reading(match.end(), f"{said or letters} {number}") if number else None
