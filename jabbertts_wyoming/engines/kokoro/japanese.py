"""Japanese in Kokoro's symbols: readings by Open JTalk (pyopenjtalk-plus), kana by a table."""

import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml

from . import extras
from .marks import plain, tidy

_PACKAGE = ("Japanese", "ja")
check = partial(extras.check, *_PACKAGE, "pyopenjtalk")

_LOCK = threading.Lock()
_LONG, _STOP, _NASAL = "ー", "ッ", "ン"
_SMALL = frozenset("ァィゥェォャュョ")
# Endings are written as one word with what they belong to.
_ENDINGS = frozenset(("助動詞", "接続助詞", "接尾"))
_INFLECTED = ("動詞", "形容詞", "助動詞")
_NASALS = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾz", "n"))


def symbols(text: str) -> str:
    """Return the symbols of a sentence. Blocking. Raises `VoiceError`."""
    jtalk = extras.load("pyopenjtalk", *_PACKAGE)
    with _LOCK:
        nodes: Sequence[Mapping[str, Any]] = jtalk.run_frontend(text)
    return tidy("".join(_written(nodes)))


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


def _written(nodes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    word, inflected = "", False
    for node in nodes:
        if not node["mora_size"]:
            mark = unicodedata.normalize("NFKC", node["string"])
            yield f" {of_kana(word)}{plain(mark)}"
            word, inflected = "", False
            continue
        ending = not _ENDINGS.isdisjoint((node["pos"], node["pos_group1"]))
        if not (ending and inflected):
            yield f" {of_kana(word)}"
            word = ""
        word += node["pron"].replace("’", "").replace("'", "")
        inflected = node["pos"] in _INFLECTED
    yield f" {of_kana(word)}"


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
