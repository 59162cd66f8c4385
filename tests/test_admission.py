import asyncio

import pytest

from jabbertts_wyoming.admission import Admission
from jabbertts_wyoming.common.errors import BusyError


async def test_free_slots_are_taken_at_once_and_the_rest_waits() -> None:
    admission = Admission(max_speaking=2, max_waiting=1)
    places = [await admission.enter(next_up=True) for _ in range(3)]
    assert [place.speaking for place in places] == [True, True, False]
    assert admission.waiting == 1
    with pytest.raises(BusyError, match="1 requests are waiting"):
        await admission.enter(next_up=True)


async def test_a_request_behind_another_one_waits_even_with_a_free_slot() -> None:
    admission = Admission(max_speaking=2, max_waiting=1)
    place = await admission.enter(next_up=False)
    assert admission.waiting == 1
    with pytest.raises(BusyError):
        await admission.enter(next_up=False)
    await place.turn()
    assert place.speaking
    assert admission.waiting == 0


async def test_no_queue_at_all() -> None:
    admission = Admission(max_speaking=1, max_waiting=0)
    place = await admission.enter(next_up=True)
    with pytest.raises(BusyError):
        await admission.enter(next_up=True)
    place.leave()
    assert (await admission.enter(next_up=True)).speaking


async def test_turns_come_in_order() -> None:
    admission = Admission(max_speaking=1, max_waiting=5)
    first, *others = [await admission.enter(next_up=True) for _ in range(4)]
    order: list[int] = []

    async def speak(index: int) -> None:
        await others[index].turn()
        order.append(index)
        others[index].leave()

    tasks = [asyncio.create_task(speak(index)) for index in range(3)]
    await asyncio.sleep(0)
    assert order == []
    first.leave()
    await asyncio.gather(*tasks)
    assert order == [0, 1, 2]


async def test_leaving_twice_or_while_waiting_gives_back_once() -> None:
    admission = Admission(max_speaking=1, max_waiting=5)
    speaking = await admission.enter(next_up=True)
    waiting = await admission.enter(next_up=True)
    turn = asyncio.create_task(waiting.turn())
    await asyncio.sleep(0)
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    waiting.leave()
    assert admission.waiting == 0
    speaking.leave()
    speaking.leave()
    assert (await admission.enter(next_up=True)).speaking
    assert not (await admission.enter(next_up=True)).speaking
