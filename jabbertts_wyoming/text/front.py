"""The text front end as the path uses it: from a request's text to what is read."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass

from .feed import TextFeed
from .lexicon.lexicons import Lexicons
from .markup.spans import Said
from .normalise import normalise
from .normalise.spoken import DEFAULT, NormaliseRules
from .passages import Passage, of_document, of_segment
from .reading import Reading, read
from .sentences import SentenceSplitter
from .source import segments


@dataclass(frozen=True, slots=True)
class TextFront:
    """Reads a request's text: SSML or plain, normalised by `rules`, or as it is without."""

    lexicons: Lexicons
    ssml: bool = False
    rules: NormaliseRules | None = DEFAULT

    async def passages(
        self, feed: TextFeed, language: str, buffered: Callable[[], float]
    ) -> AsyncGenerator[Passage, None]:
        """Yield what to speak next until the feed ends; a document only then.

        `buffered` tells how many seconds of sound the player still holds. Raises `MarkupError`.
        """
        if self.ssml:
            document = await _whole(feed)
            for passage in await asyncio.to_thread(of_document, document, language):
                yield passage
            return
        async with aclosing(segments(feed, SentenceSplitter(language), buffered)) as source:
            async for segment in source:
                for passage in of_segment(segment):
                    yield passage

    def read(self, said: Iterable[Said], language: str, voice: str) -> Reading:
        """Return how `said` is read in a voice's language. Blocking."""
        self.lexicons.refresh()
        lexicon = self.lexicons.for_voice(language, voice)
        return read(said, language, lexicon, self.rules)


def warm_up(language: str) -> None:
    """Load what reading a language takes, which takes a while the first time. Blocking."""
    normalise("1", language)


async def _whole(feed: TextFeed) -> str:
    pieces: list[str] = []
    while (piece := await feed.get()) is not None:
        pieces.append(piece)
    return "".join(pieces)
