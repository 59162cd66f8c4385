"""From text that arrives when it likes to segments that are worth speaking now."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from .feed import TextFeed
from .sentences import Segment, SentenceSplitter

# A complete clause is spoken before its sentence is whole if the player holds less than this
# and the clause's first word has waited this long: the words come slowly then.
LOW_WATER = 0.4
CLAUSE_PATIENCE = 0.1
# After this long without a new piece, what looks like a sentence's end is taken for one.
END_PATIENCE = 0.3
# After this long, what is there is spoken; longer while the player still has enough.
STALL_PATIENCE = 1.0
LONGEST_STALL = 3.0
# The splitter runs on the event loop: it takes no more than this at a time, characters.
_SLICE = 1000


async def segments(
    feed: TextFeed, splitter: SentenceSplitter, buffered: Callable[[], float]
) -> AsyncGenerator[Segment, None]:
    """Yield what to speak next until the feed ends.

    `buffered` tells how many seconds of sound the player still holds.
    """
    clock = asyncio.get_running_loop().time
    held_since: float | None = None
    while True:
        held = 0.0 if held_since is None else clock() - held_since
        try:
            text = await feed.get(_patience(splitter, held, buffered()))
        except TimeoutError:
            segment = _early(splitter, buffered())
            if segment is not None:
                yield segment
            held_since = clock() if splitter.pending else None
            continue
        if text is None:
            break
        for start in range(0, len(text), _SLICE):
            for segment in splitter.push(text[start : start + _SLICE]):
                held_since = None
                yield segment
        if not splitter.pending:
            held_since = None
        elif held_since is None:
            held_since = clock()
    for segment in splitter.finish():
        yield segment


def _patience(splitter: SentenceSplitter, held: float, buffered: float) -> float | None:
    """Return how long to wait for more text before speaking what is held; None: for ever."""
    if not splitter.pending.strip():
        return None
    spare = max(0.0, buffered - LOW_WATER)
    if splitter.at_likely_end:
        return max(END_PATIENCE, min(spare, LONGEST_STALL))
    if splitter.pending and spare < STALL_PATIENCE:
        return max(0.0, CLAUSE_PATIENCE - held, spare)
    return max(STALL_PATIENCE, min(spare, LONGEST_STALL))


def _early(splitter: SentenceSplitter, buffered: float) -> Segment | None:
    if not splitter.at_likely_end and buffered <= LOW_WATER:
        clause = splitter.clause()
        if clause is not None:
            return clause
    return splitter.flush()
