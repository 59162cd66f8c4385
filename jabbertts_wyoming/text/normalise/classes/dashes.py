"""The dash or tilde between two counted numbers or days: 3時〜5時, 5月1日-7日, 周一-周五."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ..context import Context, Reading, after_gap
from ..language import Language
from ..letters import JOINED, WORDY

_DASHES = "-–—~〜～"
_TILDES = "~〜～"
_COUNTED = rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})? ?[{JOINED}]{{1,3}} ?)+"
_TIME = r"\d{1,2}:\d\d"
_LEFT = re.compile(rf"{_COUNTED}\Z")
_LEFT_TIME = re.compile(rf"{_TIME} ?\Z")
_RIGHT = re.compile(rf"([{JOINED}]{{0,3}}) ?({_COUNTED}|{_TIME})")
_MARKS = re.compile(r"[\d\s.,:]")
_REACH = 20
_RUN_BEFORE = re.compile(rf"({WORDY}+) ?\Z")
_RUN_AFTER = re.compile(rf"{WORDY}{{1,20}}")
_WIDE = re.compile(rf"[{JOINED}]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


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
        tied = _are_times(left, following) or _are_days(context, position, at)
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


def _are_days(context: Context, position: int, at: int) -> bool:
    """Tell whether weekdays stand on both sides: 周一-周五, but not 日-月-年 (day, month, year)."""
    left = _RUN_BEFORE.search(context.text, max(0, position - _REACH), position)
    right = _RUN_AFTER.match(context.text, at)
    if left is None or right is None:
        return False
    around = context.char(left.start() - 1), context.char(right.end())
    if any(char and char in _DASHES for char in around):
        return False
    names = _day_names(context.language)
    first, last = _day_at_end(names, left.group(1)), _day_at_start(names, right.group())
    if first is None or last is None:
        return False
    numbers = context.language.cldr.weekday_numbers
    return (numbers.get(first), numbers.get(last)) != (0, 6) or len(first + last) > 2  # 月-日


@lru_cache(maxsize=128)
def _day_names(language: Language) -> Sequence[str]:
    """Return the weekdays' names, in scripts without case also without their last letter (月曜).

    Where short names are written out, `weekdays` has read those with case.
    """
    names = language.cldr.weekday_numbers
    short = [name[:-1] for name in names if len(name) > 2 and _WIDE.fullmatch(name)]
    cased = language.data.date.weekday_range is None
    return [name for name in (*names, *short) if cased or _WIDE.fullmatch(name)]


def _day_at_end(names: Sequence[str], run: str) -> str | None:
    """Return the weekday that a run of letters is, or ends in where no spaces part words."""
    for name in names:
        if run.lower() == name or (_HAN.match(name) and run.endswith(name)):
            return name
    return None


def _day_at_start(names: Sequence[str], run: str) -> str | None:
    """Return the weekday that a run of letters is, or has before a particle (금요일까지)."""
    for name in names:
        if run.lower() == name or _has_particle(run, name):
            return name
    return None


def _has_particle(run: str, name: str) -> bool:
    if not run.startswith(name) or not _WIDE.fullmatch(name):
        return False
    return len(name) > 1 or bool(_HAN.match(name) and not _HAN.match(run, 1))
