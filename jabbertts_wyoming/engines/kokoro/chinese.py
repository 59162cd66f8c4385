"""Chinese in Kokoro's symbols: words by rjieba, pinyin by pypinyin, sounds by a table."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml

from ...phonemes.alignment import SpokenToken, WordSpan, spans_of
from . import extras
from .marks import speak

_PACKAGE = ("Chinese", "zh")
check = partial(extras.check, *_PACKAGE, "pypinyin", "rjieba", "cn2an")

_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_ZERO = ("〇", "零")  # a number to Unicode, not a letter
_HANZI = re.compile(f"[{_HAN}]")
# Beyond what cn2an can name.
_LONG_NUMBER = re.compile(r"\d{16,}", re.ASCII)
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
_SPACED = re.compile(r"(\s+)")
_RUNS = re.compile(rf"[{_HAN}]+|[^\W{_HAN}]+(?:['\s-]+[A-Za-z]+)*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Table:
    """Syllables: symbols by their initials and finals, a 0 where the tone's mark goes."""

    initials: Mapping[str, str]
    finals: Mapping[str, str]
    alone: Mapping[str, str]
    buzzed: Mapping[str, Any]
    tones: Mapping[str, str]


def symbols(text: str, foreign: Callable[[str], str]) -> str:
    """Return the symbols of a sentence; `foreign` gives those of Latin words. Blocking.

    Raises `VoiceError`.
    """
    return speak(_numbers_read(text.replace(*_ZERO)), partial(_spoken, foreign=foreign))


def words(text: str, spoken: Sequence[str], foreign: Callable[[str], str]) -> list[WordSpan]:
    """Return which of the symbols `spoken`, those of `text`, are those of which word. Blocking.

    Words are rjieba's. Raises `VoiceError`.
    """
    cut = extras.load("rjieba", *_PACKAGE).cut
    tokens = []
    for match in _RUNS.finditer(text.replace(*_ZERO)):
        place = match.start()
        for word in cut(run) if _HANZI.match(run := match.group()) else _SPACED.split(run):
            begin, place = place, place + len(word)
            if any(map(str.isalnum, word)):
                tokens.append(SpokenToken(begin, place, symbols(word, foreign).replace(" ", "")))
    return spans_of(text, tokens, spoken)


def of_pinyin(syllable: str) -> str:
    """Return the symbols of a syllable as `hao3`; "" for what is none."""
    table = _table()
    base, tone = syllable[:-1], table.tones.get(syllable[-1:])
    if tone is None:
        return ""
    if base in table.alone:
        return table.alone[base].replace("0", tone)
    convert = extras.load("pypinyin.contrib.tone_convert", *_PACKAGE)
    initial = convert.to_initials(base, strict=True)
    final = convert.to_finals(base, strict=True, v_to_u=True)
    if final == "i" and initial in table.buzzed["initials"]:
        sound = str(table.buzzed["final"])
    else:
        sound = table.finals.get(final, "")
    return table.initials.get(initial, "") + sound.replace("0", tone) if sound else ""


def _numbers_read(text: str) -> str:
    converter = extras.load("cn2an", *_PACKAGE)
    read: str = converter.transform(_LONG_NUMBER.sub(_digit_by_digit, text), "an2cn")
    return read


def _digit_by_digit(number: re.Match[str]) -> str:
    return number.group().translate(_DIGITS)


def _spoken(text: str, foreign: Callable[[str], str]) -> str:
    made = []
    for run in _RUNS.findall(text):
        if _HANZI.match(run):
            made.append(_words(run))
        elif run[0].isalnum():
            made.append(f" {foreign(run)} ")
        else:
            made.append(run)
    return "".join(made)


def _words(run: str) -> str:
    pypinyin = extras.load("pypinyin", *_PACKAGE)
    words = extras.load("rjieba", *_PACKAGE).cut(run)
    tone = {"style": pypinyin.Style.TONE3, "neutral_tone_with_five": True}
    read = partial(pypinyin.lazy_pinyin, errors="ignore", **tone)
    return " ".join("".join(map(of_pinyin, read(word))) for word in words)


@cache
def _table() -> _Table:
    text = (files(__package__) / "pinyin.yaml").read_text("utf-8")
    return _Table(**yaml.safe_load(text))
