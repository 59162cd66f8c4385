"""One language, ready for use: its YAML file, CLDR's facts and its number words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Protocol, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ..language_data import ALIASES
from .cldr import Cldr
from .letters import LETTER, SPACED
from .quantity import Number
from .schema import Abbreviation, CommonData, Decimals, Forms, LanguageData
from .spellout import LONGEST, Spellout

_PACKAGE = "jabbertts_wyoming.text.normalise.data"
# Every scalar is a string: "no" and "on" are words here. The schema makes numbers of the rest.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_EXAMPLES = [Decimal(example) for example in ("1.5", "0", "5", "2", "1")]
_TEN = Number("10")
_SHORTEST_NOUN = 4
_LONGEST_CODE = 5
_RBNF_CODES = {"nb": "no", "pt_PT": "pt_PT", "fr_BE": "fr_BE", "fr_CH": "fr_CH"}
# What follows the first letters of an abbreviation: a token is no more than them.
# Abbreviations with more between their words than stops: "t ex", "ma–pe".
_SPACED_OUT = re.compile(r"^[^.]*[ –-][^.]*$")
_HEAD = re.compile(r"[\"'.].*")
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's pattern with `{0}` for the number, and the form that the number takes."""

    pattern: str
    form: str


class Language:
    """What the recognisers ask of a language. Use `language_of`."""

    def __init__(self, tag: str, data: LanguageData) -> None:
        self.code = code_of(tag)
        self.data = data
        regional = "_" in tag or "-" in tag
        self.cldr = Cldr.of(tag if regional else data.locale or self.code)
        own = _RBNF_CODES.get(tag.replace("-", "_"))
        self.spell = Spellout(own or _RBNF_CODES.get(self.code, self.code), data.numbers)
        self.common = common()
        self.units: Mapping[str, str] = {**self.common.units, **data.units.symbols}
        self.unit = _any_of(self.units)
        counted = {word: form for form, words in data.numbers.counted.items() for word in words}
        self._counted = {word: form for word, form in counted.items() if word[-1] != "*"}
        heads = [(word[:-1], form) for word, form in counted.items() if word[-1] == "*"]
        self._counted_heads = sorted(heads, key=lambda head: -len(head[0]))
        self.counted_phrases = [(word, form) for word, form in counted.items() if " " in word]
        self._like = _matched(data.numbers.counted_like)
        self._one_like = _matched(data.numbers.one_like)
        self.phone = re.compile("|".join(data.phone.shapes)) if data.phone.shapes else None
        self._before = {w: form for form, ws in data.numbers.counted_after.items() for w in ws}
        self._forms = {unit: form for form, ids in data.units.genders.items() for unit in ids}
        self.currencies: Mapping[str, str] = {
            **self.common.currencies,
            "$": self._dollar(),
            **data.money.symbols,
        }
        self.currency = _any_of(self.currencies)
        self.amounts: Mapping[str, str] = {**self.currencies, **data.money.words}
        self.amount = _any_of(self.amounts)
        self.magnitude_heads = frozenset(word[0] for word in data.numbers.magnitudes)
        self.half_day_heads = frozenset(word[0] for word in data.time.am_words + data.time.pm_words)
        self.months: Mapping[str, int] = {
            **self.cldr.month_numbers,
            **data.date.months,
            **data.date.written_months,
        }
        self.weekdays: Mapping[str, int] = (
            {**self.cldr.weekday_numbers, **data.date.weekdays} if data.date.weekday_range else {}
        )
        self.abbreviations: Mapping[str, tuple[Abbreviation, ...]] = {
            written: (Abbreviation(words=said),) if isinstance(said, str) else said
            for written, said in data.abbreviations.items()
        }
        self.abbreviations = {**_prefixed(self.abbreviations, data.prefixes), **self.abbreviations}
        self.triggers = frozenset(
            {
                *self.months,
                *self.weekdays,
                *data.prefixes,
                *data.units.leading,
                *(code.lower() for code in self.currencies),
            }
            | {written.lower() for written in self.abbreviations}
            | {written.lower().rstrip(".°") for written in self.abbreviations}
            | {_HEAD.sub("", written.lower()) for written in self.abbreviations}
            | {re.split("[ –-]", written)[0] for written in self.abbreviations}
        )
        self.spaced = [w for w in self.abbreviations if _SPACED_OUT.search(w)]
        self.read = frozenset(self.common.acronyms) | frozenset(data.acronyms.read)
        self.space_groups = self.cldr.group.isspace()
        cases = {word: name for name, case in data.cases.items() for word in case.after}
        self._case_of = {word: name for word, name in cases.items() if word[-1] != "*"}
        self._case_heads = {word[:-1]: name for word, name in cases.items() if word[-1] == "*"}
        self._declined: dict[str, Language] = {}
        examples = {self.cldr.plural(example): example for example in _EXAMPLES}
        self._stands_in = {is_: examples[as_] for is_, as_ in data.numbers.plurals.items()}
        self._endings = [(re.compile(was), new) for was, new in data.units.ending_spelling.items()]
        self._tag = tag

    def after(self, *words: str) -> "Language":
        """Return the language as its numbers are said after words, the next one last."""
        last = words[-1] if words else ""
        return self.in_case(self._case_of.get(" ".join(words)) or self._case_name(last))

    def _case_name(self, word: str) -> str | None:
        heads = (of for head, of in self._case_heads.items() if word.startswith(head))
        return self._case_of.get(word) or next(heads, None)

    def joined(self, before: str, joint: str) -> "Language":
        """Return the language of a number that `joint` ties to one after `before`."""
        name = self._case_name(before)
        return self.in_case(name if name and joint in self.data.cases[name].joined else None)

    def in_case(self, name: str | None) -> "Language":
        """Return the language as its numbers are said in a case."""
        if name is None:
            return self
        if name not in self._declined:
            self._declined[name] = Language(self._tag, self.data.declined(self.data.cases[name]))
        return self._declined[name]

    def plural(self, forms: Forms, number: Number) -> str:
        """Return the form for a number."""
        if isinstance(forms, str):
            return forms
        if "zero" in forms and not number.decimal:
            return forms["zero"]
        found = forms.get(self.cldr.plural(self.noun_number(number)), forms["other"])
        unsaid = not number.whole and "{0}" not in found and "{0}" in forms["other"]
        return forms["other"] if unsaid else found  # "0.5" is "one" in Hebrew, too

    def noun_number(self, number: Number) -> Decimal:
        """Return the number by which a noun after `number` has its form."""
        return self._stands_in.get(self.cldr.plural(number.decimal), number.decimal)

    def bare(self, number: Number) -> str | None:
        """Return a number in words (or digits, if that is the style), as it stands alone."""
        return self._signed(number, self.spell.bare)

    def counting(self, number: Number, form: str = "default") -> str | None:
        """Return a number in words, as it counts a thing of a gender."""
        own = self.data.numbers.own.get(form)
        if own and number.whole and (words := own.get(int(number.integer))):
            return self.with_sign(number, words)
        if not number.whole:
            return self.bare(number)
        if self.data.numbers.style == "digits" and form in self.data.numbers.cardinal:
            words = self._integer(number.integer, lambda value: self.spell.counting(value, form))
            return words and self.with_sign(number, words)
        return self._signed(number, lambda value: self.spell.counting(value, form))

    def digits(self, digits: str) -> str | None:
        """Return digit by digit."""
        if self.data.numbers.style == "digits":
            return " ".join(digits)
        return self.spell.digits(digits)

    def counted_form(self, word: str, number: Number | None = None) -> str | None:
        """Return the cardinal form that a word in small letters asks of the number before it."""
        if word in self._counted or not word:
            return self._counted.get(word)
        found = next((form for head, form in self._counted_heads if word.startswith(head)), None)
        found = found or _first_like(self._like, word)
        return found or (self._form_by_ending(word, number) if number else None)

    def counter(self, word: str) -> str:
        """Return what a word begins with that asks for a form of the number; "" if nothing."""
        if word in self._counted:
            return word
        return next((head for head, _ in self._counted_heads if word.startswith(head)), "")

    def _form_by_ending(self, word: str, number: Number) -> str | None:
        if len(word) < _SHORTEST_NOUN:
            return None
        category = self.cldr.plural(number.decimal)
        for ending in self.data.numbers.counted_endings:
            fits = not ending.plurals or category in ending.plurals
            if fits and word.endswith(ending.endings):
                return ending.form
        return None

    def one_form(self, word: str) -> str | None:
        """Return the form that a word in small letters asks of a 1 that counts it."""
        return self._counted.get(word) or _first_like(self._one_like, word)

    def form_after(self, word: str) -> str | None:
        """Return the form of a number after a word in small letters, if nothing follows it."""
        return self._before.get(word)

    def unit_of(self, unit: str, number: Number, *, several: bool = False) -> Unit | None:
        """Return a unit as it follows a number; `unit` is an id.

        Its pattern may have no place for the number ("two hours" is one word in Hebrew), but has
        one for `several` numbers: those of a range.
        """
        found = self._unit_of(unit, number)
        if several and found and "{0}" not in found.pattern:
            return self._unit_of(unit, _TEN)
        return found

    def _unit_of(self, unit: str, number: Number) -> Unit | None:
        base, colon, ending = unit.partition(":")
        if colon:
            return self._unit_in_case(base, f"{colon}{ending}")
        own = self.data.units.names.get(unit)
        if own is None and self.data.units.per and "/" in unit:
            return self._unit_per(unit, number)
        like = self.noun_number(number)
        pattern = self.plural(own, number) if own else self.cldr.unit_pattern(unit, like)
        if pattern and not self.data.numbers.space:
            pattern = pattern.replace("{0} ", "{0}")
        return Unit(pattern, self._forms.get(unit, "default")) if pattern else None

    def _unit_in_case(self, unit: str, ending: str) -> Unit | None:
        found = self._unit_of(unit, Number("1"))
        if found is None:
            return None
        name = " ".join(found.pattern.replace("{0}", "").split())
        return Unit("{0} " + self.declined(name, ending), self.data.units.endings[ending])

    def declined(self, name: str, ending: str) -> str:
        """Return a unit's name with an ending; of more words the first has it."""
        head, space, rest = name.partition(" ")
        word = f"{head}{ending}"
        for was, new in self._endings:
            word = was.sub(new, word)
        return f"{word}{space}{rest}"

    def currency_name(self, code: str) -> str:
        """Return a currency's name in the singular."""
        own = self.data.money.currencies.get(code)
        if own is None or own.name is None:
            return self.cldr.currency_name(code, Decimal(1))
        return self.plural(own.name, Number("1"))

    def _unit_per(self, whole: str, number: Number) -> Unit | None:
        above, _, below = whole.partition("/")
        unit = self.unit_of(above, number)
        pattern = self.per(unit.pattern, below) if unit else None
        return Unit(pattern, unit.form) if unit and pattern else None

    def per(self, amount: str, unit: str) -> str | None:
        """Return an amount, in words, per unit."""
        if price := self.data.units.prices.get(unit):
            return price.replace("{0}", amount)
        template = self.data.units.per
        if template is None:
            return self.cldr.per(amount, unit)
        below = self.unit_of(unit, Number("1"))
        name = " ".join(below.pattern.replace("{0}", "").split()) if below else ""
        return template.format(amount=amount, unit=name) if name else None

    def joint(self, word: str) -> str:
        """Return what stands between the letters of a word that is spelled."""
        own = self.data.acronyms.joint
        if own is not None:
            return own
        return "-" if word.isascii() and not self.cldr.latin else "."

    def lower(self, word: str) -> str:
        """Return a word in small letters, the language's own."""
        for capital, small in self.data.lower.items():
            word = word.replace(capital, small)
        return word.lower()

    def measure(self, unit: str, number: Number) -> str | None:
        """Return a number with its unit in words."""
        found = self.unit_of(unit, number)
        words = found and self.counting(number, found.form)
        if not found or not words:
            return None
        if "{0}" not in found.pattern:
            return self.with_sign(number, found.pattern)
        noun = found.pattern.partition("{0}")[2].strip()
        said = found.pattern.replace("{0}", self.below_zero(number, words, noun))
        return said.replace(f"{words} ", words, 1) if words.endswith("'") else said

    def below_zero(self, number: Number, words: str, noun: str) -> str:
        """Return a number's words with the minus that `noun`, which follows, asks for."""
        numbers = self.data.numbers
        plain = f"{numbers.minus}{numbers.space}"
        if number.negative and words.startswith(plain):
            for own, heads in numbers.minuses.items():
                if noun.startswith(heads):
                    return f"{own}{numbers.space}{words[len(plain) :]}"
        return words

    def _signed(self, number: Number, say: "_Say") -> str | None:
        words = self._unsigned(number, say)
        return words and self.with_sign(number, words)

    def with_sign(self, number: Number, words: str) -> str:
        """Return the words of a number's amount with its minus sign, if it has one."""
        if not number.negative:
            return words
        minus = self.data.numbers.minus
        return f"{minus}{self.data.numbers.space}{words}" if minus else f"-{words}"

    def _unsigned(self, number: Number, say: "_Say") -> str | None:
        numbers = self.data.numbers
        if numbers.style == "digits":
            if number.integer[0] == "0" and len(number.integer) > _LONGEST_CODE:
                return self.digits(number.integer)
            return f"{number.integer}.{number.fraction}" if number.fraction else number.integer
        parts = numbers.decimals
        if number.fraction and parts and len(number.fraction) in parts.names:
            return self._in_parts(number, parts)
        words = self._integer(number.integer, self._decimal if number.fraction else say)
        if words is None or not number.fraction:
            return words
        fraction = self._fraction(number.fraction)
        if numbers.decimal is None or fraction is None:
            return f"{number.integer}{self.cldr.decimal}{number.fraction}"
        mark = (numbers.point if self.cldr.decimal == "." else None) or numbers.decimal
        return numbers.space.join((words, mark, fraction))

    def _decimal(self, number: int) -> str | None:
        """Return an integer or a single digit of a number with decimals."""
        return self.spell.say(number, self.data.numbers.fraction or self.data.numbers.bare)

    def _in_parts(self, number: Number, decimals: Decimals) -> str | None:
        """Return a decimal number as "две целых пять десятых"."""
        whole = self._integer(number.integer, lambda n: self.spell.counting(n, decimals.whole_form))
        parts = self.spell.counting(int(number.fraction), decimals.form)
        if whole is None or parts is None:
            return None
        b = self._exact(decimals.names[len(number.fraction)], int(number.fraction)).format(n=parts)
        if not int(number.integer) and not decimals.zero:
            return b
        a = self._exact(decimals.whole, int(number.integer)).format(n=whole)
        return decimals.joined.format(a=a, b=b)

    def _exact(self, forms: Forms, number: int) -> str:
        """Return the form of a table that is made for the case."""
        if isinstance(forms, str):
            return forms
        return forms.get(self.cldr.plural(Decimal(number)), forms["other"])

    def _integer(self, digits: str, say: "_Say") -> str | None:
        if len(digits) > LONGEST or (digits[0] == "0" and len(digits) > 1):
            return self.digits(digits)
        return say(int(digits))

    def _fraction(self, digits: str) -> str | None:
        if len(digits) <= self.data.numbers.pairs and digits[0] != "0":
            return self.spell.bare(int(digits))
        words = [self._decimal(int(digit)) for digit in digits]
        space = self.data.numbers.space
        return space.join(word for word in words if word) if all(words) else None

    def _dollar(self) -> str:
        own = self.cldr.currency
        return own if self.cldr.currency_symbol(own) == "$" else "USD"


