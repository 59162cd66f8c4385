"""Japanese in Kokoro's symbols: readings by Open JTalk (pyopenjtalk-plus), kana by a table."""

import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml

from ...phonemes.alignment import SpokenToken, WordSpan, spans_of
from . import extras
from .marks import plain, tidy

_PACKAGE = ("Japanese", "ja")
check = partial(extras.check, *_PACKAGE, "pyopenjtalk")

_LOCK = threading.Lock()
# How many marks and digits may stand between two words.
_NEAR = 12
_LONG, _STOP, _NASAL = "ー", "ッ", "ン"
_SMALL = frozenset("ァィゥェォャュョ")
# Endings are written as one word with what they belong to.
_ENDINGS = frozenset(("助動詞", "接続助詞", "接尾"))
_INFLECTED = ("動詞", "形容詞", "助動詞")
_NASALS = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾz", "n"))


def symbols(text: str) -> str:
    """Return the symbols of a sentence. Blocking. Raises `VoiceError`."""
    return tidy("".join(written for _, written in _written(_nodes(text))))


def words(text: str, spoken: Sequence[str]) -> list[WordSpan]:
    """Return which of the symbols `spoken`, those of `text`, are those of which word. Blocking.

    Words are Open JTalk's, endings with what they belong to. Raises `VoiceError`.
    """
    folded = [(part, k) for k, char in enumerate(text) for part in _folded(char)]
    tokens = []
    for start, end, written in _located(_written(_nodes(text)), "".join(p for p, _ in folded)):
        tokens.append(SpokenToken(folded[start][1], folded[end - 1][1] + 1, written.strip()))
    return spans_of(text, tokens, spoken)


def of_kana(kana: str) -> str:
    """Return the symbols of a word in katakana; what is no kana is left out."""
    table = _table()
    made = []
    for k, char in enumerate(kana):
        before, after = kana[k - 1 : k] if k else "", kana[k + 1 : k + 2]
        if before + char in table and before:
            made.append(table[before + char])
        elif after and char + after in table:
            continue  # comes with the next one
        else:
            made.append(_single(char, after, table))
    return "".join(made).replace("ii", "iː")


def _nodes(text: str) -> Sequence[Mapping[str, Any]]:
    jtalk = extras.load("pyopenjtalk", *_PACKAGE)
    with _LOCK:
        nodes: Sequence[Mapping[str, Any]] = jtalk.run_frontend(text)
    return nodes


def _located(written: Iterable[tuple[str, str]], text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words with their places in the folded `text`.

    What isn't there, as a number that is written as another word, takes the place up to the next.
    """
    place, lost = 0, ""
    for surface, symbols in written:
        if not any(map(str.isalnum, symbols)):
            continue
        wanted = _folded(surface)
        start = text.find(wanted, place, place + len(wanted) + _NEAR)
        if start < 0:
            lost += symbols
            continue
        if lost and start > place:
            yield place, start, lost
        yield start, start + len(wanted), symbols
        place, lost = start + len(wanted), ""
    if lost and place < len(text):
        yield place, len(text), lost


def _folded(text: str) -> str:
    """Return `text` without what Open JTalk makes equal: the width of letters."""
    return unicodedata.normalize("NFKC", text)


def _written(nodes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield words and marks, each as it stands in the text and as symbols."""
    surface, word, inflected = "", "", False
    for node in nodes:
        if not node["mora_size"]:
            yield surface, f" {of_kana(word)}"
            yield node["string"], plain(_folded(node["string"]))
            surface, word, inflected = "", "", False
            continue
        ending = not _ENDINGS.isdisjoint((node["pos"], node["pos_group1"]))
        if not (ending and inflected):
            yield surface, f" {of_kana(word)}"
            surface, word = "", ""
        surface += node["string"]
        word += node["pron"].replace("’", "").replace("'", "")
        inflected = node["pos"] in _INFLECTED
    yield surface, f" {of_kana(word)}"


def _single(char: str, after: str, table: Mapping[str, str]) -> str:
    if char == _LONG:
        return "ː"
    if char == _STOP:
        return "ʔ"
    if char == _NASAL:
        follows = table.get(after, " ")[0]
        return next((nasal for sounds, nasal in _NASALS if follows in sounds), "ɴ")
    if after in _SMALL and after and char in table:
        return table[char][:-1] + table[after]
    return "" if char in _SMALL else table.get(char, "")


@cache
def _table() -> Mapping[str, str]:
    table: dict[str, str] = yaml.safe_load((files(__package__) / "kana.yaml").read_text("utf-8"))
    return table
