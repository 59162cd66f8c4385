"""Words that are not said as they are written: abbreviations, acronyms, Roman numerals."""

import re
from dataclasses import replace

from ..context import Context, Reading, after_gap
from ..language import Language
from ..letters import CASELESS, LETTER, WORDY
from ..schema import Abbreviation
from .dotted import named_version
from .endings import acronym
from .numbers import form_before, ordinal_form
from .years import form_around, with_mark

# Hebrew has a mark before the last letter, or at the end.
_DOTTED = re.compile(
    r"[\u05d0-\u05ea]{1,6}(?:[\"\u05f4][\u05d0-\u05ea]|['\u05f3])(?![\u05d0-\u05ea])|"
    r"[A-Za-z]/[A-Za-z](?![\w/])|"
    rf"{WORDY}{{1,12}}(?:[.॰][ \u00a0]?(?={WORDY}{{1,8}}[.॰]){WORDY}{{1,8}}|[.॰]-?{WORDY}{{1,8}}"
    rf"|-{WORDY}(?=\.)){{0,4}}"
    r"[.°/॰]?"
)
_PREFIX = re.compile(rf"([{CASELESS}]{{1,4}})-?(?=[\dA-Za-z$€£₪])")
_ARTICLED = re.compile(r"(\d{1,3})(?![\d:/%°]|[.,]\d)")
_PREFIXED = re.compile(r"[^\W\d_]{1,4}-(\d{1,6}|[IVXLCDM]{1,8})")
_CAPITALS = re.compile(rf"{LETTER}{{2,12}}(?:&{LETTER}{{1,4}})?")
_MIXED = re.compile(rf"({LETTER}{{1,12}})-?(\d{{1,15}})(?![\d.,]?\d)")
_GENITIVE = re.compile(r"['’]s(?!\w)")
_CLITIC = re.compile(r"['’](?=[A-Z])")  # IT'S
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_SUFFIX = re.compile(r"[^\W\d_]{1,4}")
_ELIDED = re.compile(r"(?:\b[cdjlmnst]|qu|[ds]?un|[aeouns]ll|d[ae]ll)['’](?=[^\W\d_]+\.)", re.I)
# "siglos XIX y XX", "XIX e XX secolo"
_EARLIER = re.compile(r"(\w{1,14}\.?) [IVXLCDM]{1,8}(?:,| \w{1,3}|[-–]) ?$")
_LATER = re.compile(r"(?: \w{1,3}|[-–]) ?[IVXLCDM]{1,8} (?=[^\W\d_])")
_ENDING = re.compile(r":[^\W\d_]{1,6}(?!\w)")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_VOWELS = frozenset("AEIOUYÄÖÜÅÆØÁÀÂÉÈÊËÍÎÏÓÔÚÛАЕЁИОУЫЭЮЯІЇЄΑΕΗΙΟΥΩΆΈΉΊΌΎΏ")
_TIGHT = str.maketrans({" ": "", "\u00a0": "", "\u05f4": '"', "\u05f3": "'", "॰": "."})
_NO_NUMERALS = frozenset({"XX", "XXX"})
_ARTICLE = 3
_SHOUTED = 6
_LONGEST_ROMAN = 8
_REACH = 40
_SAFE_ROMAN = 2  # one letter may be an initial


def abbreviation(context: Context, position: int) -> Reading | None:
    """Write out an abbreviation of the language's list, if what stands around fits."""
    elided = _ELIDED.match(context.text, position)
    if elided and (read := abbreviation(context, elided.end())):
        return replace(read, words=f"{elided.group()}{read.words}")
    if read := _spaced(context, position):
        return read
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
                fits = key == head or head.rstrip(".") not in context.language.data.acronyms.spell
                if fits and _fits(context, choice, position, behind):
                    return _written_out(context, choice.words, behind)
    return None


def _spaced(context: Context, position: int) -> Reading | None:
    """Read an abbreviation of letters with spaces between: "t ex"."""
    for written in context.language.spaced:
        end = position + len(written)
        if context.text.startswith(written, position) and context.ends(end):
            return Reading(end, context.language.abbreviations[written][0].words)
    return None


