import asyncio
import random
from http import HTTPStatus

import pytest

from bridge.errors import ApiError
from bridge.guard.fair_queue import FairQueue
from tests.virtual_time import run_virtual


async def hold(queue: FairQueue, client: str, until: asyncio.Event) -> None:
    async with queue.place(client):
        await until.wait()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def take(
    queue: FairQueue, client: str, count: int, until: asyncio.Event
) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(hold(queue, client, until)) for _ in range(count)]


async def refusal(queue: FairQueue, client: str) -> ApiError:
    with pytest.raises(ApiError) as caught:
        async with queue.place(client):
            pass
    return caught.value


async def test_places_are_held_and_given_back() -> None:
    queue = FairQueue(2, 2)
    end = asyncio.Event()
    tasks = take(queue, "a", 3, end)
    await settle()
    assert (queue.speaking, queue.waiting) == (2, 1)
    end.set()
    await asyncio.gather(*tasks)
    assert (queue.speaking, queue.waiting) == (0, 0)


async def test_an_error_inside_gives_the_place_back() -> None:
    queue = FairQueue(1, 0)
    with pytest.raises(RuntimeError):
        async with queue.place("a"):
            raise RuntimeError
    assert queue.speaking == 0


async def test_a_full_house_of_equals_is_a_503() -> None:
    queue = FairQueue(1, 1)
    end = asyncio.Event()
    tasks = take(queue, "a", 1, end) + take(queue, "b", 1, end)
    await settle()
    error = await refusal(queue, "c")
    assert error.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert error.retry_after == 1.0
    assert "nobody has more than a fair share: 1 requests are being spoken and 1 wait" in str(error)
    end.set()
    await asyncio.gather(*tasks)


async def test_more_than_others_have_is_a_429() -> None:
    queue = FairQueue(1, 2)
    end = asyncio.Event()
    tasks = take(queue, "b", 1, end) + take(queue, "a", 2, end)
    await settle()
    error = await refusal(queue, "a")
    assert error.status == HTTPStatus.TOO_MANY_REQUESTS
    assert error.error_code == "rate_limit_exceeded"
    assert error.retry_after == 1.0
    end.set()
    await asyncio.gather(*tasks)


async def test_a_displaced_request_gets_the_429() -> None:
    queue = FairQueue(1, 2)
    end = asyncio.Event()
    tasks = take(queue, "a", 3, end)
    await settle()
    late = take(queue, "b", 1, end)
    await settle()
    assert tasks[2].done()
    error = tasks[2].exception()
    assert isinstance(error, ApiError)
    assert error.status == HTTPStatus.TOO_MANY_REQUESTS
    end.set()
    await asyncio.gather(*tasks[:2], *late)
    assert (queue.speaking, queue.waiting) == (0, 0)


async def test_a_displaced_request_that_is_cancelled_just_then() -> None:
    queue = FairQueue(1, 2)
    end = asyncio.Event()
    tasks = take(queue, "a", 3, end)
    await settle()
    late = take(queue, "b", 1, end)
    await asyncio.sleep(0)  # displaced, and not yet awake
    tasks[2].cancel()
    end.set()
    results = await asyncio.gather(*tasks, *late, return_exceptions=True)
    assert isinstance(results[2], asyncio.CancelledError)
    assert (queue.speaking, queue.waiting) == (0, 0)


@pytest.mark.parametrize("cancel_first", [True, False])
async def test_cancelled_just_as_the_place_is_granted(cancel_first: bool) -> None:
    queue = FairQueue(1, 2)
    free, end = asyncio.Event(), asyncio.Event()
    holder = asyncio.create_task(hold(queue, "a", free))
    waiter, next_one = take(queue, "b", 2, end)
    await settle()
    if cancel_first:
        waiter.cancel()
        free.set()
    else:
        free.set()
        await asyncio.wait([holder])  # the place is the waiter's, which did not run yet
        waiter.cancel()
    await settle()
    assert waiter.cancelled()
    assert (queue.speaking, queue.waiting) == (1, 0)
    end.set()
    await next_one
    assert queue.speaking == 0


async def test_a_timeout_while_waiting_leaves_no_trace() -> None:
    queue = FairQueue(1, 1)
    async with queue.place("a"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), queue.place("b"):
                pass
        assert queue.waiting == 0


@pytest.mark.parametrize("seed", range(20))
def test_no_place_is_ever_lost(seed: int) -> None:
    run_virtual(_storm(random.Random(seed)))


async def _storm(chance: random.Random) -> None:
    """Clients come, speak, fail, are displaced and are cancelled, often in the same moment."""
    queue = FairQueue(chance.randint(1, 4), chance.randint(0, 8))
    most = 0

    async def request() -> None:
        nonlocal most
        async with queue.place(chance.choice("aaaaabbc")):
            most = max(most, queue.speaking)
            await asyncio.sleep(chance.randint(0, 3))
            if chance.random() < 0.1:
                raise RuntimeError

    tasks: list[asyncio.Task[None]] = []
    for _ in range(150):
        tasks.append(asyncio.create_task(request()))
        if chance.random() < 0.4:
            chance.choice(tasks).cancel()
        if chance.random() < 0.7:
            # Whole seconds: so that much falls on the same tick of the loop.
            await asyncio.sleep(chance.randint(0, 1))
    await asyncio.wait(tasks)
    outcomes = [task.cancelled() or task.exception() for task in tasks]
    assert None in outcomes
    assert all(isinstance(o, ApiError | RuntimeError | bool | None) for o in outcomes)
    assert (queue.speaking, queue.waiting) == (0, 0)
    assert most > 0
    await _all_places_are_free(queue, most)


async def _all_places_are_free(queue: FairQueue, count: int) -> None:
    end = asyncio.Event()
    tasks = take(queue, "z", count, end)
    await settle()
    assert (queue.speaking, queue.waiting) == (count, 0)
    end.set()
    await asyncio.gather(*tasks)


async def test_waiting_ones_get_their_turn_in_rounds() -> None:
    queue = FairQueue(1, 10)
    order: list[str] = []

    async def speak(client: str) -> None:
        async with queue.place(client):
            order.append(client)
            await asyncio.sleep(0)

    await asyncio.gather(*(speak(client) for client in "aaaabb"))
    assert order == ["a", "a", "b", "a", "b", "a"]
