"""Text normalisation: what is written becomes what is said, in a language's own way.

`normalise` cleans the text (`clean`), finds numbers, dates, units, addresses and the like in one
pass (`scan`, `classes`), and says them in words: by CLDR through Babel (`cldr`), by CLDR's
number formats (`spellout`), and by a small file for each language (`data`, `schema`, `loading`).
`language` brings these together: what is `written`, and the words for it (`number_words`,
`unit_names`, `plurals`, `counted_forms`).
"""

from collections.abc import Iterator

from .clean import Cleaned, clean
from .context import Context
from .language import language_of
from .scan import Found, scan
from .spoken import DEFAULT, Emoji, NormaliseRules, Spoken, spoken_text

__all__ = ["DEFAULT", "Emoji", "NormaliseRules", "Spoken", "normalise", "spoken_text"]

GROWTH = 10
"""No text grows more than so many times, but for a few words (`_ALLOWANCE` characters)."""
_ALLOWANCE = 200


def normalise(text: str, language: str, rules: NormaliseRules = DEFAULT) -> list[Spoken]:
    """Return what is said, piece by piece; the pieces cover `text` in order and without gaps.

    `language` is a tag such as `en_US`; numbers and dates follow its region. A language that we
    have no file for is cleaned and gets what CLDR knows. Stateless and thread-safe; the first
    call for a language loads its data. No text raises.
    """
    if not text:
        return []
    cleaned = clean(text, rules)
    context = Context(cleaned.text, language_of(language), rules)
    return _Assembly(text, cleaned).of(scan(context))


class _Assembly:
    """Maps what was found in the clean text back to the source."""

    def __init__(self, source: str, cleaned: Cleaned) -> None:
        self._source = source
        self._cleaned = cleaned
        self._pieces: list[Spoken] = []
        self._done = 0
        self._said = 0

    def of(self, found: Iterator[Found]) -> list[Spoken]:
        done = 0
        for each in found:
            self._leave(done, each.start)
            self._say(each)
            done = each.end
        self._leave(done, len(self._cleaned.text))
        return self._pieces

    def _leave(self, start: int, end: int) -> None:
        """Take a stretch as it is, part by part."""
        for first, last in self._cleaned.parts(start, end) if start < end else ():
            self._drop_to(first)
            self._add(self._cleaned.source_end(first, last), self._cleaned.text[first:last])
        if end == len(self._cleaned.text):
            self._drop_to(end)

    def _say(self, each: Found) -> None:
        self._drop_to(each.start)
        end = self._cleaned.origin(each.end)
        room = GROWTH * end + _ALLOWANCE - self._said
        self._add(end, each.words if len(each.words) <= room else self._source[self._done : end])

    def _drop_to(self, position: int) -> None:
        """Say nothing for the markers that stood before `position`."""
        origin = self._cleaned.origin_of_part(position)
        if origin > self._done:
            self._add(origin, "")

    def _add(self, end: int, words: str) -> None:
        self._pieces.append(Spoken(self._done, end, words))
        self._done = end
        self._said += len(words)
