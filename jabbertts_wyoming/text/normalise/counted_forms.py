"""Which form of a number the word beside it asks for: "1 luz" is "una", "2 кошки" "две".

A list of words goes first; where it has not the word, its look tells: by whole words that are
like a regex, or by an ending, for some plural categories or for all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .cldr import Cldr
from .quantity import Number
from .schema import Likes, Numbers, Words

_SHORTEST_NOUN = 4
_NONE = "none"


@dataclass(frozen=True, slots=True)
class _Look:
    """Words of this look ask for a form, of numbers of these plural categories (none: of all)."""

    form: str
    pattern: re.Pattern[str]
    plurals: Words = ()


class CountedForms:
    """What words in small letters ask of a number."""

    def __init__(self, numbers: Numbers, cldr: Cldr) -> None:
        self._cldr = cldr
        counted = dict(_by_word(numbers.counted))
        self._counted = {word: form for word, form in counted.items() if word[-1] != "*"}
        heads = [(word[:-1], form) for word, form in counted.items() if word[-1] == "*"]
        self._heads = sorted(heads, key=lambda head: -len(head[0]))
        self.phrases = [(word, form) for word, form in counted.items() if " " in word]
        """Words with a space between, and the form that they ask for."""
        self._looks = [*_like(numbers.counted_like), *_ending(numbers)]
        self._ones = [*_like(numbers.one_like)]
        self._before = dict(_by_word(numbers.counted_after))

    def form(self, word: str, number: Number | None = None) -> str | None:
        """Return the cardinal form that a word asks of the number before it."""
        if word in self._counted or not word:
            return self._counted.get(word)
        found = next((form for head, form in self._heads if word.startswith(head)), None)
        category = self._cldr.plural(number.decimal) if number else None
        return found or _first(self._looks, word, category)

    def head(self, word: str) -> str:
        """Return what a word begins with that asks for a form of the number; "" if nothing."""
        if word in self._counted:
            return word
        return next((head for head, _ in self._heads if word.startswith(head)), "")

    def of_one(self, word: str) -> str | None:
        """Return the form that a word asks of a 1 that counts it."""
        return self._counted.get(word) or _first(self._ones, word)

    def after(self, word: str) -> str | None:
        """Return the form of a number after a word, if nothing follows it."""
        return self._before.get(word)


def _by_word(words: Mapping[str, Words]) -> Iterator[tuple[str, str]]:
    return ((word, form) for form, of in words.items() for word in of)


def _like(likes: Likes) -> Iterator[_Look]:
    return (_Look(form, re.compile("|".join(patterns))) for form, patterns in likes.items())


def _ending(numbers: Numbers) -> Iterator[_Look]:
    for each in numbers.counted_endings:
        endings = "|".join(map(re.escape, each.endings))
        pattern = re.compile(rf"(?=.{{{_SHORTEST_NOUN}}}).*(?:{endings})")
        yield _Look(each.form, pattern, each.plurals)


def _first(looks: Sequence[_Look], word: str, category: str | None = None) -> str | None:
    """Return the form of the first look that a word has; None for `none`, too."""
    if not word:
        return None
    fits = (look for look in looks if not look.plurals or category in look.plurals)
    form = next((look.form for look in fits if look.pattern.fullmatch(word)), _NONE)
    return None if form == _NONE else form