def _ends(written: str) -> list[int]:
    """Return where a prefix of dotted parts may end, the longest first."""
    ends = [index for index, char in enumerate(written, 1) if char in "./॰"]
    bare = [end - 1 for end in ends]
    return sorted({*ends, *bare, len(written)}, reverse=True)


def _keys(head: str) -> tuple[str, ...]:
    """Return the spellings to look up: as written, in lower case, without inner spaces."""
    tight = head.translate(_TIGHT)
    return tuple(dict.fromkeys((head, tight, tight.lower())))


def _fits(context: Context, choice: Abbreviation, start: int, end: int) -> bool:
    after = context.char(after_gap(context, end))
    if context.char(end).isalpha() or (
        context.char(end).isdecimal() and context.char(end - 1).isalpha()
    ):
        return False
    match choice.before:
        case "number":
            fits = after.isdecimal() or _counts_so(context, choice.words, end)
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
    if choice.precedes and context.word_after(end).lower() not in choice.precedes:
        return False
    if choice.after == "any" or not fits:
        return fits
    if choice.after in ("name", "lower"):
        return before[:1].isupper() == (choice.after == "name")
    return before[:1].isdecimal() and (choice.after == "number" or before[-1:].isalpha())


def _counts_so(context: Context, words: str, end: int) -> bool:
    """Tell whether a Roman numeral follows that is read after `words`."""
    numeral = _ROMAN.match(context.text, after_gap(context, end))
    if not numeral or not numeral.group() or not context.ends(numeral.end()):
        return False
    data = context.language.data.roman
    return words in data.cardinal_after or words in data.ordinal_after


def _written_out(context: Context, words: str, end: int) -> Reading:
    """Keep the full stop of an abbreviation that ends the text: it ends the sentence, too."""
    last = context.char(end - 1) == "." and not context.text[end : end + 4].strip(" \"'”’)»")
    if words.endswith("'"):
        end = after_gap(context, end)  # sant'Antonio
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
    if definite := _definite(context, position, match):
        return definite
    stuck = context.char(match.end()).isdecimal() and context.language.data.numbers.style == "words"
    return Reading(match.end(), words if stuck else f"{words} ")


def _definite(context: Context, position: int, match: re.Match[str]) -> Reading | None:
    """Read an ordinal with its article: "המאה ה-19", "القرن الـ20"."""
    numbers = context.language.data.numbers
    digits = _ARTICLED.match(context.text, match.end())
    if digits is None or match.group(1) not in numbers.ordinal_articles:
        return None
    before = context.word_before(position).lower()
    forms = (form for form, words in numbers.ordinal_after.items() if before in words)
    form = next(forms, None)
    said = context.language.spell.ordinal(int(digits.group(1)), form) if form else None
    return Reading(digits.end(), said) if said else None


def prefixed_ordinal(context: Context, position: int) -> Reading | None:
    """Read an ordinal with a prefix: "ke-3", "ke-XX"."""
    match = _PREFIXED.match(context.text, position)
    if not match or not context.free(position) or not context.ends(match.end()):
        return None
    written = match.group(1)
    if not written.isdecimal():
        numeral = _ROMAN.fullmatch(written)
        written = str(_roman_value(written)) if numeral else "0"
    words = context.language.spell.ordinal(int(written)) if int(written) else None
    return Reading(match.end(), words) if words else None


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
    if words is None:
        return None
    if ended := acronym(context, match.end() - plural, stem, words):
        return ended
    if _CLITIC.match(context.text, match.end()):
        return None
    return _with_s(context, words, match.end(), plural=plural and words != stem)


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
    words = [word for word in text[:400].split() if len(word) > 3 and word.isupper()]
    return text[:400].isupper() and len(words) > 1


def mixed(context: Context, position: int) -> Reading | None:
    """Read letters and digits that are one name: MP3, CO2, B12, ESP32."""
    match = _MIXED.match(context.text, position)
    if not match or not context.ends(match.end()):
        return named_version(context, position)
    if named := named_version(context, position):
        return named
    letters, digits = match.groups()
    own = context.language.data.acronyms.say.get(match.group())
    if own or context.language.joint(letters) == "":
        return Reading(match.end(), own or match.group())  # the phonemizer knows it
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
    return _marked(context, match, value) or _placed(context, match, value)


