"""Words and phrases, found in a text."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from .entry import Block, Entry

# Scripts written without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_HANGUL = r"\uac00-\ud7a3\u1100-\u11ff"
_JOINERS = "\u00ad\u2060\u200c\u200d"


def _marks() -> str:
    """Return a regex class of combining marks, which are not in that of letters."""
    codes = [c for c in range(0x300, 0xFE30) if unicodedata.category(chr(c))[0] == "M"]
    starts = [b for a, b in pairwise([0, *codes]) if b != a + 1]
    ends = [a for a, b in pairwise([*codes, 0]) if b != a + 1]
    return "".join(f"\\u{a:04x}-\\u{b:04x}" for a, b in zip(starts, ends, strict=True))


_MARKS = _marks() + _JOINERS
_PLAIN = rf"[^\W_{_UNSPACED}{_HANGUL}]"
# A word; a number with its separators; one letter of a script without spaces; one syllable of
# Korean, composed or not; white space; one other character.
_TOKEN = re.compile(
    rf"{_PLAIN}+(?:(?:[{_MARKS}]+|(?<=\d)[.,:](?=\d)){_PLAIN}*)*"
    r"|[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?"
    rf"|[{_UNSPACED}{_HANGUL}][{_MARKS}]*"
    r"|\s+|.",
    re.DOTALL,
)
# What is not seen, or seen as something else.
_SAME = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u00ad": "", "\u2060": ""})
_TURKISH = str.maketrans({"I": "ı", "İ": "i"})
_KOREAN = re.compile(rf"[{_HANGUL}]")
_CONTRACTED = frozenset(("t", "ll", "re", "ve", "d", "m"))
_AFTER_APOSTROPHE = _CONTRACTED | {"s"}
_SIBILANT = re.compile(r"[szʃʒ]$")
_VOICELESS = re.compile(r"[ptkfθ]$")

Fold = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry's word stands at `text[start:end]`: it has phonemes, or something else to say.

    `phonemes` are as espeak-ng writes them, decomposed (NFD), a space between words. `say` is
    plain text that takes the word's place; it is not looked up again.
    """

    start: int
    end: int
    phonemes: str | None
    say: str | None


class _Node:
    """A tree of tokens."""

    __slots__ = ("children", "entry")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.entry: Entry | None = None

    def add(self, keys: Sequence[str], entry: Entry) -> None:
        node = self
        for key in keys:
            if key not in node.children:
                node.children[key] = _Node()
            node = node.children[key]
        node.entry = node.entry or entry


class Words:
    """A block's entries, ready to be found. It does not change."""

    def __init__(self, block: Block) -> None:
        """Sort the entries: those without a capital are found in any case, others as they are."""
        self.scope = block.scope
        self.count = len(block.entries)
        self.fold = _fold_turkish if block.scope.speaks_only("tr", "az") else str.casefold
        self.exact, self.folded = _Node(), _Node()
        for entry in block.entries:
            keys = [_key(token) for token in _TOKEN.findall(entry.word)]
            if entry.word == entry.word.lower():
                self.folded.add([self.fold(key) for key in keys], entry)
            else:
                self.exact.add(keys, entry)


class Lexicon:
    """All entries for one language and voice. It does not change."""

    def __init__(self, layers: Iterable[Words], *, english: bool) -> None:
        """Take the blocks' words, those that count most first."""
        self._trees = [
            tree
            for words in layers
            for tree in ((words.exact, None), (words.folded, words.fold))
            if tree[0].children
        ]
        self._folds = {fold for _, fold in self._trees}
        self._english = english

    def find(self, text: str) -> list[Found]:
        """Return the entries' words in `text`, in order; none overlap.

        The first word to begin counts, of several the longest, of the same word the entry that
        counts most. Time grows with the length of `text`, not with the number of entries.
        """
        if not self._trees or not text:
            return []
        tokens = _TOKEN.findall(text)
        plain = [_key(token) for token in tokens]
        keys = {fold: [fold(key) for key in plain] if fold else plain for fold in self._folds}
        trees = [(tree, keys[fold]) for tree, fold in self._trees]
        starts = [0, *accumulate(map(len, tokens))]
        hits = {n for tree, own in trees for n, key in enumerate(own) if key in tree.children}
        found, free = [], 0
        for at in sorted(hits):
            entry, end = _longest(trees, plain, at) if at >= free else (None, at)
            if entry is None:
                continue
            phonemes = entry.phonemes
            if phonemes and self._english and _joined(plain, end, ("s",)):
                phonemes, end = _with_s(phonemes), end + 2
            found.append(Found(starts[at], starts[end], phonemes, entry.say))
            free = end
        return found


def _longest(
    trees: Sequence[tuple[_Node, Sequence[str]]], plain: Sequence[str], start: int
) -> tuple[Entry | None, int]:
    """Return the entry of the most tokens from `start` on, and where it ends."""
    best, best_end = None, start
    for tree, keys in trees:
        node, end = tree.children.get(keys[start]), start + 1
        while node is not None:
            if node.entry is not None and end > best_end and _is_whole(plain, start, end):
                best, best_end = node.entry, end
            node = node.children.get(keys[end]) if end < len(keys) else None
            end += 1
    return best, best_end


def _is_whole(plain: Sequence[str], start: int, end: int) -> bool:
    """Tell whether nothing of a word is cut off ("don" in "don't"), as far as tokens can't tell."""
    if start and _KOREAN.match(plain[start]) and _KOREAN.match(plain[start - 1]):
        return False  # what follows may be a particle, so only a word's beginning can be seen
    if _joined(plain, end, _CONTRACTED):
        return False
    return not (start > 1 and _joined(plain, start - 1, _AFTER_APOSTROPHE))


def _joined(plain: Sequence[str], at: int, endings: Container[str]) -> bool:
    """Tell whether there is a letter, then at `at` an apostrophe, and then one of `endings`."""
    if at + 1 >= len(plain) or plain[at] != "'":
        return False
    return plain[at - 1][-1].isalpha() and plain[at + 1].lower() in endings


def _with_s(phonemes: str) -> str:
    """Return English phonemes with the ending of "Zigbee's"."""
    if _SIBILANT.search(phonemes):
        return f"{phonemes}ɪz"
    return f"{phonemes}s" if _VOICELESS.search(phonemes) else f"{phonemes}z"


def _key(token: str) -> str:
    """Return what stands for all ways to write a token, capitals aside."""
    if token.isspace():
        return " " if token.count("\n") < 2 else token  # a phrase may go on in the next line
    if token.isascii():
        return token
    return unicodedata.normalize("NFC", token.translate(_SAME))


def _fold_turkish(key: str) -> str:
    return key.translate(_TURKISH).casefold()
