"""Words as a server tells of them, for a text of which each word takes the same time."""

import re

from bridge.order import Word

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words_of(text: str, *, each: float = 0.3, pause: float = 0.4) -> list[Word]:
    """Return the words; between them is `pause`, in seconds, where a sentence ends."""
    words, now = [], 0.0
    for found in WORD.finditer(text):
        words.append(Word(found.start(), found.end(), now, now + each))
        now += each + (pause if text[found.end() : found.end() + 1] in tuple(".!?") else 0)
    return words
