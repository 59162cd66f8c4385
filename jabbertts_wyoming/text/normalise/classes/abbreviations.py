"""Abbreviations: Dr., z. B., t ex, בע"מ, t/m, and ends of longer words (Hauptstr. 5)."""

import re
from dataclasses import replace

from ..context import CLOSERS, Context, Reading, after_gap
from ..letters import WORDY
from ..schema import Abbreviation
from .roman import is_numeral

# Hebrew has a mark before the last letter, or at the end.
_DOTTED = re.compile(
    r"[\u05d0-\u05ea]{1,6}(?:[\"\u05f4][\u05d0-\u05ea]|['\u05f3])(?![\u05d0-\u05ea])|"
    r"[A-Za-z]/[A-Za-z](?![\w/])|"
    rf"{WORDY}{{1,12}}(?:[.॰][ \u00a0]?(?={WORDY}{{1,8}}[.॰]){WORDY}{{1,8}}|[.॰]-?{WORDY}{{1,8}}"
    rf"|-{WORDY}(?=\.)){{0,4}}"
    r"[.°/॰]?"
)
_ENDED = re.compile(rf"{WORDY}{{2,40}}(?:-{WORDY}{{1,40}}){{0,3}}\.")
_SLASHED = re.compile(rf"{WORDY}{{1,4}}/{WORDY}{{1,4}}(?![\w/])")
_ELIDED = re.compile(r"(?:\b[cdjlmnst]|qu|[ds]?un|[aeouns]ll|d[ae]ll)['’](?=[^\W\d_]+\.)", re.I)
_TIGHT = str.maketrans({" ": "", "\u00a0": "", "\u05f4": '"', "\u05f3": "'", "॰": "."})


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
    table = context.language.written.abbreviations
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


def ended(context: Context, position: int) -> Reading | None:
    """Write out the end of a word such as "Hauptstr."; a stop that ends the text stays."""
    endings = context.language.data.endings
    match = _ENDED.match(context.text, position) if endings else None
    if match is None or not context.free(position) or context.char(match.end()).isalpha():
        return None
    for short, whole in endings.items():
        if match.group().lower().endswith(short):
            last = context.at_end(match.end(), CLOSERS)
            words = match.group()[: -len(short)] + whole
            return Reading(match.end() - last, words)
    return None


def slashed(context: Context, position: int) -> Reading | None:
    """Write out "t/m"."""
    match = _SLASHED.match(context.text, position)
    choices = context.language.written.abbreviations.get(match.group().lower(), ()) if match else ()
    if match is None or not choices or not context.free(position):
        return None
    return Reading(match.end(), choices[0].words)


def is_slashed(context: Context, position: int) -> bool:
    """Tell whether such an abbreviation, and no unit (t per m), begins here."""
    return slashed(context, position) is not None


def _spaced(context: Context, position: int) -> Reading | None:
    """Read an abbreviation of letters with spaces between: "t ex"."""
    for written in context.language.written.spaced:
        end = position + len(written)
        if context.text.startswith(written, position) and context.ends(end):
            return Reading(end, context.language.written.abbreviations[written][0].words)
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
    if not is_numeral(context, after_gap(context, end)):
        return False
    data = context.language.data.roman
    return words in data.cardinal_after or words in data.ordinal_after


def _written_out(context: Context, words: str, end: int) -> Reading:
    """Keep the full stop of an abbreviation that ends the text: it ends the sentence, too."""
    last = context.char(end - 1) == "." and context.at_end(end, CLOSERS)
    if words.endswith("'"):
        end = after_gap(context, end)  # sant'Antonio
    return Reading(end - last, words)
