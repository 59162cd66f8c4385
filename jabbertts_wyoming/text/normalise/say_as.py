"""Text whose kind the writer told (SSML's `say-as`) into words."""

import re
from collections.abc import Callable, Mapping

from ..markup.spans import ReadAs, SayAs
from . import normalise
from .classes import date_words
from .classes.acronyms import spelled
from .context import Context, number_at
from .language import Language, language_of
from .spoken import DEFAULT, spoken_text

_FIELD = re.compile(r"\d+")
_SEPARATED = re.compile(r"\d+|[^\W\d_]+")
_RUN = re.compile(r"\d+|[^\W\d_]+|\S")
_LAST_CENTURY = 70  # a year of two digits from here on is of the last one


def read_as(text: str, how: SayAs, language: str) -> str:
    """Return `text` in words, read as what `how` says it is; as plain text where it is not that.

    `language` is a tag such as `en_US`. Never raises.
    """
    reader = _READERS.get(how.kind)
    words = reader(text.strip(), how.format, language_of(language)) if reader else None
    return words if words is not None else spoken_text(normalise(text, language))


def _characters(text: str, _form: str, language: Language) -> str | None:
    said = [_character_run(run, language) for run in _RUN.findall(text)]
    return " ".join(word for word in said if word) or None


def _character_run(run: str, language: Language) -> str:
    if run.isdecimal():
        return language.numbers.digits(run) or " ".join(run)
    if run[0].isalpha():
        return spelled(run.upper(), language)
    net = language.data.net
    return {".": net.dot, "@": net.at, "/": net.slash, ":": net.colon}.get(run) or ""


def _digits(text: str, _form: str, language: Language) -> str | None:
    said = [
        language.numbers.digits(part) or part if part.isdecimal() else part
        for part in _SEPARATED.findall(text)
    ]
    return ", ".join(said) or None


def _cardinal(text: str, _form: str, language: Language) -> str | None:
    found = number_at(Context(text, language, DEFAULT), 0)
    return language.numbers.bare(found[0]) if found and found[1] == len(text) else None


def _ordinal(text: str, _form: str, language: Language) -> str | None:
    digits = _FIELD.match(text)
    rest = text[digits.end() :] if digits else ""
    if digits is None or len(digits.group()) > 9 or any(char.isdecimal() for char in rest):
        return None
    return language.spell.ordinal(int(digits.group()))


def _date(text: str, form: str, language: Language) -> str | None:
    order = form or language.cldr.date_order
    fields = _FIELD.findall(text)
    if len(fields) == 1 and len(order) == 3 and len(fields[0]) == 8:
        fields = _cut(fields[0], order)
    if len(fields) != len(order) or any(len(field) > 4 for field in fields):
        return None
    values = {name: int(field) for name, field in zip(order, fields, strict=True)}
    if "y" in values and len(fields[order.index("y")]) <= 2:
        values["y"] += 1900 if values["y"] >= _LAST_CENTURY else 2000
    context = Context(text, language, DEFAULT)
    return date_words.in_words(context, values.get("d"), values.get("m"), values.get("y"))


def _cut(digits: str, order: str) -> list[str]:
    """Return the fields of a date without separators: 20260504."""
    fields, at = [], 0
    for name in order:
        size = 4 if name == "y" else 2
        fields.append(digits[at : at + size])
        at += size
    return fields


_READERS: Mapping[ReadAs, Callable[[str, str, Language], str | None]] = {
    ReadAs.CHARACTERS: _characters,
    ReadAs.DIGITS: _digits,
    ReadAs.TELEPHONE: _digits,
    ReadAs.CARDINAL: _cardinal,
    ReadAs.ORDINAL: _ordinal,
    ReadAs.DATE: _date,
}
