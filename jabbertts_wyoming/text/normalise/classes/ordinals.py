"""Ordinals: 2nd, 1er, "der 3. Platz", "1.–3. Platz"; the form that the words around ask for."""

import re

from ..context import CLOSERS, Context, Reading, key_of
from ..letters import WORDY
from ..quantity import Number
from .governor import governor

_RANGE = re.compile(r"\d{1,3}\.[ \u00a0]?[-–][ \u00a0]?(\d{1,3})\.(?=[ \u00a0])")
_SUFFIX = re.compile(rf"[:.'’-]?{WORDY}{{1,6}}|\.?[ºª°]")
_DEGREES = re.compile(r"\d{1,3}º(?:(?:, | \w{1,3} |[-–])\d{1,3}º){0,5}")
_SCALE = re.compile(r" ?[CF](?!\w)")  # 21º C
_FIGURE = re.compile(r"\d+")
_ITEM = (":", ")")
_HIGHEST = 20
_REACH = 30


def ordinal(context: Context, position: int) -> Reading | None:
    """Read "2nd", "3." or "1er", whatever the language writes."""
    text, language = context.text, context.language
    end = position
    while end - position < 12 and context.char(end).isdecimal():
        end += 1
    numbers = language.data.numbers
    digits = text[position:end]
    if not digits.isascii():
        return None
    suffixed = _suffixed(context, digits, end)
    if suffixed is not None:
        return suffixed
    if numbers.ordinal_stop and context.char(end) == "." and len(digits) <= 3:
        value = int(digits)
        found = _stopped_range(context, position, value) or _last(context, position, end, value)
        return found or _stopped(context, position, end, value)
    return None


def _suffixed(context: Context, digits: str, end: int) -> Reading | None:
    """Read "2nd", "3:e", "5°" before a word that asks for an ordinal, or "20:ssa"."""
    language = context.language
    numbers = language.data.numbers
    suffix = _SUFFIX.match(context.text, end)
    if suffix is None or _is_letter(context, end - len(digits), suffix):
        return None
    written, behind = suffix.group().lower(), suffix.end()
    asked = form_before(context, behind)
    form = numbers.ordinal_suffixes.get(written)
    if written == "º" and not asked and _is_degrees(context, behind - 1):
        return None
    if form and context.ends(behind):
        words = language.spell.ordinal(int(digits), asked or form)
    elif written == "°" and asked:
        words = language.spell.ordinal(int(digits), asked)
    elif (case := numbers.cardinal_suffixes.get(written)) and context.ends(behind):
        words = language.numbers.counting(Number(digits), case)
    else:
        return None
    return Reading(behind, words) if words else None


def _is_letter(context: Context, position: int, suffix: re.Match[str]) -> bool:
    """Tell whether a suffix is a capital letter, of a place or at the end: "rum 3A"."""
    if len(suffix.group()) > 1 or not suffix.group().isupper():
        return False
    place = context.word_before(position).lower()
    return not context.word_after(suffix.end()) or place in context.language.data.units.places


def _is_degrees(context: Context, mark: int) -> bool:
    """Tell whether the º at `mark` says degrees: "Girar 180º", "Hace 5º", "entre 18º y 22º"."""
    around = _DEGREES.finditer(context.text, max(0, mark - _REACH), mark + _REACH)
    match = next((match for match in around if match.start() < mark < match.end()), None)
    if match is None:
        return False
    position, end = match.span()
    if _SCALE.match(context.text, end):
        return True
    highest = max(int(figure) for figure in _FIGURE.findall(match.group()))
    if form_before(context, end) or _is_listed(context, position) or highest == 1:
        return False
    if context.word_before(position).lower() in context.language.data.numbers.degrees_after:
        return True
    last = not context.word_after(end) and context.char(end) not in _ITEM
    return highest > _HIGHEST or (last and not context.is_line_start(position))


def _is_listed(context: Context, position: int) -> bool:
    """Tell whether a word that asks for an ordinal stands before: "el 25º"."""
    before = context.word_before(position).lower()
    return any(before in words for words in context.language.data.numbers.ordinal_after.values())


def _stopped(context: Context, position: int, end: int, value: int) -> Reading | None:
    """Read "3." where it stands before a word: "der 3. Platz", "am 1. Tag"."""
    if context.char(end + 1) == "-" and context.char(end + 2).isalpha():
        words = context.language.spell.ordinal(value)  # 2.-plads
        return Reading(end + 1, words) if words else None
    after = context.word_after(end + 1)
    if not after or context.char(end + 1) not in (" ", "\u00a0"):
        return None
    numbers = context.language.data.numbers
    asked = form_before(context, end + 1)
    if context.is_line_start(position) and (asked is None or after[0].isupper()):
        return None  # an item of a list
    ends_sentence = after[0].isupper() and not numbers.ordinal_names
    if asked is None and (numbers.ordinal_listed or ends_sentence):
        return None
    form = asked or _agreeing_form(context, position, after) or form_after(context, position)
    words = context.language.spell.ordinal(value, form)
    return Reading(end + 1, words) if words else None


def _stopped_range(context: Context, position: int, value: int) -> Reading | None:
    """Read "1.–3. Platz"."""
    match = _RANGE.match(context.text, position)
    template = context.language.data.numbers.range
    after = context.word_after(match.end()) if match else ""
    if match is None or template is None or not after:
        return None
    form = _agreeing_form(context, position, after) or form_after(context, position)
    a, b = (context.language.spell.ordinal(n, form) for n in (value, int(match.group(1))))
    return Reading(match.end(), template.format(a=a, b=b)) if a and b else None


def _last(context: Context, position: int, end: int, value: int) -> Reading | None:
    """Read "am 3." at the end."""
    if not _is_last(context, position, end):
        return None
    words = context.language.spell.ordinal(value, form_after(context, position))
    return Reading(end + (context.char(end + 1) == ","), words) if words else None


def _is_last(context: Context, position: int, stop: int) -> bool:
    """Tell whether "3." with its stop there is an ordinal at the end: "am 3.", "am 3., 4. und"."""
    listed = context.language.data.numbers.ordinal_last
    if not listed or governor(context, position) not in listed:
        return False
    return context.at_end(stop + 1, CLOSERS) or context.char(stop + 1) in tuple(",\n)")


def form_before(context: Context, end: int) -> str | None:
    """Return the form of an ordinal that the word after it asks for."""
    after = context.word_after(end).lower()
    asked = context.language.data.numbers.ordinal_before
    form = key_of(asked, after)
    if form is None and after:
        endings = ((of, word) for of, words in asked.items() for word in words if word[0] == "*")
        form = next((form for form, word in endings if after.endswith(word[1:])), None)
    return form


def form_after(context: Context, position: int) -> str:
    """Return the form of an ordinal that follows the word before `position`."""
    asked = context.language.data.numbers.ordinal_after
    return key_of(asked, governor(context, position)) or "default"


def _agreeing_form(context: Context, position: int, noun: str) -> str | None:
    """Return the form of an ordinal that the word before and the noun after it ask for together."""
    agreements = context.language.data.numbers.ordinal_agreeing
    before = governor(context, position) if agreements else ""
    for each in agreements:
        if before in each.after and any(re.fullmatch(like, noun) for like in each.before):
            return each.form
    return None
