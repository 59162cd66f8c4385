"""Japanese in Kokoro's symbols: readings by Open JTalk (pyopenjtalk-plus), kana by a table.

Foreign words that Open JTalk can but spell are left to another language.
"""

import re
import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
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
_OWN = r"\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTERS = rf"[^\W\d_{_OWN}]+"
_PHRASE = re.compile(rf"{_LETTERS}(?:[ '’&-]{_LETTERS})*")
# Open JTalk's part of speech for a word that it spells.
_SPELLED = "フィラー"
# Those are to be spelled.
_ACRONYMS = re.compile(r"[A-Z]{1,5}(?:[ &-][A-Z]{1,5})*")

Nodes = Sequence[Mapping[str, Any]]
Foreign = Callable[[str], str]


def symbols(text: str, foreign: Foreign) -> str:
    """Return the symbols of a sentence. Blocking. Raises `VoiceError`.

    `foreign` gives those of words in other scripts that Open JTalk doesn't know.
    """
    return tidy("".join(written for _, written in _spoken(text, foreign)))


def words(text: str, spoken: Sequence[str], foreign: Foreign) -> list[WordSpan]:
    """Return which of the symbols `spoken`, those of `text`, are those of which word. Blocking.

    Words are Open JTalk's, endings with what they belong to. Raises `VoiceError`.
    """
    folded = [(part, k) for k, char in enumerate(text) for part in _folded(char)]
    tokens = []
    for start, end, written in _located(_spoken(text, foreign), "".join(p for p, _ in folded)):
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


def _nodes(text: str) -> Nodes:
    jtalk = extras.load("pyopenjtalk", *_PACKAGE)
    with _LOCK:
        nodes: Nodes = jtalk.run_frontend(text)
    return nodes


def _spoken(text: str, foreign: Foreign) -> Iterator[tuple[str, str]]:
    """Yield words and marks, each as it stands in the folded text and as symbols."""
    japanese: list[Mapping[str, Any]] = []
    for phrase, nodes in _phrases(_nodes(text), _folded(text)):
        if _ACRONYMS.fullmatch(phrase) or all(map(_is_known, nodes)):
            japanese += nodes
        else:
            yield from _written(japanese)
            yield from _translated(phrase, foreign(phrase))
            japanese = []
    yield from _written(japanese)


def _phrases(nodes: Nodes, text: str) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Yield nodes in their order, with the foreign phrase of `text` that they are; or else ""."""
    phrases = list(_PHRASE.finditer(text))
    starts = [phrase.start() for phrase in phrases]
    owned, place = [], 0
    for node in nodes if phrases else ():
        wanted = _folded(node["string"])
        start = text.find(wanted, place, place + len(wanted) + _NEAR)
        k = bisect_right(starts, max(start, place)) - 1
        inside = k >= 0 and max(start, place) < phrases[k].end()
        owned.append((phrases[k].group() if inside else "", k if inside else None, node))
        place = start + len(wanted) if start >= 0 else place
    for (phrase, _), group in groupby(owned, itemgetter(0, 1)):
        yield phrase, [node for _, _, node in group]
    if not phrases:
        yield "", list(nodes)


def _is_known(node: Mapping[str, Any]) -> bool:
    """Say whether Open JTalk has a reading; what it has none for is a mark to it."""
    letters = any(map(str.isalpha, node["string"]))
    return node["pos"] != _SPELLED and (node["mora_size"] > 0 or not letters)


def _translated(phrase: str, symbols: str) -> Iterator[tuple[str, str]]:
    """Yield a foreign phrase word by word if it can be told which symbols are whose."""
    each, spoken = phrase.split(), symbols.split()
    if len(each) != len(spoken):
        each, spoken = [phrase], [symbols]
    for word, said in zip(each, spoken, strict=True):
        yield word, f" {said}"


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


def _written(nodes: Nodes) -> Iterator[tuple[str, str]]:
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
