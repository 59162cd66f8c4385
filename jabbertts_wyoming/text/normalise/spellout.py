"""Numbers in words, by CLDR's rule-based number formats (RBNF)."""

import re
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache

from unicode_rbnf import RbnfEngine
from unicode_rbnf.engine import RbnfError

from .schema import Numbers

_HUNDRED = 100
LONGEST = 15
"""Longer digit strings are read digit by digit."""

_CARDINALS = (
    "cardinal",
    "cardinal-masculine",
    "cardinal-common",
    "cardinal-reale",
    "cardinal-neuter",
    "cardinal-sinokorean",
    "numbering",
)
_ORDINALS = (
    "ordinal",
    "ordinal-masculine",
    "ordinal-common",
    "ordinal-reale",
    "ordinal-neuter",
    "ordinal-sinokorean",
)
# The engine corrects its rules while it uses them.
_LOCK = threading.Lock()


class Spellout:
    """One language's number words; None where CLDR has none."""

    def __init__(self, code: str, numbers: Numbers) -> None:
        self._engine = _engine(code)
        _add_rules(self._engine, numbers)
        self._numbers = numbers
        names = self._engine.rulesets if self._engine else {}
        self._names = frozenset(
            {name.removeprefix("spellout-") for name in names} | set(numbers.derived)
        )
        self._cardinal = next((name for name in _CARDINALS if name in self._names), None)
        self._ordinal = next((name for name in _ORDINALS if name in self._names), None)
        self._spelling = _compiled(numbers.spelling)
        self._derived = {
            name: (of.rule, _compiled(of.spelling)) for name, of in numbers.derived.items()
        }
        self._cached = lru_cache(maxsize=4096)(self._format)

    @property
    def rules(self) -> frozenset[str]:
        """The names of the rule sets, without `spellout-`."""
        return self._names

    def say(self, number: int, rule: str | None) -> str | None:
        """Return `number` by a rule set; `digits` says it digit by digit from a hundred on."""
        if rule == "digits":
            return self.digits(str(number)) if number >= _HUNDRED else self.bare(number)
        return self._cached(number, rule) if rule else None

    def bare(self, number: int) -> str | None:
        """Return `number` as it stands alone."""
        return self.say(number, self._numbers.bare)

    def counting(self, number: int, form: str = "default") -> str | None:
        """Return `number` as it counts a thing of a gender (`form`)."""
        named = self._numbers.cardinal
        return self.say(number, named.get(form) or named.get("default") or self._cardinal)

    def ordinal(self, number: int, form: str = "default") -> str | None:
        """Return the ordinal in a form."""
        named = self._numbers.ordinal
        return self.say(number, named.get(form) or named.get("default") or self._ordinal)

    def year(self, number: int, rule: str | None = None) -> str | None:
        """Return a year; the rule `digits` says one digit after the other."""
        modern = self._numbers.year_2000 if number >= 2000 else None
        rule = rule or modern or self._numbers.year
        own = rule in self._numbers.derived or rule in self._numbers.rules
        if self._numbers.style == "digits" and not own:
            return str(number)
        if rule == "digits":
            return self.digits(str(number))
        return self.say(number, rule) or self.bare(number)

    def digits(self, digits: str) -> str | None:
        """Return each digit by itself."""
        words = [self.say(int(digit), self._numbers.digit) for digit in digits]
        space = self._numbers.space
        return space.join(word for word in words if word) if all(words) else None

    def _format(self, number: int, rule: str) -> str | None:
        if rule in self._derived:
            base, spelling = self._derived[rule]
            return _spelled(self._format(number, base), spelling)
        if self._engine is None or rule not in self._names or number >= 10**LONGEST:
            return None
        name = f"spellout-{rule}"
        try:
            with _LOCK:
                result = self._engine.format_number(number, ruleset_names=[name])
        except (RbnfError, ValueError, ArithmeticError, RecursionError):
            return None
        return _spelled(result.text_by_ruleset.get(name), self._spelling)


_Spelling = Sequence[tuple[re.Pattern[str], str]]


def _compiled(spelling: Mapping[str, str]) -> _Spelling:
    return [(re.compile(was), new) for was, new in spelling.items()]


def _spelled(words: str | None, spelling: _Spelling) -> str | None:
    if not words:
        return words
    for was, new in spelling:
        words = was.sub(new, words)
    return words


def _add_rules(engine: RbnfEngine | None, numbers: Numbers) -> None:
    for name, rules in numbers.rules.items():
        for base, text in rules.items():
            if engine is not None:
                engine.add_rule(base, f"{text};", f"spellout-{name}")


def _engine(code: str) -> RbnfEngine | None:
    try:
        return RbnfEngine.for_language(code)
    except (RbnfError, ValueError, OSError, KeyError):
        return None
