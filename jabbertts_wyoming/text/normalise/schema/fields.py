"""The kinds of fields that a language's YAML file is made of."""

import re
import string
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


class Model(BaseModel):
    """A part of a file: unknown fields are refused, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _plurals(forms: str | dict[str, str]) -> str | dict[str, str]:
    if isinstance(forms, dict):
        if unknown := forms.keys() - PLURALS:
            raise ValueError(f"unknown plural category {', '.join(sorted(unknown))}")
        if "other" not in forms:
            raise ValueError("the plural category 'other' is missing")
    return forms


Forms = Annotated[str | dict[str, str], AfterValidator(_plurals)]
"""A word, or one for each CLDR plural category of the language (`other` is a must)."""


def template(*fields: str) -> AfterValidator:
    """Check that a template has no other fields than these; a Forms is checked form by form."""

    def check(value: str | dict[str, str]) -> str | dict[str, str]:
        for text in [value] if isinstance(value, str) else value.values():
            used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
            if unknown := used - set(fields):
                allowed = ", ".join(f"{{{field}}}" for field in fields)
                raise ValueError(f"unknown field {{{unknown.pop()}}}; allowed: {allowed}")
        return value

    return AfterValidator(check)


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regex: {error}") from error
    return pattern


Spelling = dict[Annotated[str, AfterValidator(_regex)], str]
"""Regexes and what to put in their place."""

Patterns = tuple[Annotated[str, AfterValidator(_regex)], ...]
"""Regexes."""

Likes = dict[str, Patterns]
"""A form and regexes of whole words that ask for it."""

Pair = Annotated[str, template("a", "b")]
Words = tuple[str, ...]
