"""Chinese as Piper's voices of phoneme type `pinyin` were trained on it: initial, final, tone.

piper-tts reads characters with g2pW, whose model it downloads when it is first needed. Here words
are found by rjieba and read by pypinyin's dictionary, which come with the extra `zh`; the
syllables are taken apart in the same way.
"""

import re
from collections.abc import Iterator
from functools import partial

from ...phonemes.alignment import WordSpan
from ..kokoro import extras

check = partial(extras.check, "Chinese (pinyin)", "zh", "pypinyin", "rjieba")
_load = partial(extras.load, language="Chinese (pinyin)", extra="zh")

# What PAD stands behind.
TONES = "12345"
MARKS = "。.？?！!—…、，,：:；;"
PADDED = frozenset(TONES + MARKS + " ")

_NO_INITIAL = "Ø"
_SYLLABLE = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?([aeiouv][a-z]*)([1-5])")
_HAN = r"\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"(?P<han>[{_HAN}]+)|[^\W{_HAN}]+|.", re.DOTALL)
_ZERO = ("〇", "零")


def spoken(text: str) -> tuple[list[str], list[WordSpan]]:
    """Return the phonemes of Chinese `text`, and which are whose. Blocking.

    What is no Chinese is a phoneme of its own, which no voice knows. A space is no pause: it
    stands around figures and names. Raises `VoiceError`.
    """
    phonemes: list[str] = []
    spans: list[WordSpan] = []
    for start, end, said in _words(text):
        if said and said[0] not in MARKS:
            spans.append(WordSpan(start, end, len(phonemes), len(phonemes) + len(said)))
        phonemes += said
    return phonemes, spans


def of_syllable(syllable: str) -> list[str]:
    """Return the phonemes of a syllable as `hao3`, `v` for ü; of anything else itself."""
    parts = _SYLLABLE.fullmatch(syllable)
    if parts is None:
        return [syllable]
    return [parts[1] or _NO_INITIAL, parts[2], parts[3]]


def _words(text: str) -> Iterator[tuple[int, int, list[str]]]:
    cut = _load("rjieba").cut
    for match in _RUNS.finditer(text.replace(*_ZERO)):
        run, place = match.group(), match.start()
        if match["han"]:
            for word in cut(run):
                yield place, place + len(word), _read(word)
                place += len(word)
        elif run in MARKS or run[0].isalnum():
            yield place, match.end(), [run]


def _read(word: str) -> list[str]:
    pypinyin = _load("pypinyin")
    syllables = pypinyin.lazy_pinyin(
        word, style=pypinyin.Style.TONE3, neutral_tone_with_five=True, errors="ignore"
    )
    return [phoneme for syllable in syllables for phoneme in of_syllable(syllable)]
