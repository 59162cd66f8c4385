"""Worker threads that do the computing, most urgent work first (earliest deadline first)."""

import asyncio
import heapq
import itertools
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self, TypeVar

T = TypeVar("T")


class WorkerPool:
    """A fixed number of threads fed from one queue ordered by deadline.

    Work comes in small pieces (one sentence to encode, one window to vocode), so that a late
    deadline never holds an early one up for longer than a piece takes. A piece that has begun
    runs to its end; one whose caller was cancelled before that is never begun.
    """

    def __init__(self, threads: int) -> None:
        self._heap: list[tuple[float, int, _Job]] = []
        self._counter = itertools.count()
        self._wake = threading.Condition()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"worker-{k}", daemon=True)
            for k in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def size(self) -> int:
        """Number of threads."""
        return len(self._threads)

    async def run(self, deadline: float, function: Callable[..., T], *args: Any) -> T:
        """Call `function(*args)` in a worker and return its result or raise its exception.

        `deadline` is in the event loop's time: the lower, the sooner it runs.
        """
        loop = asyncio.get_running_loop()
        job = _Job(loop, loop.create_future(), function, args)
        with self._wake:
            if self._closed:
                raise RuntimeError("the worker pool is closed")
            heapq.heappush(self._heap, (deadline, next(self._counter), job))
            self._wake.notify()
        try:
            result: T = await job.future
        except asyncio.CancelledError:
            job.dropped = True
            raise
        return result

    def close(self) -> None:
        """Let the threads end after what they are doing; who waits for more gets an error."""
        with self._wake:
            self._closed = True
            waiting = [job for _, _, job in self._heap]
            self._heap.clear()
            self._wake.notify_all()
        for job in waiting:
            job.finish(None, RuntimeError("the worker pool is closed"))

    def __enter__(self) -> Self:
        """Use the pool for the length of a `with` block."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close, and wait for the pieces that are under way. Blocking.

        A thread that the interpreter's end finds in native code would abort the process.
        """
        self.close()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._heap and not self._closed:
                    self._wake.wait()
                if self._closed:
                    return
                _, _, job = heapq.heappop(self._heap)
            job.run()


class _Job:
    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        future: asyncio.Future[Any],
        function: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> None:
        self.future = future
        self.dropped = False
        self._loop = loop
        self._call = (function, args)

    def run(self) -> None:
        if self.dropped:
            return
        function, args = self._call
        result: Any = None
        error: BaseException | None = None
        try:
            result = function(*args)
        except StopIteration:  # the one exception that a future refuses
            error = RuntimeError(f"{function} raised StopIteration")
        except BaseException as raised:  # it is the caller's, whatever it is
            error = raised
        self.finish(result, error)

    def finish(self, result: Any, error: BaseException | None) -> None:
        """Tell the caller, from any thread; a caller whose loop has closed is gone."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._settle, result, error)

    def _settle(self, result: Any, error: BaseException | None) -> None:
        if self.future.done():
            return
        if error is not None:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)
