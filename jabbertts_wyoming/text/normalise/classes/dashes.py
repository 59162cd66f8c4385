"""The dash or tilde between two counted numbers or days: 3時〜5時, 5月1日-7日, 周一-周五."""

import re

from ..context import Context, Reading, after_gap
from ..letters import JOINED

_DASHES = "-–—~〜～"
_TILDES = "~〜～"
_COUNTED = rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})? ?[{JOINED}]{{1,3}} ?)+"
_TIME = r"\d{1,2}:\d\d"
_LEFT = re.compile(rf"{_COUNTED}\Z")
_LEFT_TIME = re.compile(rf"{_TIME} ?\Z")
_RIGHT = re.compile(rf"([{JOINED}]{{0,3}}) ?({_COUNTED}|{_TIME})")
_MARKS = re.compile(r"[\d\s.,:]")
_REACH = 20


def between(context: Context, position: int) -> Reading | None:
    """Read the mark alone, as a range has it."""
    template = context.language.data.numbers.range
    if template is None or context.char(position) not in _DASHES:
        return None
    at = after_gap(context, position + 1)
    joint = template.partition("{b}")[0].partition("{a}")[2]
    left = context.text[max(0, position - _REACH) : position]
    counted = _LEFT.search(left)
    following = _RIGHT.match(context.text, at)
    if counted is None:
        tied = _are_times(left, following) or _are_days(context, left, at)
        return Reading(at, joint) if tied else None
    if context.char(position) in _TILDES:
        tied = following is not None or context.char(at).isdecimal()
        return Reading(at, joint) if tied else None
    if following is None:
        return None
    same = not _words(counted.group()).isdisjoint(_words(following.group(2)))
    return Reading(at, joint if same else " ")  # 3号楼-2单元


def _are_times(left: str, following: re.Match[str] | None) -> bool:
    """Tell whether times stand on both sides, the second with a word: 上午9:00-下午5:00."""
    timed = following is not None and bool(following.group(1)) and ":" in following.group(2)
    return timed and _LEFT_TIME.search(left) is not None


def _words(counted: str) -> set[str]:
    return set(_MARKS.sub("", counted))


def _are_days(context: Context, left: str, at: int) -> bool:
    """Tell whether weekdays stand on both sides: 周一-周五."""
    names = context.language.cldr.weekday_numbers
    days = (*names, *(name[:-1] for name in names if len(name) > 2))
    before = left.rstrip()
    return before.endswith(days) and context.text.startswith(days, at)
