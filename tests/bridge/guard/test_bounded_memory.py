from hypothesis import given
from hypothesis import strategies as st

from bridge.guard.bounded_memory import BoundedMemory


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_hits_leave_the_window_one_by_one() -> None:
    clock = Clock()
    memory = BoundedMemory(clock=clock)
    allowed = []
    for _ in range(8):
        allowed.append(await memory.acquire_entry("k", 2, 10))
        clock.now += 4
    # At 0, 4, 8 … seconds: the hits of 0 and 4 are over at 10 and 14.
    assert allowed == [True, True, False, True, True, False, True, True]


async def test_the_window_as_it_is() -> None:
    clock = Clock()
    memory = BoundedMemory(clock=clock)
    assert await memory.get_moving_window("k", 2, 10) == (1000.0, 0)
    await memory.acquire_entry("k", 5, 10, amount=2)
    clock.now += 3
    await memory.acquire_entry("k", 5, 10)
    assert await memory.get_moving_window("k", 5, 10) == (1000.0, 3)
    clock.now += 7
    assert await memory.get_moving_window("k", 5, 10) == (1003.0, 1)


async def test_refused_hits_and_questions_keep_nothing() -> None:
    memory = BoundedMemory(clock=Clock())
    assert not await memory.acquire_entry("k", 1, 10, amount=2)
    await memory.get_moving_window("other", 1, 10)
    assert memory.size == (0, 0)


async def test_many_keys_do_not_fill_the_memory() -> None:
    memory = BoundedMemory(clock=Clock(), max_keys=100)
    for index in range(1000):
        await memory.acquire_entry(str(index), 5, 10)
    assert memory.size == (100, 100)
    assert await memory.get_moving_window("999", 5, 10) == (1000.0, 1)
    assert await memory.get_moving_window("0", 5, 10) == (1000.0, 0)


async def test_the_longest_unused_key_goes_first() -> None:
    memory = BoundedMemory(clock=Clock(), max_keys=2)
    for key in ("used", "unused", "used", "new"):
        await memory.acquire_entry(key, 5, 10)
    assert await memory.get_moving_window("used", 5, 10) == (1000.0, 2)
    assert await memory.get_moving_window("unused", 5, 10) == (1000.0, 0)


async def test_many_hits_do_not_fill_the_memory() -> None:
    memory = BoundedMemory(clock=Clock(), max_hits=100)
    for _ in range(30):
        for key in "abcd":
            await memory.acquire_entry(key, 60, 10)
    assert memory.size[1] <= 100


async def test_what_is_over_goes_away() -> None:
    clock = Clock()
    memory = BoundedMemory(clock=clock)
    for index in range(50):
        await memory.acquire_entry(str(index), 5, 10)
    clock.now += 11
    for _ in range(30):
        await memory.acquire_entry("late", 100, 10)
    assert memory.size == (1, 30)


async def test_forgetting_on_demand() -> None:
    memory = BoundedMemory(clock=Clock())
    await memory.acquire_entry("a", 5, 10, amount=3)
    await memory.acquire_entry("b", 5, 10)
    await memory.clear("a")
    await memory.clear("a")
    assert memory.size == (1, 1)
    assert await memory.reset() == 1
    assert memory.size == (0, 0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 7)), max_size=60))
async def test_never_more_than_the_limit_in_any_window(steps: list[tuple[str, int]]) -> None:
    clock = Clock()
    memory = BoundedMemory(clock=clock)
    taken: dict[str, list[float]] = {"a": [], "b": [], "c": []}
    for key, wait in steps:
        clock.now += wait
        recent = [t for t in taken[key] if t > clock.now - 10]
        allowed = await memory.acquire_entry(key, 3, 10)
        assert allowed == (len(recent) < 3)
        if allowed:
            taken[key].append(clock.now)
        assert memory.size[1] == sum(len(window.hits) for window in memory._windows.values())
