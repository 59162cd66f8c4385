"""Words that are not said as they are written: abbreviations, acronyms, Roman numerals."""

import re

from ..context import Context, Reading, after_gap
from ..language import Language
from ..letters import LETTER, WORDY
from ..schema import Abbreviation
from .dotted import named_version
from .numbers import form_before, ordinal_form

# Hebrew has a mark before the last letter, or at the end.
_DOTTED = re.compile(
    r"[\u05d0-\u05ea]{1,6}(?:[\"\u05f4][\u05d0-\u05ea]|['\u05f3])(?![\u05d0-\u05ea])|"
    rf"{WORDY}{{1,12}}(?:\.[ \u00a0]?(?={WORDY}{{1,8}}\.){WORDY}{{1,8}}|\.{WORDY}{{1,8}}){{0,4}}"
    r"[.°]?"
)
_PREFIX = re.compile(r"([^\W\d_]{1,2})-?(?=[\dA-Za-z])")
_CAPITALS = re.compile(rf"{LETTER}{{2,12}}(?:&{LETTER}{{1,4}})?")
_MIXED = re.compile(rf"({LETTER}{{1,12}})-?(\d{{1,15}})(?![\d.,]?\d)")
_CLITIC = re.compile(r"['’](?=[A-Z])")  # IT'S
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_SUFFIX = re.compile(r"[^\W\d_]{1,4}")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_VOWELS = frozenset("AEIOUYÄÖÜÅÆØÁÀÂÉÈÊËÍÎÏÓÔÚÛАЕЁИОУЫЭЮЯІЇЄΑΕΗΙΟΥΩΆΈΉΊΌΎΏ")
_TIGHT = str.maketrans({" ": "", "\u00a0": "", "\u05f4": '"', "\u05f3": "'"})
_SHOUTED = 6
_LONGEST_ROMAN = 8


def abbreviation(context: Context, position: int) -> Reading | None:
    """Write out an abbreviation of the language's list, if what stands around fits."""
    match = _DOTTED.match(context.text, position)
    if not match:
        return None
    table = context.language.abbreviations
    written = match.group()
    for end in _ends(written):
        head = written[:end]
        for key in _keys(head):
            for choice in table.get(key, ()):
                behind = position + end
                if _fits(context, choice, position, behind):
                    return _written_out(context, choice.words, behind)
    return None


def _ends(written: str) -> list[int]:
    """Return where a prefix of dotted parts may end, the longest first."""
    ends = [index for index, char in enumerate(written, 1) if char == "."]
    bare = [end - 1 for end in ends]
    return sorted({*ends, *bare, len(written)}, reverse=True)


def _keys(head: str) -> tuple[str, ...]:
    """Return the spellings to look up: as written, in lower case, without inner spaces."""
    tight = head.translate(_TIGHT)
    return tuple(dict.fromkeys((head, tight, tight.lower())))


def _fits(context: Context, choice: Abbreviation, start: int, end: int) -> bool:
    after = context.char(after_gap(context, end))
    if context.char(end).isalnum():
        return False
    match choice.before:
        case "number":
            fits = after.isdecimal()
        case "name":
            fits = after.isupper() or after.istitle()
        case "word":
            fits = after.isalpha()
        case "end":
            fits = not after.isalnum()
        case _:
            fits = True
    before = context.word_before(start)
    if choice.follows and before.lower() not in choice.follows:
        return False
    if choice.after == "any" or not fits:
        return fits
    return before[:1].isdecimal() if choice.after == "number" else before[:1].isupper()


def _written_out(context: Context, words: str, end: int) -> Reading:
    """Keep the full stop of an abbreviation that ends the text: it ends the sentence, too."""
    last = context.char(end - 1) == "." and not context.text[end : end + 4].strip(" \"'”’)»")
    return Reading(end - last, words)


def prefix(context: Context, position: int) -> Reading | None:
    """Read a preposition that is stuck to a number or a Latin name: "ב-5"."""
    match = _PREFIX.match(context.text, position)
    words = context.language.data.prefixes.get(match.group(1)) if match else None
    if (
        not match
        or not words
        or not context.free(position)
        or context.text[position - 1 : position] == "-"
    ):
        return None
    return Reading(match.end(), f"{words} ")


