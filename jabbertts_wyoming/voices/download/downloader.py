"""Download files of the catalogue, so that each is there whole and as published, or not at all."""

import asyncio
import logging
import random
import shutil
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import AsyncFileLock
from filelock import Timeout as LockTimeout
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type
from yarl import URL

from ...common.errors import DownloadError
from ..catalogue.entry import CatalogueFile
from .digest import matches
from .http import HttpSource, Timeouts
from .local import LocalSource
from .partial import Origin, Partial
from .paths import reason, target_path
from .source import Answer, Source, TransientError
from .threads import in_thread

# Left free on the disk: a full one stops more than us.
RESERVE = 32 << 20
# An attempt that brings fewer bytes counts as one that brought nothing.
_WORTH = 64 << 10

_LOGGER = logging.getLogger(__name__)

Progress = Callable[[CatalogueFile, int, int | None], None]
"""Called with a file, how many of its bytes are here, and how many it has if that is known."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on when it does not work.

    `attempts` in a row that bring nothing new are the end. Between them the wait doubles from
    `first_wait` seconds to `longest_wait`; a server that asks for more than `asked_wait` is not
    waited for. `lock_wait` is for another program that downloads the same (None: without end).
    """

    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 60.0
    asked_wait: float = 300.0
    lock_wait: float | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(slots=True)
class _Job:
    """One file under way; `fruitless` counts the attempts in a row that brought nothing."""

    file: CatalogueFile
    target: Path
    partial: Partial
    fruitless: int = 0
    was_wrong: bool = False


class Downloader:
    """Gets files from a source, by default from their publishers; `async with` closes it.

    Nothing here computes or waits for a disk in the event loop. Cancelling is safe at any time:
    what has arrived is gone on with the next time.
    """

    def __init__(
        self,
        data_dir: Path,
        source: Source | None = None,
        *,
        patience: Patience | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._data_dir = data_dir
        self._patience = patience or Patience()
        self.progress = progress or _silent
        self._source = make_source(None) if source is None else source

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self._source.close()

    async def fetch(
        self, files: Sequence[CatalogueFile], *, replace: bool = False
    ) -> Sequence[Path]:
        """Make sure that all `files` are here and return their paths.

        Those that are here already stay as they are. No file is put in its place before all are
        whole. Raises `DownloadError`, also if another file is in the place of one, unless
        `replace` allows that.
        """
        try:
            return await self._fetch(files, replace=replace)
        except OSError as error:
            raise DownloadError(f"{self._data_dir} can't be written: {reason(error)}") from error

    async def _fetch(self, files: Sequence[CatalogueFile], *, replace: bool) -> Sequence[Path]:
        targets = {f: await in_thread(target_path, self._data_dir, f.path) for f in files}
        async with AsyncExitStack() as stack:
            # Sorted, so that two programs never wait for each other.
            for target in sorted(set(targets.values())):
                await self._lock(stack, target)
            jobs = []
            for file, target in targets.items():
                if not await in_thread(_is_here, file, target, replace=replace):
                    jobs.append(_Job(file, target, Partial(target, file)))
            try:
                await self._complete(jobs)
                for job in jobs:
                    await in_thread(job.partial.commit)
            finally:
                for job in jobs:
                    await in_thread(job.partial.close)
        return [targets[file] for file in files]

    async def _lock(self, stack: AsyncExitStack, target: Path) -> None:
        path = target.with_name(f".{target.name}.lock")
        try:
            await stack.enter_async_context(AsyncFileLock(path, timeout=0))
        except LockTimeout:
            _LOGGER.warning("Another program downloads %s; waiting for it", target.name)
        else:
            return
        wait = -1.0 if self._patience.lock_wait is None else self._patience.lock_wait
        try:
            await stack.enter_async_context(AsyncFileLock(path, timeout=wait))
        except LockTimeout as error:
            raise DownloadError(f"another program still downloads {target.name}") from error

    async def _complete(self, jobs: Sequence[_Job]) -> None:
        for job in jobs:
            await in_thread(job.partial.open)
        missing = sum(max(0, (job.file.bytes or 0) - job.partial.size) for job in jobs)
        if jobs:
            await in_thread(_check_space, jobs[0].target.parent, missing)
        for job in jobs:
            await self._persist(job)

    async def _persist(self, job: _Job) -> None:
        patience = self._patience
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(TransientError),
            stop=lambda _: job.fruitless >= patience.attempts,
            wait=lambda state: _wait(patience, job, state),
            sleep=patience.sleep,
            before_sleep=lambda state: _tell(job, state),
            reraise=True,
        )
        try:
            await retrying(self._attempt, job)
        except TransientError as error:
            place = _host(self._source.address(job.file))
            raise DownloadError(f"{job.file.name} can't be got from {place}: {error}") from error

    async def _attempt(self, job: _Job) -> None:
        partial, file = job.partial, job.file
        before = partial.size
        try:
            if not (file.digest and partial.size == file.bytes):
                await self._receive(job)
        except TransientError as error:
            gained = partial.size - before >= _WORTH and not error.from_start
            job.fruitless = 0 if gained else job.fruitless + 1
            if error.from_start:
                await in_thread(partial.restart)
            if error.retry_after is not None and error.retry_after > self._patience.asked_wait:
                raise DownloadError(f"{error}; try again in {error.retry_after:.0f} s") from error
            raise
        if not partial.is_right():
            await self._reject(job)

    async def _reject(self, job: _Job) -> None:
        """Throw away a file that is not the published one; it may have been damaged, once."""
        message = f"{job.file.name} did not arrive as published: its checksum is another"
        if job.was_wrong:
            await in_thread(job.partial.discard)
            raise DownloadError(f"{message} ({_host(self._source.address(job.file))})")
        job.was_wrong = True
        job.fruitless += 1
        await in_thread(job.partial.restart)
        raise TransientError(message)

    async def _receive(self, job: _Job) -> None:
        file, partial = job.file, job.partial
        start, known = self._resume_at(job)
        async with self._source.open(file, start, known) as answer:
            total = answer.origin.total
            if file.bytes and total is not None and total != file.bytes:
                raise DownloadError(
                    f"{file.name} has {total} bytes at {_host(answer.origin.url)}, "
                    f"but was published with {file.bytes}"
                )
            if answer.start == 0 and partial.size:
                await in_thread(partial.restart)
            expected = file.bytes or total
            missing = (expected or 0) - partial.size
            await in_thread(_check_space, job.target.parent, missing)
            await in_thread(partial.begin, answer.origin)
            self.progress(file, partial.size, expected)
            await self._take(job, answer, expected)
        if expected is not None and partial.size < expected:
            raise TransientError(f"the connection ended after {partial.size} bytes of {expected}")

    def _resume_at(self, job: _Job) -> tuple[int, Origin | None]:
        """Return from which byte to go on, and of what version: only what can be told apart."""
        known = job.partial.origin
        if known is not None and known.url != self._source.address(job.file):
            known = None
        may = job.file.digest is not None or (known is not None and known.validator is not None)
        return (job.partial.size, known) if may else (0, None)

    async def _take(self, job: _Job, answer: Answer, expected: int | None) -> None:
        """Write what comes, in a thread; while that writes, more of it comes together."""
        async with aclosing(answer.chunks) as chunks:
            async for chunk in chunks:
                if expected is not None and job.partial.size + len(chunk) > expected:
                    raise TransientError("more bytes than the file has", from_start=True)
                try:
                    await in_thread(job.partial.append, chunk)
                except OSError as error:
                    # A disk that is full must not stay so for our sake.
                    with suppress(OSError):
                        await in_thread(job.partial.discard)
                    problem = f"{job.target} can't be written: {reason(error)}"
                    raise DownloadError(problem) from error
                self.progress(job.file, job.partial.size, expected)


