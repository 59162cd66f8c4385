"""Phonemes by espeak-ng, and what text it can be given."""

import re

from ..common.errors import VoiceError
from . import marks
from .espeak_library import phonemizer
from .scripts import of_another, runs
from .vowel_signs import plain_signs

# Some code points are commands to espeak-ng or cut its text short; half a character is none.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# espeak-ng would read out their names: pictographs and flags, with what joins and varies them.
_PICTOGRAPHS = r"\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff"
_EMOJI = re.compile(rf"[{_PICTOGRAPHS}][{_PICTOGRAPHS}\ufe0f\u200d\u20e3\U000e0020-\U000e007f]*")
# espeak-ng drops what is beyond 160 bytes of a word (UTF-8: up to two bytes a letter, then three).
_LONG_WORD = re.compile(r"(?:[^\W\u0800-\U0010ffff]{75}|[^\W\x00-\u07ff]{50})(?=\w)")
# Of letters with full stops between (A.B.C.) espeak-ng makes one word, and writes beyond its end
# if a text has too many of them: from 45 on, found by trying.
_INNER_STOP = re.compile(r"(?<=[^\d\s.])\.(?=[^\d\s.])|\.{2,}(?=[^\s.])")
_MOST_INNER_STOPS = 20
# By itself espeak-ng would call it by its name: "exclamation".
_PUNCTUATION = re.compile(r"[\s.!?…,:;·'\"()\[\]{}«»‹›“”„‚‘’¡¿。！？、，：；\-–—]*")


def phonemize(text: str, voice: str) -> list[str]:
    """Return the phonemes of `text` (one code point each, punctuation kept), one sentence.

    `voice` is espeak-ng's name for the language (`en-us`); words in a script that it can't read
    are read by the voice of another language (`scripts`). Where espeak-ng itself sees several
    sentences they are joined by a space. Emoji have no sound, nor has punctuation alone. Raises
    `VoiceError` for a voice it doesn't have.
    """
    plain = readable(text)
    if not plain:
        return []
    marked = marks.plain(plain)
    joined: list[str] = []
    for run in runs(marked, voice):
        for sentence in _run(marked[run.start : run.end], run.voice):
            if joined and joined[-1] != " ":
                joined.append(" ")
            joined.extend(sentence if run.voice == voice else of_another(sentence))
    return joined


def _run(text: str, voice: str) -> list[list[str]]:
    """Return the phonemes of the sentences in what one voice reads."""
    if _PUNCTUATION.fullmatch(text):
        return []
    *initials, last = marks.parts(text)
    sentences = [sentence for part in initials for sentence in _initial(part, voice)]
    return [*sentences, *_sentences(last, voice)]


def _initial(part: str, voice: str) -> list[list[str]]:
    """Return the phonemes of what ends in an initial, without its full stop."""
    *before, last = _sentences(part, voice) or [[]]
    return [*before, last[:-1] if last[-1:] == ["."] else last]


def _sentences(text: str, voice: str) -> list[list[str]]:
    with phonemizer() as espeak:
        try:
            return list(espeak.phonemize(voice, text))
        except (RuntimeError, ValueError) as error:
            raise VoiceError(f"espeak-ng can't speak as {voice!r}: {error}") from error


def readable(text: str) -> str:
    """Return `text` as espeak-ng can take it, empty if there is nothing to say in it."""
    plain = plain_signs(_CONTROL.sub(" ", _EMOJI.sub(" ", text)))
    plain = _LONG_WORD.sub(r"\g<0> ", plain)
    if len(_INNER_STOP.findall(plain)) > _MOST_INNER_STOPS:
        plain = _INNER_STOP.sub(r"\g<0> ", plain)
    return "" if _PUNCTUATION.fullmatch(plain) else plain
