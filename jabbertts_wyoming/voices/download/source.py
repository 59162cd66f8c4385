"""What a place to get files from offers, and what may go wrong there."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from ..catalogue.entry import CatalogueFile
from .partial import Origin


class TransientError(Exception):
    """It did not work this time, but may the next time.

    `retry_after` is how many seconds the server asks to wait. `from_start` says that what has
    arrived so far is of no use.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, from_start: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.from_start = from_start


@dataclass(frozen=True, slots=True)
class Answer:
    """A file's bytes from `start` on, as they come; reading them may raise `TransientError`."""

    origin: Origin
    start: int
    chunks: AsyncGenerator[bytes, None]


class Source(Protocol):
    """A place to get files from."""

    def address(self, file: CatalogueFile) -> str:
        """Return where the file is: a URL or a path."""

    def open(
        self, file: CatalogueFile, start: int, known: Origin | None
    ) -> AbstractAsyncContextManager[Answer]:
        """Ask for the file from byte `start` on, if it still is the version that is `known`.

        The answer may begin at 0 all the same. Raises `TransientError`, or `DownloadError` if
        it is no use to try again.
        """

    async def close(self) -> None:
        """Let go of connections."""
