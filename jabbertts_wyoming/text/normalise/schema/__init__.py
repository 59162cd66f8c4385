"""What a language's YAML file may say: each field with its meaning, below it.

All of it is optional: where a word is missing, the thing is left as it is written.
`data/README.md` says where to begin. In the examples "quotes" are text as it is written or said,
and `backquotes` YAML; a template's `{a}` and `{b}` are two things that it joins.
"""

from .amounts import Currency, Money, Units
from .calendar import Date, Time
from .cases import Case
from .fields import Forms, Likes, Pair, Spelling, Words
from .files import CommonData, LanguageData
from .fractions import Fractions
from .names import Abbreviation, Acronyms, Harmony, Net, Phone, Roman
from .numbers import Decimals, Derived, Ending, Numbers, Span
from .years import YearForm, Years

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
    "Likes",
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
