"""A number as it is written, with its marks told apart: 1.013, 1,013, 21.5, 10 000."""

import re
from dataclasses import dataclass
from decimal import Decimal

SPACES = "\u00a0\u2009\u202f"
_MOST = 40
NUMBER = re.compile(
    rf"\d{{1,{_MOST}}}"
    rf"(?:[.,'’٫٬]\d{{1,{_MOST}}}|[{SPACES}]\d{{3}}(?!\d)"
    r"|(?P<space> )\d{3}(?!\d|\.\d)){0,12}"
)
_MARKS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number; `integer` and `fraction` are ASCII digits as written."""

    integer: str
    fraction: str = ""
    negative: bool = False

    @property
    def decimal(self) -> Decimal:
        """The value, visible zeros kept."""
        text = f"{self.integer}.{self.fraction}" if self.fraction else self.integer
        return Decimal(f"-{text}" if self.negative else text)

    @property
    def whole(self) -> bool:
        """Whether it has no decimals."""
        return not self.fraction


def parse(raw: str, decimal: str, group: str) -> Number | None:
    """Tell the marks of a match of `NUMBER` apart; None if it is no single number.

    `decimal` and `group` are the locale's. Either mark is a decimal one where it can't group:
    "3.5" is three and a half everywhere, but "1.013" groups where "." does.
    """
    marks = _MARKS.findall(raw)
    if not marks:
        return Number(raw)
    parts = _MARKS.split(raw)
    kinds = set(marks)
    if len(kinds) == 1:
        return _one_kind(parts, marks, decimal, group)
    last = marks[-1]
    if len(kinds) == 2 and marks.count(last) == 1 and last in ".,٫":
        return Number("".join(parts[:-1]), parts[-1]) if _grouped(parts[:-1]) else None
    return None


def _one_kind(parts: list[str], marks: list[str], decimal: str, group: str) -> Number | None:
    mark = marks[0]
    groups = _groups(mark, group) and not (mark == decimal and len(marks) == 1)
    if _grouped(parts) and (groups or (len(marks) > 1 and mark in ".,")):
        return Number("".join(parts))
    if len(marks) == 1 and mark in ".,٫":
        return Number(parts[0], parts[1])
    return None


def _groups(mark: str, group: str) -> bool:
    return mark in SPACES or mark in "'’٬ " or mark == group


def _grouped(parts: list[str]) -> bool:
    """Tell whether parts are thousands (1,234,567), or India's way (12,34,567)."""
    if not 1 <= len(parts[0]) <= 3 or (parts[0][0] == "0" and len(parts) > 1):
        return False
    if all(len(part) == 3 for part in parts[1:]):
        return True
    indian = len(parts) > 2 and len(parts[0]) < 3 and len(parts[-1]) == 3
    return indian and all(len(part) == 2 for part in parts[1:-1])
