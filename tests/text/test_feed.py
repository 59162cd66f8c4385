import asyncio

import pytest

from jabbertts_wyoming.common.errors import TextTooLongError
from jabbertts_wyoming.text.feed import TextFeed
from tests.virtual_time import run_virtual


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_pieces_come_out_joined_and_in_order() -> None:
    feed = TextFeed(100)
    await feed.put("one ")
    await feed.put("")
    await feed.put("two")
    assert feed.unspoken == 7
    assert await feed.get() == "one two"
    feed.close()
    assert await feed.get() is None
    assert await feed.get() is None


async def test_whole_text() -> None:
    feed = TextFeed.of("all of it", limit=9)
    assert await feed.get() == "all of it"
    assert await feed.get() is None
    assert await TextFeed.of("", limit=9).get() is None


async def test_text_before_the_close_is_not_lost() -> None:
    feed = TextFeed(100)
    reader = asyncio.create_task(feed.get())
    await settle()
    await feed.put("last words")
    feed.close()
    assert await reader == "last words"
    assert await feed.get() is None


async def test_close_wakes_the_reader() -> None:
    feed = TextFeed(100)
    reader = asyncio.create_task(feed.get())
    await settle()
    assert not reader.done()
    feed.close()
    assert await reader is None


def test_get_times_out_and_goes_on() -> None:
    async def main() -> None:
        feed = TextFeed(100)
        loop = asyncio.get_running_loop()
        with pytest.raises(TimeoutError):
            await feed.get(1.5)
        assert loop.time() == pytest.approx(1.5)
        await feed.put("late")
        assert await feed.get(0.0) == "late"
        with pytest.raises(TimeoutError):
            await feed.get(0.0)

    run_virtual(main())


async def test_one_piece_beyond_the_limit_is_refused() -> None:
    with pytest.raises(TextTooLongError, match="6 characters; at most 5"):
        TextFeed.of("sixsix", limit=5)
    feed = TextFeed(5)
    with pytest.raises(TextTooLongError):
        await feed.put("sixsix")
    await feed.put("fives")
    assert await feed.get() == "fives"


async def test_writer_waits_for_room_until_it_is_spoken() -> None:
    feed = TextFeed(10)
    await feed.put("12345678")
    writer = asyncio.create_task(feed.put("abcd"))
    await settle()
    assert not writer.done()
    assert await feed.get() == "12345678"
    await settle()
    assert not writer.done(), "text taken out, but not spoken, still counts"
    feed.spoken(1)
    await settle()
    assert not writer.done(), "there is room for three"
    feed.spoken(1)
    await writer
    assert feed.unspoken == 10
    feed.spoken(100)
    assert feed.unspoken == 0


async def test_a_waiting_writer_can_be_cancelled() -> None:
    feed = TextFeed(4)
    await feed.put("full")
    writer = asyncio.create_task(feed.put("more"))
    await settle()
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    assert feed.unspoken == 4
