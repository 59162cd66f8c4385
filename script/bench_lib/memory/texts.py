"""What is said: four lengths for the voices in turn, and many short texts that all differ."""

import random
from collections.abc import Sequence

from ..kokoro.texts import TIMED
from ..texts import LONG_TEXT, Text

_LONGEST_TEXT = (
    LONG_TEXT.removesuffix(".")
    + ", and because the night was warm and the way was long he sang an old song that his mother "
    "had taught him, of a ship which sailed without a crew, of three brothers who looked for it on "
    "every sea that they knew, and of the girl in the lighthouse who lit the lamp each night for "
    "seven years until one of them came back to her, grey and thin and poor, but with the "
    "captain's silver whistle in his pocket and a map of an island that nobody had ever seen."
)
_LONGEST = f"{len(_LONGEST_TEXT.split())} words"
_SHORT, _FIFTEEN, _, _SIXTY = TIMED
IN_TURN = (_SHORT, _FIFTEEN, _SIXTY, Text(_LONGEST, _LONGEST, _LONGEST_TEXT))

_VOCABULARY = (
    "kitchen garden window morning evening river mountain letter music doctor teacher winter "
    "summer yellow green silver quiet early later always never open close bring carry follow "
    "answer question number minute hour water coffee bread table lamp door street station "
    "village island forest picture story battery message weather cloudy sunny seven twelve "
    "twenty under over behind before after with without because and but or the a every"
)
_WORDS = _VOCABULARY.split()
_USUAL = range(1, 13)
_LONGER = 30
# Every so many texts one is longer.
_LONGER_EVERY = 20


def mixed(count: int) -> Sequence[str]:
    """Return `count` texts, no two of them alike and the same in every run.

    They have 1 to 12 words, every twentieth has 30.
    """
    source = random.Random(0)
    found: dict[str, None] = {}
    while len(found) < count:
        words = _LONGER if len(found) % _LONGER_EVERY == _LONGER_EVERY - 1 else _any(source)
        found.setdefault(" ".join(source.choices(_WORDS, k=words)).capitalize() + ".")
    return list(found)


def _any(source: random.Random) -> int:
    return source.choice(_USUAL)
