import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import replace

import pytest

from bridge.errors import UpstreamBrokenError, UpstreamDownError, UpstreamRefusedError
from bridge.order import SpeechOrder
from bridge.upstream import server as server_module
from bridge.upstream.connection import ConnectionLostError, NoAnswerError
from bridge.upstream.info import ask_info
from bridge.upstream.server import Server, Timing
from jabbertts_wyoming.common.address import Address
from tests.bridge.fake_wyoming import Answer, FakeVoice, FakeWyoming
from tests.bridge.upstream.calls import HELLO, QUICK, closed_port, until

SLOW = replace(QUICK, first_retry=60, last_retry=60)
"""What is down is only looked at when there is a reason."""


@asynccontextmanager
async def watched(address: Address, timing: Timing = QUICK) -> AsyncIterator[Server]:
    server = Server(address, timing)
    server.start()
    await server.look()
    try:
        yield server
    finally:
        await server.stop()


@pytest.fixture
async def fake() -> AsyncIterator[FakeWyoming]:
    async with FakeWyoming() as fake:
        yield fake


async def hear(server: Server, order: SpeechOrder = HELLO) -> bytes:
    answer = await server.begin(order)
    try:
        return b"".join([chunk async for chunk in answer])
    finally:
        answer.close()


async def test_status(fake: FakeWyoming) -> None:
    async with watched(fake.address) as server:
        status = server.status
        assert (status.uri, status.up, status.problem) == (fake.uri, True, None)
        assert (status.program, status.version) == ("jabbertts", "1.2.3")
        assert status.voices == ("en_US-joe-medium",)
        assert status.round_trip is not None
        assert 0 < status.round_trip < 0.5
        fake.answer = Answer(hold_after=1)
        answer = await server.begin(HELLO)
        assert server.status.speaking == 1
        answer.close()
        assert server.status.speaking == 0


async def test_down_at_the_start_and_up_later(
    fake: FakeWyoming, caplog: pytest.LogCaptureFixture
) -> None:
    await fake.stop()
    with caplog.at_level(logging.INFO, server_module.__name__):
        async with watched(fake.address) as server:
            status = server.status
            assert (status.up, status.round_trip) == (False, None)
            assert status.problem == f"{fake.uri}: Connection refused"
            await asyncio.sleep(0.1)  # some tries
            await fake.start()
            await until(lambda: server.up)
            assert server.status.problem is None
    assert [record.getMessage() for record in caplog.records] == [
        f"waiting for the Wyoming server to start: {fake.uri}: Connection refused",
        f"{fake.uri} is up: jabbertts 1.2.3, 1 voices",
    ]


async def test_down_after_it_was_up_is_a_warning(
    fake: FakeWyoming, caplog: pytest.LogCaptureFixture
) -> None:
    async with watched(fake.address, replace(QUICK, refresh=0.02)) as server:
        await fake.stop()
        await until(lambda: not server.up)
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [record.getMessage() for record in warnings] == [
        f"Wyoming server down: {fake.uri}: Connection refused"
    ]


async def test_a_server_that_never_starts_is_one_warning(caplog: pytest.LogCaptureFixture) -> None:
    address = await closed_port()
    with caplog.at_level(logging.INFO, server_module.__name__):
        async with watched(address, replace(QUICK, start=0.05)):
            await until(lambda: len(caplog.records) > 1)
            await asyncio.sleep(0.1)
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING"]
    assert "has not started" in caplog.records[1].getMessage()


async def test_info_is_asked_for_anew(fake: FakeWyoming) -> None:
    async with watched(fake.address, replace(QUICK, refresh=0.02)) as server:
        fake.voices.append(FakeVoice("new"))
        await until(lambda: server.can_speak(SpeechOrder("x", "new")))


async def test_looks_at_a_time_are_one(fake: FakeWyoming) -> None:
    async with watched(fake.address) as server:
        before = fake.describes
        looks = {server.look() for _ in range(5)}
        await asyncio.wait(looks)
        assert fake.describes == before + 1