def capitals(context: Context, position: int) -> Reading | None:
    """Spell an acronym, or read it as a word, or leave capitals that only shout."""
    match = _CAPITALS.match(context.text, position)
    if not match or not context.rules.acronyms or not context.free(position):
        return None
    word = match.group()
    plural = context.text[match.end() - 1 : match.end()] == "s"
    stem = word[:-1] if plural else word
    if not stem.isupper() or len(stem) < 2 or not context.ends(match.end()):
        return None
    roman_numeral = roman(context, position)
    if roman_numeral:
        return roman_numeral
    words = _acronym(context, stem)
    if words is None or _CLITIC.match(context.text, match.end()):
        return None
    return Reading(match.end(), f"{words}'s" if plural and words != stem else words)


def _acronym(context: Context, word: str) -> str | None:
    acronyms = context.language.data.acronyms
    if word in acronyms.say:
        return acronyms.say[word]
    if word in context.language.read:
        as_written = len(word) > 4 or context.language.joint(word) == ""
        return word if as_written else word[0] + context.language.lower(word[1:])
    if word in acronyms.spell:
        return spelled(word, context.language)
    if word in acronyms.words or _shouts(context.text):
        return context.language.lower(word)
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
    return context.language.lower(word) if len(bare) >= _SHOUTED else None


def spelled(word: str, language: Language) -> str:
    """Return a word so that espeak-ng spells it: "U.S.B", but "U-S-B" in another script."""
    names = language.data.acronyms.letters
    plain = word.replace("&", "")
    if names and all(letter in names for letter in plain):
        return " ".join(names[letter] for letter in plain)
    return language.joint(word).join(plain)


def _shouts(text: str) -> bool:
    """Tell whether more than one word, and all of the text, is in capitals."""
    return text[:400].isupper() and sum(len(word) > 3 for word in text[:400].split()) > 1


def mixed(context: Context, position: int) -> Reading | None:
    """Read letters and digits that are one name: MP3, CO2, B12, ESP32."""
    match = _MIXED.match(context.text, position)
    if not match or not context.ends(match.end()):
        return named_version(context, position)
    if named := named_version(context, position):
        return named
    letters, digits = match.groups()
    if context.language.joint(letters) == "":
        return Reading(match.end(), match.group())  # the phonemizer knows it
    said = _acronym(context, letters) if letters.isupper() and len(letters) > 1 else None
    language = context.language
    number = language.digits(digits) if len(digits) > 3 or digits[0] == "0" else None
    number = number or language.spell.bare(int(digits))
    if language.data.numbers.style == "digits":
        number = digits
    return Reading(match.end(), f"{said or letters} {number}") if number else None


def roman(context: Context, position: int) -> Reading | None:
    """Read a Roman numeral where the words around it ask for one."""
    match = _ROMAN.match(context.text, position)
    if not match or not 0 < len(match.group()) <= _LONGEST_ROMAN:
        return None
    value = _roman_value(match.group())
    if not context.ends(match.end()):
        return _suffixed(context, value, match.end())
    data = context.language.data.roman
    before = context.word_before(position).lower()
    spell = context.language.spell
    if before in data.cardinal_after or (before in data.ordinal_after and value > data.ordinal_to):
        words = spell.bare(value)
    elif before in data.ordinal_after:
        forms = (form for form, names in data.forms_after.items() if before in names)
        said = spell.ordinal(value, next(forms, data.form))
        words = said and data.ordinal.format(n=said)
    elif _is_before(context, match.end()):
        asked = form_before(context, _past_stop(context, match.end()))
        listed = ordinal_form(context, position)
        form = asked or (data.form_before if listed == "default" else None) or listed
        words = spell.ordinal(value, form)
    else:
        return None
    return Reading(_past_stop(context, match.end()), words) if words else None


def _suffixed(context: Context, value: int, end: int) -> Reading | None:
    """Read a numeral with an ordinal's suffix: "XXe siècle"."""
    suffix = _SUFFIX.match(context.text, end)
    form = context.language.data.numbers.ordinal_suffixes.get(suffix.group()) if suffix else None
    if suffix is None or form is None or not context.ends(suffix.end()):
        return None
    words = context.language.spell.ordinal(value, form)
    return Reading(suffix.end(), words) if words else None


def _past_stop(context: Context, end: int) -> int:
    """Return where an ordinal ends: "XX." has a stop in some languages."""
    stopped = context.language.data.numbers.ordinal_stop and context.char(end) == "."
    return end + 1 if stopped and context.word_after(end + 1) else end


def _is_before(context: Context, end: int) -> bool:
    after = context.word_after(_past_stop(context, end))
    return after.lower() in context.language.data.roman.ordinal_before


def _roman_value(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))
