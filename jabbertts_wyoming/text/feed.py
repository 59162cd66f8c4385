"""The pipe between a connection that brings text and the path that speaks it."""

import asyncio
from collections import deque

from ..common.errors import TextTooLongError


class TextFeed:
    """Text pieces in order, at most `limit` characters taken in but not yet spoken.

    One writer (`put`, `close`), one reader (`get`, `spoken`), both on one event loop.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: deque[str] = deque()
        self._unspoken = 0
        self._closed = False
        self._changed = asyncio.Event()
        self._room = asyncio.Event()

    @classmethod
    def of(cls, text: str, limit: int) -> "TextFeed":
        """Return a closed feed that holds `text`; raises `TextTooLongError` beyond `limit`."""
        feed = cls(limit)
        feed._check(text)
        feed._append(text)
        feed.close()
        return feed

    @property
    def unspoken(self) -> int:
        """Characters taken in and not yet spoken."""
        return self._unspoken

    async def put(self, text: str) -> None:
        """Add a piece, waiting while the pieces before it fill the limit.

        Raises `TextTooLongError` if the piece alone exceeds the limit.
        """
        self._check(text)
        while self._unspoken and self._unspoken + len(text) > self._limit:
            self._room.clear()
            await self._room.wait()
        self._append(text)

    def close(self) -> None:
        """Say that no more text comes."""
        self._closed = True
        self._changed.set()

    async def get(self, timeout: float | None = None) -> str | None:  # noqa: ASYNC109
        """Take all text that waits, or None at the end.

        Raises `TimeoutError` if nothing comes within `timeout` seconds.
        """
        if not self._pieces and not self._closed:
            self._changed.clear()
            async with asyncio.timeout(timeout):
                await self._changed.wait()
        if not self._pieces:
            return None
        text = "".join(self._pieces)
        self._pieces.clear()
        return text

    def spoken(self, characters: int) -> None:
        """Tell that `characters` of the text taken out have been spoken, which makes room."""
        self._unspoken = max(0, self._unspoken - characters)
        self._room.set()

    def _check(self, text: str) -> None:
        if len(text) > self._limit:
            raise TextTooLongError(
                f"text has {len(text)} characters; at most {self._limit} are allowed at once"
            )

    def _append(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._unspoken += len(text)
            self._changed.set()
