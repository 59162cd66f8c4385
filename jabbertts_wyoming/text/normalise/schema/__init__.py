"""What a language's YAML file may say; `data/README.md` explains it with examples.

All of it is optional: where a word is missing, the thing is left as it is written.
"""

from .amounts import Currency, Money, Units
from .calendar import Date, Time
from .fields import Forms, Pair, Spelling, Words
from .files import CommonData, LanguageData
from .names import Abbreviation, Acronyms, Harmony, Net, Phone, Roman
from .numbers import Case, Decimals, Derived, Ending, Fractions, Numbers, Span, YearForm, Years

__all__ = [
    "Abbreviation",
    "Acronyms",
    "Case",
    "CommonData",
    "Currency",
    "Date",
    "Decimals",
    "Derived",
    "Ending",
    "Forms",
    "Fractions",
    "Harmony",
    "LanguageData",
    "Money",
    "Net",
    "Numbers",
    "Pair",
    "Phone",
    "Roman",
    "Span",
    "Spelling",
    "Time",
    "Units",
    "Words",
    "YearForm",
    "Years",
]