class _Say(Protocol):
    def __call__(self, number: int, /) -> str | None: ...


_Like = Sequence[tuple[re.Pattern[str], str]]


def _matched(likes: Mapping[str, Sequence[str]]) -> _Like:
    return [(re.compile("|".join(patterns)), form) for form, patterns in likes.items()]


def _first_like(likes: _Like, word: str) -> str | None:
    """Return the form of the first pattern that is like a word; None for `none`, too."""
    form = next((form for pattern, form in likes if word and pattern.fullmatch(word)), None)
    return form if form != "none" else None


def _prefixed(
    abbreviations: Mapping[str, tuple[Abbreviation, ...]], prefixes: Mapping[str, str]
) -> dict[str, tuple[Abbreviation, ...]]:
    """Return the Hebrew acronyms, which have a mark inside, with one letter stuck to them."""
    return {
        f"{prefix}{written}": tuple(
            choice.model_copy(update={"words": said + choice.words}) for choice in choices
        )
        for written, choices in abbreviations.items()
        if '"' in written
        for prefix, said in prefixes.items()
        if len(prefix) <= 2
    }


def code_of(tag: str) -> str:
    """Return the language of a tag such as `en_US`, the usual one of several codes."""
    code = tag.replace("-", "_").split("_")[0].lower()
    return ALIASES.get(code, code) if code not in ("id", "bs") else code