def _marked(context: Context, match: re.Match[str], value: int) -> Reading | None:
    """Read a numeral known by an abbreviation behind: "в XX в."."""
    found = form_around(context, context.language.data.roman.forms, match.span())
    words = context.language.spell.ordinal(value, found[0].rule) if found else None
    return with_mark(context, words, found, match.end()) if found else None


def _placed(context: Context, match: re.Match[str], value: int) -> Reading | None:
    """Read a numeral known by the words around."""
    data = context.language.data.roman
    position = match.start()
    before = _name_before(context, position)
    spell = context.language.spell
    if (
        before in data.cardinal_after
        or _is_cardinal(context, match.span())
        or (before in data.ordinal_after and value > data.ordinal_to)
    ):
        words = spell.bare(value)
        return Reading(match.end(), words) if words else None
    if before in data.ordinal_after:
        forms = (form for form, names in data.forms_after.items() if before in names)
        case, end = _case(context, match.end())
        form = next(forms, data.form)
        said = spell.ordinal(value, case or form)
        words = said and data.ordinals.get(form, data.ordinal).format(n=said)
        if words and case:
            return Reading(end, words)
    elif _is_before(context, match.end()) or _is_stopped(context, match):
        asked = form_before(context, _past_stop(context, match.end()))
        listed = ordinal_form(context, position)
        form = asked or (data.form_before if listed == "default" else None) or listed
        words = spell.ordinal(value, form)
    elif data.names and _is_behind_name(context, position, match.group()):
        words = spell.bare(value)
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


def _case(context: Context, end: int) -> tuple[str | None, int]:
    """Return the form that an ending asks for ("Kustaa III:n"), and where it ends."""
    ending = _ENDING.match(context.text, end)
    forms = context.language.data.numbers.cardinal_suffixes
    return (forms.get(ending.group()), ending.end()) if ending else (None, end)


def _is_behind_name(context: Context, position: int, numeral: str) -> bool:
    """Tell a name's numeral ("Final Fantasy VII") from "The IV drip" and "the XXL size"."""
    before = context.word_before(position)
    named = before[:1].isupper() and before[1:].islower() and context.char(position - 2).isalpha()
    plain = len(numeral) > 1 and not set(numeral) - set("IVX") and numeral not in _NO_NUMERALS
    return named and plain and len(before) > _ARTICLE


def _past_stop(context: Context, end: int) -> int:
    """Return where an ordinal ends: "XX." has a stop in some languages."""
    stopped = context.language.data.numbers.ordinal_stop and context.char(end) == "."
    return end + 1 if stopped and context.word_after(end + 1) else end


def _is_stopped(context: Context, match: re.Match[str]) -> bool:
    """Tell whether a numeral with a stop is an ordinal before a name: "XVI. Benedikt"."""
    if not context.language.data.roman.stopped or len(match.group()) < _SAFE_ROMAN:
        return False
    end = _past_stop(context, match.end())
    return end > match.end() and context.word_after(end)[:1].isupper()


def _name_before(context: Context, position: int) -> str:
    """Return the word before, an abbreviation in full, or that before another numeral."""
    text = context.text[max(0, position - _REACH) : position]
    earlier = _EARLIER.search(text)
    before = earlier.group(1) if earlier else context.word_before(position)
    stopped = before if before.endswith(".") else f"{before}."
    if stopped != before and not text.rstrip().endswith("."):
        return before.lower()
    for key in (stopped, stopped.lower()):
        for choice in context.language.abbreviations.get(key, ()):
            return choice.words.lower()
    return "" if text.rstrip().endswith((".", "!", "?")) else before.lower()


def _is_cardinal(context: Context, span: tuple[int, int]) -> bool:
    """Tell whether a word stands at a numeral that asks for it, where no spaces are: "第III章"."""
    data = context.language.data.roman
    return context.follows(span[0], data.cardinal_after) or context.text.startswith(
        data.cardinal_before, span[1]
    )


def _is_before(context: Context, end: int) -> bool:
    later = _LATER.match(context.text, end) if context.language.data.roman.ordinal_before else None
    after = context.word_after(later.end() if later else _past_stop(context, end))
    return after.lower() in context.language.data.roman.ordinal_before


def _roman_value(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))