async def test_a_look_is_nobodys_request(
    fake: FakeWyoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_id = ContextVar("request_id", default="none")
    seen = []

    async def spy(address: Address, seconds: float) -> object:
        seen.append(request_id.get())
        return await ask_info(address, seconds)

    monkeypatch.setattr(server_module, "ask_info", spy)
    async with watched(fake.address) as server:
        request_id.set("mine")
        await server.look()
    assert set(seen) == {"none"}


async def test_a_connection_is_used_again(fake: FakeWyoming) -> None:
    async with watched(fake.address) as server:
        before = fake.connections
        for _ in range(5):
            assert await hear(server) == fake.answer.pcm
        assert fake.connections == before + 1


async def test_many_at_a_time_have_their_own(fake: FakeWyoming) -> None:
    async with watched(fake.address) as server:
        before = fake.connections
        heard = await asyncio.gather(*(hear(server) for _ in range(20)))
        assert set(heard) == {fake.answer.pcm}
        assert fake.connections == before + 20
        await until(lambda: fake.open == 4)


async def test_left_in_the_middle_it_hangs_up(fake: FakeWyoming) -> None:
    fake.answer = Answer(hold_after=2)
    async with watched(fake.address) as server:
        answer = await server.begin(HELLO)
        await anext(answer)
        answer.close()
        await until(lambda: fake.cut_offs == 1 and fake.open == 0)
        assert server.speaking == 0
        assert server.up


async def test_a_closed_idle_connection_costs_nothing(fake: FakeWyoming) -> None:
    async with watched(fake.address) as server:
        await hear(server)
        await fake.close_all()
        assert await hear(server) == fake.answer.pcm
        assert len(fake.requests) == 2


async def test_a_server_that_closes_after_each_answer(fake: FakeWyoming) -> None:
    fake.answer = Answer(close=True)
    async with watched(fake.address) as server:
        for _ in range(5):
            assert await hear(server) == fake.answer.pcm


async def test_lost_before_audio_it_tries_once_more(fake: FakeWyoming) -> None:
    fake.answers.append(Answer(die_after=0))
    async with watched(fake.address) as server:
        assert await hear(server) == fake.answer.pcm
        assert len(fake.requests) == 2


async def test_lost_twice_is_a_break(fake: FakeWyoming) -> None:
    fake.answer = Answer(die_after=0)
    async with watched(fake.address) as server:
        with pytest.raises(ConnectionLostError):
            await hear(server)
        assert len(fake.requests) == 2
        assert server.speaking == 0


async def test_after_audio_nothing_is_tried_again(fake: FakeWyoming) -> None:
    fake.answer = Answer(die_after=1)
    async with watched(fake.address) as server:
        answer = await server.begin(HELLO)
        assert await anext(answer) == fake.answer.chunks[0]
        with pytest.raises(UpstreamBrokenError):
            await anext(answer)
        answer.close()
        assert len(fake.requests) == 1
        assert server.speaking == 0


async def test_restarted_it_speaks_on_a_fresh_connection(fake: FakeWyoming) -> None:
    async with watched(fake.address) as server:
        await hear(server)
        await fake.stop()
        await fake.start()
        assert await hear(server) == fake.answer.pcm


async def test_refused_connection_is_down_at_once(fake: FakeWyoming) -> None:
    async with watched(fake.address, SLOW) as server:
        await hear(server)
        await fake.stop()
        with pytest.raises(UpstreamDownError, match="Connection refused"):
            await hear(server)
        assert not server.up


async def test_death_under_way_is_looked_into(fake: FakeWyoming) -> None:
    fake.answer = Answer(hold_after=1)
    async with watched(fake.address, SLOW) as server:
        answer = await server.begin(HELLO)
        await anext(answer)
        await fake.stop()
        with pytest.raises(UpstreamBrokenError):
            await anext(answer)
        await until(lambda: not server.up)


@pytest.mark.parametrize("code", ["busy", "voice-error", "internal-error", None])
async def test_an_error_does_not_make_it_down(fake: FakeWyoming, code: str | None) -> None:
    fake.answers.append(Answer(error=(code, "Why.")))
    async with watched(fake.address, SLOW) as server:
        with pytest.raises(Exception, match="Why"):
            await hear(server)
        assert server.up
        assert await hear(server) == fake.answer.pcm


async def test_an_unknown_voice_has_the_info_renewed(fake: FakeWyoming) -> None:
    fake.answer = Answer(error=("unknown-voice", "No."))
    async with watched(fake.address) as server:
        fake.voices.clear()
        with pytest.raises(UpstreamRefusedError):
            await hear(server)
        await until(lambda: not server.can_speak(HELLO))


async def test_silent_while_it_speaks_is_not_down(fake: FakeWyoming) -> None:
    """A server that computes in its event loop answers nothing meanwhile."""
    fake.answer = Answer(hold_after=1)
    async with watched(fake.address, replace(SLOW, connect_timeout=0.15)) as it:
        answer = await it.begin(HELLO)
        fake.mute = True
        for _ in range(3):
            await it.look()
        assert it.up
        assert "no answer for" in (it.problem or "")
        fake.gate.set()
        assert [chunk async for chunk in answer] == fake.answer.chunks
        fake.mute = False
        await it.look()
        assert it.problem is None


async def test_silent_twice_without_reason_is_down(fake: FakeWyoming) -> None:
    async with watched(fake.address, replace(SLOW, connect_timeout=0.15)) as server:
        fake.mute = True
        await server.look()
        assert server.up
        await server.look()
        assert not server.up


async def test_no_audio_in_time(fake: FakeWyoming) -> None:
    fake.answers.append(Answer(silent=True))
    async with watched(fake.address, replace(SLOW, audio_timeout=0.15)) as server:
        with pytest.raises(NoAnswerError, match=r"no answer for 0\.15 s"):
            await hear(server)
        assert len(fake.requests) == 1  # waiting again would not be better
        assert server.up  # it may only have too much to do
        assert await hear(server) == fake.answer.pcm


async def test_hung_it_is_down_though_it_owes_answers(fake: FakeWyoming) -> None:
    fake.answers.append(Answer(hold_after=1))
    fake.answer = Answer(silent=True)
    timing = replace(QUICK, connect_timeout=0.15, audio_timeout=0.15)
    async with watched(fake.address, timing) as server:
        answer = await server.begin(HELLO)
        fake.mute = True
        with pytest.raises(NoAnswerError):
            await server.begin(HELLO)
        await until(lambda: not server.up)
        assert server.speaking == 1
        answer.close()


async def test_only_voices_of_ours_get_the_context() -> None:
    order = replace(HELLO, speed=2.0, seed=3)
    for ours in (True, False):
        async with FakeWyoming(ours=ours) as fake, watched(fake.address) as server:
            answer = await server.begin(order)
            assert answer.speed_applied == ours
            answer.close()
            plain = await server.begin(HELLO)
            assert plain.speed_applied
            plain.close()
            context = {"jabbertts": {"speed": 2.0, "seed": 3}}
            assert fake.requests[0].get("context") == (context if ours else None)


async def test_the_default_voice_decides_whose_server_it_is(fake: FakeWyoming) -> None:
    async with watched(fake.address) as server:
        await hear(server, SpeechOrder("x", speed=2.0))
    assert fake.requests == [{"text": "x", "context": {"jabbertts": {"speed": 2.0}}}]


async def test_an_empty_answer_has_the_voices_rate(fake: FakeWyoming) -> None:
    fake.voices = [FakeVoice("v", jabbertts={"sample_rate": 16000}), FakeVoice("w", jabbertts={})]
    fake.answer = Answer(raw=b'{"type": "audio-stop"}\n')
    async with watched(fake.address) as server:
        for name, rate in (("v", 16000), ("w", 22050)):
            answer = await server.begin(SpeechOrder("x", name))
            assert answer.format.rate == rate
            assert [chunk async for chunk in answer] == []
        assert server.speaking == 0


async def test_cancelled_before_audio_it_hangs_up(fake: FakeWyoming) -> None:
    fake.answer = Answer(silent=True)
    async with watched(fake.address) as server:
        beginning = asyncio.create_task(server.begin(HELLO))
        await until(lambda: fake.speaking)
        assert server.speaking == 1
        beginning.cancel()
        await asyncio.wait([beginning])
        assert server.speaking == 0
        await until(lambda: fake.open == 0)


async def test_retired_it_lets_answers_end(fake: FakeWyoming) -> None:
    fake.answer = Answer(hold_after=1)
    server = Server(fake.address, QUICK)
    server.start()
    await server.look()
    answer = await server.begin(HELLO)
    await server.retire()
    assert not server.up
    fake.gate.set()
    assert [chunk async for chunk in answer] == fake.answer.chunks
    await until(lambda: fake.open == 0)


async def test_stopped_it_breaks_answers(fake: FakeWyoming) -> None:
    fake.answer = Answer(hold_after=1)
    server = Server(fake.address, QUICK)
    server.start()
    await server.look()
    answer = await server.begin(HELLO)
    await anext(answer)
    waiting = asyncio.ensure_future(anext(answer))
    await asyncio.sleep(0.01)
    await server.stop()
    with pytest.raises(UpstreamBrokenError):
        await waiting
    await until(lambda: fake.open == 0)


async def test_stopped_while_it_looks(fake: FakeWyoming) -> None:
    fake.mute = True
    server = Server(fake.address, QUICK)
    server.start()
    await until(lambda: fake.describes)
    await server.stop()
    await until(lambda: fake.open == 0)


async def test_tries_get_rarer() -> None:
    timing = replace(QUICK, first_retry=0.02, last_retry=10)
    async with watched(await closed_port(), timing) as server:
        looks = []
        stock = server.look

        def look() -> asyncio.Task[None]:
            looks.append(1)
            return stock()

        server.look = look  # type: ignore[method-assign]
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 0.3)
    assert 2 <= len(looks) <= 6  # after 0.01-0.02 s, 0.02-0.04, 0.04-0.08, 0.08-0.16, …


async def test_a_slow_listener_makes_the_server_wait(fake: FakeWyoming) -> None:
    fake.answer = Answer([bytes(1 << 16)] * 800)
    async with watched(fake.address) as server:
        answer = await server.begin(HELLO)
        await asyncio.sleep(0.3)
        assert fake.speaking == 1  # 50 MB do not fit into buffers
        assert sum([len(chunk) async for chunk in answer]) == 800 << 16


@pytest.mark.parametrize("code", ["busy", "text-too-long", "internal-error"])
async def test_what_says_nothing_of_the_server_is_not_looked_into(
    fake: FakeWyoming, code: str
) -> None:
    fake.answer = Answer(error=(code, "Why."))
    async with watched(fake.address) as server:
        await asyncio.sleep(0.02)
        before = fake.describes
        for _ in range(3):
            with pytest.raises(Exception, match="Why"):
                await hear(server)
        await asyncio.sleep(0.02)
        assert fake.describes == before
