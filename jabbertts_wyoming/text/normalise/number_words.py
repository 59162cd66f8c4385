"""Numbers as they are written into words: signs, decimals, leading zeros, very long ones."""

from typing import Protocol

from .cldr import Cldr
from .plurals import Plurals
from .quantity import Number
from .schema import Decimals, Numbers
from .spellout import LONGEST, Spellout

_LONGEST_CODE = 5


class _Say(Protocol):
    def __call__(self, number: int, /) -> str | None: ...


class NumberWords:
    """Says numbers; `Spellout` has the words of whole ones. None where words are missing."""

    def __init__(self, numbers: Numbers, spell: Spellout, cldr: Cldr, plurals: Plurals) -> None:
        self._data = numbers
        self._spell = spell
        self._mark = cldr.decimal
        self._plurals = plurals
        self.space = numbers.space
        """What stands between the words of one number."""

    def bare(self, number: Number) -> str | None:
        """Return a number in words (or digits, if that is the style), as it stands alone."""
        return self._signed(number, self._spell.bare)

    def counting(self, number: Number, form: str = "default") -> str | None:
        """Return a number in words, as it counts a thing of a gender."""
        own = self._data.own.get(form)
        if own and number.whole and (words := own.get(int(number.integer))):
            return self.with_sign(number, words)
        if not number.whole:
            return self.bare(number)
        if self._data.style == "digits" and form in self._data.cardinal:
            words = self._integer(number.integer, lambda value: self._spell.counting(value, form))
            return words and self.with_sign(number, words)
        return self._signed(number, lambda value: self._spell.counting(value, form))

    def digits(self, digits: str) -> str | None:
        """Return digit by digit."""
        return " ".join(digits) if self._data.style == "digits" else self._spell.digits(digits)

    def with_sign(self, number: Number, words: str) -> str:
        """Return the words of a number's amount with its minus sign, if it has one."""
        if not number.negative:
            return words
        minus = self._data.minus
        return f"{minus}{self._data.space}{words}" if minus else f"-{words}"

    def below_zero(self, number: Number, words: str, noun: str) -> str:
        """Return a number's words with the minus that `noun`, which follows, asks for."""
        plain = f"{self._data.minus}{self._data.space}"
        if number.negative and words.startswith(plain):
            for own, heads in self._data.minuses.items():
                if noun.startswith(heads):
                    return f"{own}{self._data.space}{words[len(plain) :]}"
        return words

    def _signed(self, number: Number, say: _Say) -> str | None:
        words = self._unsigned(number, say)
        return words and self.with_sign(number, words)

    def _unsigned(self, number: Number, say: _Say) -> str | None:
        numbers = self._data
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
            return f"{number.integer}{self._mark}{number.fraction}"
        mark = (numbers.point if self._mark == "." else None) or numbers.decimal
        return numbers.space.join((words, mark, fraction))

    def _decimal(self, number: int) -> str | None:
        """Return an integer or a single digit of a number with decimals."""
        return self._spell.say(number, self._data.fraction or self._data.bare)

    def _in_parts(self, number: Number, decimals: Decimals) -> str | None:
        """Return a decimal number as "две целых пять десятых"."""
        count = self._spell.counting
        whole = self._integer(number.integer, lambda value: count(value, decimals.whole_form))
        parts = count(int(number.fraction), decimals.form)
        if whole is None or parts is None:
            return None
        names = decimals.names[len(number.fraction)]
        b = self._plurals.exact(names, int(number.fraction)).format(n=parts)
        if not int(number.integer) and not decimals.zero:
            return b
        a = self._plurals.exact(decimals.whole, int(number.integer)).format(n=whole)
        return decimals.joined.format(a=a, b=b)

    def _integer(self, digits: str, say: _Say) -> str | None:
        if len(digits) > LONGEST or (digits[0] == "0" and len(digits) > 1):
            return self.digits(digits)
        return say(int(digits))

    def _fraction(self, digits: str) -> str | None:
        if len(digits) <= self._data.pairs and digits[0] != "0":
            return self._spell.bare(int(digits))
        words = [self._decimal(int(digit)) for digit in digits]
        return self._data.space.join(word for word in words if word) if all(words) else None