def make_source(mirror: str | None, timeouts: Timeouts | None = None) -> Source:
    """Return where files come from: `mirror` is a URL or a folder, None means the publishers.

    Under the URL, or in the folder, files lie as in the data directory. Raises `DownloadError`
    if it is neither.
    """
    if mirror is None or mirror.startswith(("https://", "http://")):
        return HttpSource(mirror, timeouts or Timeouts())
    folder = Path(mirror).expanduser()
    if "://" in mirror or not folder.is_dir():
        raise DownloadError(f"the mirror {mirror} is neither an http(s) URL nor a folder")
    return LocalSource(lambda file: folder / file.path)


def _is_here(file: CatalogueFile, target: Path, *, replace: bool) -> bool:
    if not target.exists():
        return False
    if matches(target, file):
        return True
    if replace:
        return False
    raise DownloadError(f"{target} is there already, and is another file (--force replaces it)")


def _check_space(folder: Path, missing: int) -> None:
    free = shutil.disk_usage(folder).free
    if missing > 0 and free < missing + RESERVE:
        raise DownloadError(
            f"{missing / 1e6:.0f} MB are missing and {RESERVE / 1e6:.0f} MB must stay free, "
            f"but {folder} has only {free / 1e6:.0f} MB"
        )


def _wait(patience: Patience, job: _Job, state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, TransientError) else None
    doubled = patience.first_wait * 2.0 ** max(0, job.fruitless - 1)
    own = min(doubled, patience.longest_wait) * random.uniform(0.75, 1.25)
    return max(own, asked or 0.0)


def _tell(job: _Job, state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    wait = state.next_action.sleep if state.next_action else 0.0
    _LOGGER.warning("%s: %s; trying again in %.1f s", job.file.name, error, wait)


def _host(address: str) -> str:
    return (URL(address).host if "://" in address else None) or address


def _silent(_file: CatalogueFile, _done: int, _total: int | None) -> None:
    """Report nothing."""
