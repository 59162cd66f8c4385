import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator, Callable

import pytest

from jabbertts_wyoming.runtime.pool import WorkerPool

TIMEOUT = 5.0


class Gate:
    """A piece of work that holds a thread until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go = threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.go.wait(TIMEOUT)
        return "held"


async def begun(gate: Gate) -> None:
    assert await asyncio.to_thread(gate.begun.wait, TIMEOUT)


@pytest.fixture
async def single() -> AsyncIterator[WorkerPool]:
    made = WorkerPool(1)
    yield made
    made.close()


async def queue(
    pool: WorkerPool, deadline: float, work: Callable[[], object]
) -> asyncio.Task[object]:
    """Start a piece and see it queued."""
    task = asyncio.create_task(pool.run(deadline, work))
    await asyncio.sleep(0)
    return task


async def test_result_and_arguments(pool: WorkerPool) -> None:
    assert pool.size == 2
    assert await pool.run(0.0, divmod, 17, 5) == (3, 2)


async def test_work_is_done_elsewhere(pool: WorkerPool) -> None:
    assert await pool.run(0.0, threading.get_ident) != threading.get_ident()


async def test_exception_is_the_callers(pool: WorkerPool) -> None:
    with pytest.raises(ZeroDivisionError):
        await pool.run(0.0, divmod, 1, 0)
    assert await pool.run(0.0, divmod, 4, 2) == (2, 0)


async def test_even_an_exit_or_an_ended_iterator_reaches_the_caller(pool: WorkerPool) -> None:
    def leave() -> None:
        raise SystemExit(3)

    for _ in range(pool.size + 1):  # more often than there are threads to lose
        with pytest.raises(SystemExit):
            await pool.run(0.0, leave)
        with pytest.raises(RuntimeError):
            async with asyncio.timeout(TIMEOUT):
                await pool.run(0.0, next, iter(()))


async def test_earliest_deadline_first(single: WorkerPool) -> None:
    gate, done = Gate(), []
    holding = await queue(single, 0.0, gate)
    await begun(gate)
    tasks = [
        await queue(single, deadline, lambda d=deadline: done.append(d))  # type: ignore[misc]
        for deadline in (5.0, 1.0, 9.0, 3.0, 1.5)
    ]
    gate.go.set()
    await asyncio.gather(holding, *tasks)
    assert done == [1.0, 1.5, 3.0, 5.0, 9.0]


async def test_equal_deadlines_keep_their_order(single: WorkerPool) -> None:
    gate, done = Gate(), []
    await queue(single, 0.0, gate)
    await begun(gate)
    tasks = [await queue(single, 1.0, lambda k=k: done.append(k)) for k in range(20)]  # type: ignore[misc]
    gate.go.set()
    await asyncio.gather(*tasks)
    assert done == list(range(20))


async def test_what_is_cancelled_before_it_began_never_begins(single: WorkerPool) -> None:
    gate, done = Gate(), []
    holding = await queue(single, 0.0, gate)
    await begun(gate)
    dropped = await queue(single, 1.0, lambda: done.append("dropped"))
    kept = await queue(single, 2.0, lambda: done.append("kept"))
    dropped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dropped
    gate.go.set()
    await asyncio.gather(holding, kept)
    assert done == ["kept"]


async def test_what_is_cancelled_after_it_began_frees_its_caller_at_once(
    single: WorkerPool,
) -> None:
    gate = Gate()
    running = await queue(single, 0.0, gate)
    await begun(gate)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    gate.go.set()
    assert await single.run(0.0, divmod, 1, 1) == (1, 0)


async def test_all_threads_work_at_once(pool: WorkerPool) -> None:
    barrier = threading.Barrier(pool.size)
    await asyncio.gather(*(pool.run(0.0, barrier.wait, TIMEOUT) for _ in range(pool.size)))


async def test_many_jobs_at_once(pool: WorkerPool) -> None:
    jobs = [pool.run(float(-k), divmod, k, 7) for k in range(2000)]
    assert await asyncio.gather(*jobs) == [divmod(k, 7) for k in range(2000)]


async def test_the_event_loop_runs_on(pool: WorkerPool) -> None:
    """While all threads are busy the loop still ticks."""
    gates = [Gate() for _ in range(pool.size)]
    tasks = [await queue(pool, 0.0, gate) for gate in gates]
    for gate in gates:
        await begun(gate)
    began = time.monotonic()
    for _ in range(100):
        await asyncio.sleep(0)
    assert time.monotonic() - began < 1.0
    for gate in gates:
        gate.go.set()
    assert await asyncio.gather(*tasks) == ["held"] * pool.size


async def test_close_ends_the_threads_and_tells_who_waits(single: WorkerPool) -> None:
    gate = Gate()
    running = await queue(single, 0.0, gate)
    await begun(gate)
    waiting = await queue(single, 1.0, gate)
    single.close()
    with pytest.raises(RuntimeError, match="closed"):
        async with asyncio.timeout(TIMEOUT):
            await waiting
    gate.go.set()
    assert await running == "held"
    with pytest.raises(RuntimeError, match="closed"):
        await single.run(0.0, divmod, 1, 1)
    for thread in threading.enumerate():
        if thread.name.startswith("worker-"):
            await asyncio.to_thread(thread.join, TIMEOUT)
            assert not thread.is_alive()


async def test_leaving_the_block_waits_for_what_is_under_way() -> None:
    """A thread in native code at the interpreter's end would abort the process."""
    done = []

    def work() -> None:
        time.sleep(0.03)
        done.append("done")

    with WorkerPool(2) as made:
        tasks = [await queue(made, 0.0, work) for _ in range(2)]
        await asyncio.sleep(0.01)
    assert done == ["done", "done"]
    await asyncio.gather(*tasks)


def test_a_loop_that_is_gone_takes_no_thread_with_it() -> None:
    """What runs on when its loop has closed ends quietly, and the thread serves the next loop."""
    pool, gate = WorkerPool(1), Gate()

    async def leave() -> None:
        task = await queue(pool, 0.0, gate)
        await begun(gate)
        task.cancel()

    asyncio.run(leave())
    gate.go.set()
    assert asyncio.run(pool.run(0.0, divmod, 9, 2)) == (4, 1)
    pool.close()
    gc.collect()