@lru_cache(maxsize=64)
def language_of(tag: str) -> Language:
    """Return the language for a tag such as `en_US`, loaded at its first use.

    One without a file gets CLDR's facts alone. Raises `ValueError` for a file that is wrong; the
    message names the file and the field.
    """
    return Language(tag, _data(code_of(tag), tag.replace("-", "_").partition("_")[2].upper()))


@cache
def common() -> CommonData:
    """Return what all languages share."""
    return _load("common", CommonData)


@lru_cache(maxsize=64)
def _data(code: str, region: str = "") -> LanguageData:
    known = code.isascii() and code.isalpha() and (files(_PACKAGE) / f"{code}.yaml").is_file()
    data = _load(code, LanguageData) if known else LanguageData()
    if region not in data.regions:
        return data
    return LanguageData.model_validate(_merged(data.model_dump(), data.regions[region]))


def _merged(data: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return `data` with what `other` has in place of it, dict by dict."""
    both = dict(data)
    for key, new in other.items():
        old = data.get(key)
        both[key] = _merged(old, new) if isinstance(old, dict) and isinstance(new, dict) else new
    return both


def _load(name: str, model: type[_Model]) -> _Model:
    text = (files(_PACKAGE) / f"{name}.yaml").read_text("utf-8")
    try:
        return model.model_validate(yaml.load(text, _LOADER))
    except (yaml.YAMLError, ValidationError) as error:
        raise ValueError(f"{name}.yaml: {error}") from error


def _any_of(symbols: Mapping[str, str]) -> re.Pattern[str]:
    """Match the longest symbol; one that ends in a letter ends a word."""
    longest_first = sorted(symbols, key=len, reverse=True)
    stopped = [re.escape(symbol) for symbol in longest_first if symbol[-1] == "."]
    wordy = [re.escape(symbol) for symbol in longest_first if symbol[-1].isalnum()]
    others = [re.escape(s) for s in longest_first if not (s[-1].isalnum() or s[-1] == ".")]
    border = f"(?!{LETTER}|(?<=[{SPACED}])[{SPACED}])"
    inner = [symbol for symbol in wordy if r"\." in symbol]  # "χλμ./ώρα" before "χλμ."
    first = f"(?:{'|'.join(inner)}){border}|" if inner else ""
    first += f"(?:{'|'.join(stopped)})|" if stopped else ""
    return re.compile(f"{first}(?:{'|'.join(wordy)}){border}|(?:{'|'.join(others)})")
