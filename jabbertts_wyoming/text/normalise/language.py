"""One language, ready for use: what the recognisers ask."""

from functools import lru_cache

from .cldr import Cldr
from .counted_forms import CountedForms
from .loading import code_of, common, data_of
from .number_words import NumberWords
from .plurals import Plurals
from .schema import LanguageData
from .spellout import Spellout
from .unit_names import UnitNames
from .written import Written

_RBNF_CODES = {"nb": "no", "pt_PT": "pt_PT", "fr_BE": "fr_BE", "fr_CH": "fr_CH"}


class Language:
    """A language, in a grammatical case or in none. Use `language_of`.

    `data` is its file and `common` the one of all languages, `cldr` has CLDR's facts, `written`
    what to look for. Words: `spell` says whole numbers by rule sets, `numbers` numbers as they are
    written, `units` those with a unit; `plurals` and `counted` choose forms.
    """

    def __init__(self, tag: str, data: LanguageData, written: Written | None = None) -> None:
        self._tag = tag
        self.code = code_of(tag)
        self.data = data
        self.common = common()
        regional = "_" in tag or "-" in tag
        self.cldr = Cldr.of(tag if regional else data.locale or self.code)
        self.written = written or Written(data, self.cldr, self.common)
        own = _RBNF_CODES.get(tag.replace("-", "_"))
        self.spell = Spellout(own or _RBNF_CODES.get(self.code, self.code), data.numbers)
        self.plurals = Plurals(self.cldr, data.numbers.plurals)
        self.counted = CountedForms(data.numbers, self.cldr)
        self.numbers = NumberWords(data.numbers, self.spell, self.cldr, self.plurals)
        self.units = UnitNames(data.units, self.numbers, self.cldr, self.plurals)
        cases = {word: name for name, case in data.cases.items() for word in case.after}
        self._case_of = {word: name for word, name in cases.items() if word[-1] != "*"}
        self._case_heads = {word[:-1]: name for word, name in cases.items() if word[-1] == "*"}
        self._declined: dict[str, Language] = {}

    def after(self, *words: str) -> "Language":
        """Return the language as its numbers are said after words, the next one last."""
        last = words[-1] if words else ""
        return self.in_case(self._case_of.get(" ".join(words)) or self._case_name(last))

    def joined(self, before: str, joint: str) -> "Language":
        """Return the language of a number that `joint` ties to one after `before`."""
        name = self._case_name(before)
        return self.in_case(name if name and joint in self.data.cases[name].joined else None)

    def in_case(self, name: str | None) -> "Language":
        """Return the language as its numbers are said in a case."""
        if name is None:
            return self
        if name not in self._declined:
            data = self.data.declined(self.data.cases[name])
            self._declined[name] = Language(self._tag, data, self.written)
        return self._declined[name]

    def _case_name(self, word: str) -> str | None:
        heads = (of for head, of in self._case_heads.items() if word.startswith(head))
        return self._case_of.get(word) or next(heads, None)


@lru_cache(maxsize=64)
def language_of(tag: str) -> Language:
    """Return the language for a tag such as `en_US`, loaded at its first use.

    One without a file gets CLDR's facts alone. Raises `ValueError` for a file that is wrong; the
    message names the file and the field.
    """
    return Language(tag, data_of(tag))
