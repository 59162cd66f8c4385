"""Numerals in letters: XX secolo, Elizabeth II, XXe siècle, Kustaa III:n, Β΄."""

import re
import unicodedata

from ..context import Context, Reading, key_of
from ..letters import LETTER
from .ordinals import form_after, form_before
from .years import form_around, with_mark

_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_SUFFIX = re.compile(r"[^\W\d_]{1,4}")
# "siglos XIX y XX", "XIX e XX secolo"
_EARLIER = re.compile(r"(\w{1,14}\.?) [IVXLCDM]{1,8}(?:,| \w{1,3}|[-–]) ?$")
_LATER = re.compile(r"(?: \w{1,3}|[-–]) ?[IVXLCDM]{1,8} (?=[^\W\d_])")
_ENDING = re.compile(r":[^\W\d_]{1,6}(?!\w)")
LETTER_MARKS = frozenset("΄'ʹ’´′")
_LETTERS = re.compile(rf"({LETTER}{{1,3}})[΄'ʹ’´′](?!\w)")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NO_NUMERALS = frozenset({"XX", "XXX"})
_ARTICLE = 3
_LONGEST_ROMAN = 8
_REACH = 40
_SAFE_ROMAN = 2  # one letter may be an initial


def roman(context: Context, position: int) -> Reading | None:
    """Read a Roman numeral where the words around it ask for one."""
    match = _ROMAN.match(context.text, position)
    if not match or not 0 < len(match.group()) <= _LONGEST_ROMAN:
        return None
    value = value_of(match.group())
    if not context.ends(match.end()):
        return _suffixed(context, value, match.end())
    return _marked(context, match, value) or _placed(context, match, value)


def letter_numeral(context: Context, position: int) -> Reading | None:
    """Read "Β΄ Παγκόσμιος", "Γεώργιος Α'" in the form that the word behind asks for, or before."""
    roman = context.language.data.roman
    match = _LETTERS.match(context.text, position)
    value = roman.letters.get(match.group(1)) if match else None
    if match is None or value is None or not context.free(position):
        return None
    form = form_before(context, match.end())
    if form is None:
        named = form_after(context, position)
        form = roman.letters_form if named == "default" else named
    words = context.language.spell.ordinal(value, form)
    return Reading(match.end(), words) if words else None


def is_numeral(context: Context, position: int) -> bool:
    """Tell whether a word of Roman digits stands here, whatever it means."""
    numeral = _ROMAN.match(context.text, position)
    return numeral is not None and bool(numeral.group()) and context.ends(numeral.end())


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
        case, end = _case(context, match.end())
        form = key_of(data.forms_after, before) or data.form
        said = spell.ordinal(value, case or form)
        words = said and data.ordinals.get(form, data.ordinal).format(n=said)
        if words and case:
            return Reading(end, words)
    elif _is_before(context, match.end()) or _is_stopped(context, match):
        asked = form_before(context, _past_stop(context, match.end()))
        listed = form_after(context, position)
        form = asked or (data.form_before if listed == "default" else None) or listed
        words = spell.ordinal(value, form)
    elif data.names and _is_behind_name(context, position, match.group()):
        words = spell.bare(value)
    else:
        return None
    return Reading(_past_stop(context, match.end()), words) if words else None


def _suffixed(context: Context, value: int, end: int) -> Reading | None:
    """Read a numeral with an ordinal's suffix, if the word ends so: "XXe siècle", but "Mer"."""
    suffix = _SUFFIX.match(context.text, end)
    form = context.language.data.numbers.ordinal_suffixes.get(suffix.group()) if suffix else None
    if suffix is None or form is None or not context.ends(suffix.end()):
        return None
    words = context.language.spell.ordinal(value, form)
    fits = words and _bare(words).endswith(_bare(suffix.group()).removesuffix("s"))
    return Reading(suffix.end(), words) if words and fits else None


def _bare(word: str) -> str:
    """Return a word in small letters, without accents; superscripts become letters."""
    apart = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in apart if not unicodedata.combining(char))


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
        for choice in context.language.written.abbreviations.get(key, ()):
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


def value_of(numeral: str) -> int:
    """Return the value of a Roman numeral; 0 if it is none."""
    if not numeral or not _ROMAN.fullmatch(numeral):
        return 0
    values = [_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))
