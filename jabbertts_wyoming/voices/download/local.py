"""Files that are on this machine already: in a mirror folder, or to be imported."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from ...common.errors import DownloadError
from ..catalogue.entry import CatalogueFile
from .digest import SLICE
from .partial import Origin
from .paths import reason
from .source import Answer
from .threads import in_thread


class LocalSource:
    """Local files; `locate` says where one is."""

    def __init__(self, locate: Callable[[CatalogueFile], Path]) -> None:
        self._locate = locate

    def address(self, file: CatalogueFile) -> str:
        """Return the file's path."""
        return str(self._locate(file))

    @asynccontextmanager
    async def open(
        self, file: CatalogueFile, start: int, known: Origin | None
    ) -> AsyncIterator[Answer]:
        """Open the file; see `Source`."""
        path = self._locate(file)
        try:
            stream, origin = await in_thread(_open, path)
        except OSError as error:
            raise DownloadError(f"{path}: {reason(error)}") from error
        try:
            if origin != known:
                start = 0
            yield Answer(origin, start, _read(path, stream, start))
        finally:
            await in_thread(stream.close)

    async def close(self) -> None:
        """Nothing is held."""


def _open(path: Path) -> tuple[BinaryIO, Origin]:
    if not path.is_file():  # opening a pipe might never end
        path.stat()
        raise DownloadError(f"{path} is no file")
    stream = path.open("rb")
    status = path.stat()
    return stream, Origin(str(path), str(status.st_mtime_ns), status.st_size)


async def _read(path: Path, stream: BinaryIO, start: int) -> AsyncGenerator[bytes, None]:
    try:
        await in_thread(stream.seek, start)
        while data := await in_thread(stream.read, SLICE):
            yield data
    except OSError as error:
        raise DownloadError(f"{path}: {reason(error)}") from error
