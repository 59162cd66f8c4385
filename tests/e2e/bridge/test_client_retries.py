"""What OpenAI's client does by itself after an error: it retries where that can help."""

from collections.abc import AsyncIterator

import openai
import pytest
from openai import AsyncOpenAI

from tests.bridge.fake_wyoming import Answer, FakeWyoming, tone
from tests.bridge.running import Running, running


@pytest.fixture
async def wyoming() -> AsyncIterator[FakeWyoming]:
    async with FakeWyoming() as server:
        yield server


async def say(bridge: Running, *, retries: int = 2) -> bytes:
    """Speak with a client as it is out of the box."""
    url = f"{bridge.url}/v1"
    async with AsyncOpenAI(api_key="any", base_url=url, max_retries=retries) as client:
        answer = await client.audio.speech.create(
            model="tts-1", voice="alloy", input="Hi.", response_format="pcm"
        )
        return answer.content


async def arrived(bridge: Running) -> dict[int, int]:
    """How many speech requests have been answered with each status."""
    _, figures = await bridge.get("/metrics")
    found = {}
    for line in figures.decode().splitlines():
        if line.startswith('jabbertts_bridge_requests_total{route="speech"'):
            head, _, count = line.partition("} ")
            found[int(head[-4:-1])] = int(float(count))
    return found


async def test_a_busy_server_is_asked_again(wyoming: FakeWyoming) -> None:
    wyoming.answers.append(Answer(error=("busy", "later")))
    async with running(wyoming) as bridge:
        assert await say(bridge)
        assert await arrived(bridge) == {503: 1, 200: 1}


async def test_one_that_comes_back_is_found(wyoming: FakeWyoming) -> None:
    await wyoming.stop()
    async with running(wyoming, connect_timeout=0.5) as bridge:
        with pytest.raises(openai.InternalServerError) as raised:
            await say(bridge, retries=0)
        assert (raised.value.status_code, raised.value.code) == (503, "server_down")
        assert raised.value.response.headers["Retry-After"] == "3"
        await wyoming.start()
        assert await say(bridge, retries=0)


async def test_a_server_that_failed_is_not_asked_again(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(error=("synthesis-error", "oh"))
    async with running(wyoming) as bridge:
        with pytest.raises(openai.InternalServerError) as raised:
            await say(bridge)
        assert raised.value.response.headers["x-should-retry"] == "false"
        assert await arrived(bridge) == {502: 1}


async def test_a_limit_that_lasts_is_not_tried_again(wyoming: FakeWyoming) -> None:
    async with running(wyoming, rate_limit=("1/hour",)) as bridge:
        await say(bridge)
        with pytest.raises(openai.RateLimitError) as raised:
            await say(bridge)
        assert raised.value.code == "rate_limit_exceeded"
        assert await arrived(bridge) == {200: 1, 429: 1}


async def test_a_limit_that_passes_is_waited_for(wyoming: FakeWyoming) -> None:
    async with running(wyoming, rate_limit=("1/second",)) as bridge:
        await say(bridge)
        assert await say(bridge)
        assert (await arrived(bridge))[200] == 2


async def test_an_answer_that_breaks_is_an_error_and_no_short_file(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(tone(1.0), die_after=30)
    async with running(wyoming) as bridge:
        with pytest.raises(openai.APIConnectionError):
            await say(bridge, retries=0)
        async with AsyncOpenAI(api_key="any", base_url=f"{bridge.url}/v1") as client:
            streaming = client.audio.speech.with_streaming_response
            async with streaming.create(model="tts-1", voice="alloy", input="Hi.") as response:
                with pytest.raises(Exception, match="peer closed"):
                    async for _ in response.iter_bytes():
                        pass
