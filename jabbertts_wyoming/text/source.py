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
# After this long without a new piece, what is there is spoken; longer while the player still
# has enough. The same if words keep coming for the longest time, but no clause gets complete.
# What may still be read otherwise when more comes ("21." of "21.5 °C") waits as long once more.
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
    wait = _Wait(splitter, asyncio.get_running_loop().time)
    while True:
        patience, take = wait.plan(buffered())
        try:
            text = await feed.get(patience)
        except TimeoutError:
            segment = take()
            wait.tried(segment, flushed=take == splitter.flush)
            if segment is not None:
                yield segment
            continue
        if text is None:
            break
        for start in range(0, len(text), _SLICE):
            for segment in splitter.push(text[start : start + _SLICE]):
                wait.sentence()
                yield segment
        wait.piece()
        feed.spoken(splitter.release())
    for segment in splitter.finish():
        yield segment


class _Wait:
    """How long to wait for more text, and what to do if none comes."""

    def __init__(self, splitter: SentenceSplitter, clock: Callable[[], float]) -> None:
        self._splitter = splitter
        self._clock = clock
        self._held_since: float | None = None  # when the first of what is held came
        self._piece_at = 0.0  # when the last piece came
        self._clause_tried = False  # since the last piece

    def piece(self) -> None:
        """Tell that a piece has come and has been split."""
        self._piece_at = self._clock()
        self._clause_tried = False
        if not self._splitter.pending:
            self._held_since = None
        elif self._held_since is None:
            self._held_since = self._piece_at

    def sentence(self) -> None:
        """Tell that a sentence is whole: what is held then is of the next one."""
        self._held_since = None

    def tried(self, taken: Segment | None, *, flushed: bool) -> None:
        """Tell what came of the early end that `plan` gave.

        What a flush held back waits as long again, then a second one takes it.
        """
        self._clause_tried = True
        if taken is not None or flushed:
            self._piece_at = self._clock()
            self._held_since = self._piece_at if self._splitter.pending else None

    def plan(self, buffered: float) -> tuple[float | None, Callable[[], Segment | None]]:
        """Return how long to wait (None: for ever) and what to speak then."""
        splitter = self._splitter
        if not splitter.pending.strip():
            return None, splitter.flush
        now = self._clock()
        spare = max(0.0, buffered - LOW_WATER)
        likely_end = splitter.at_likely_end
        patience = END_PATIENCE if likely_end else STALL_PATIENCE
        held = now - (self._piece_at if self._held_since is None else self._held_since)
        stall = self._piece_at - now + max(patience, min(spare, LONGEST_STALL))
        stall = min(stall, max(LONGEST_STALL - held, spare))
        clause = max(CLAUSE_PATIENCE - held, spare)
        if not likely_end and not self._clause_tried and clause < stall:
            return max(0.0, clause), splitter.clause
        return max(0.0, stall), splitter.flush
