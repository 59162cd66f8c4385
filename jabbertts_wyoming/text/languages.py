"""What the sentence splitter knows of one language."""

from dataclasses import dataclass
from functools import lru_cache

from .language_data import (
    ALIASES,
    BEFORE_IN_ALL,
    CLOSING_IN_ALL,
    DATE_STOPS,
    LANGUAGES,
    NUMBERED_NAMES,
    ORDINAL_STOPS,
    LanguageTable,
)


@dataclass(frozen=True, slots=True)
class Language:
    """Words without their last full stop; a capital in one asks for that capital in the text.

    `before`: abbreviations that always stand before more text (Dr.). `closing`: those that may
    also end a sentence (etc.). `numeric`: words that are abbreviations only before a number
    (No. 5). `starters`: lower-case words that, with a capital, tell a new sentence after an
    abbreviation. `letters`: one-letter words that are no initials (I). `endings`: those of longer
    words that make an abbreviation (Hauptstr.), as in `closing`. `ordinals`: "3." means
    "third". `years`: a year may have such a stop, too. `nouns`: nouns have capitals, so a capital
    tells little. `numbered_names`: a name may follow an ordinal. `stops`: more sentence stops than
    the common ones.
    """

    code: str
    before: frozenset[str]
    closing: frozenset[str]
    numeric: frozenset[str]
    starters: frozenset[str]
    letters: frozenset[str]
    endings: tuple[str, ...]
    ordinals: bool
    years: bool
    nouns: bool
    numbered_names: bool
    stops: str


@lru_cache(maxsize=64)
def language_of(tag: str) -> Language:
    """Return the rules for a tag such as `en_US` or `de-DE`; an unknown one gets common rules."""
    code = tag.replace("-", "_").split("_")[0].lower()
    code = ALIASES.get(code, code)
    table = LANGUAGES.get(code, LanguageTable())
    closing = frozenset(table.closing.split())
    return Language(
        code=code,
        before=frozenset(table.before.split()) | (frozenset(BEFORE_IN_ALL.split()) - closing),
        closing=closing | frozenset(CLOSING_IN_ALL.split()),
        numeric=frozenset(table.numeric.split()),
        starters=frozenset(table.starters.split()),
        letters=frozenset(table.letters.split()),
        endings=tuple(table.endings.split()),
        ordinals=code in ORDINAL_STOPS or code in DATE_STOPS,
        years=code in DATE_STOPS,
        nouns=code in ("de", "lb"),
        numbered_names=code in NUMBERED_NAMES,
        stops=";" if code == "el" else "",
    )
