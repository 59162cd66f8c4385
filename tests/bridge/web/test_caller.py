"""Keys and rates over HTTP."""

import asyncio
from typing import Any

import pytest

from tests.wire import until

from ..fake_wyoming import Answer, FakeWyoming, tone
from ..running import Running, running

LISTS = ["/v1/models", "/v1/models/tts-1", "/v1/audio/models", "/v1/audio/voices", "/metrics"]
OPEN = ["/", "/health", "/openapi.json"]
KEY = {"Authorization": "Bearer right"}
LIMIT, LEFT, RESET = (f"x-ratelimit-{name}-requests" for name in ("limit", "remaining", "reset"))


# --- keys


@pytest.mark.parametrize(
    "sent", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Bearer right2", "Basic right", "right"]
)
async def test_speech_needs_the_key(wyoming: FakeWyoming, sent: str | None) -> None:
    async with running(wyoming, api_key=("right",)) as bridge:
        headers = {} if sent is None else {"Authorization": sent}
        async with bridge.speak(headers=headers) as response:
            assert response.status == 401
            assert response.headers["WWW-Authenticate"] == "Bearer"
            assert response.headers["x-should-retry"] == "false"
            error = (await response.json())["error"]
    assert (error["type"], error["code"]) == ("authentication_error", "invalid_api_key")
    assert "wrong" not in error["message"]
    assert wyoming.requests == []


@pytest.mark.parametrize("sent", ["Bearer right", "bearer right", "Bearer  right ", "Bearer other"])
async def test_each_key_opens(wyoming: FakeWyoming, sent: str) -> None:
    async with (
        running(wyoming, api_key=("right", "other")) as bridge,
        bridge.speak(headers={"Authorization": sent}) as response,
    ):
        assert response.status == 200


@pytest.mark.parametrize("path", [*LISTS, *OPEN])
async def test_lists_stay_open(wyoming: FakeWyoming, path: str) -> None:
    async with running(wyoming, api_key=("right",)) as bridge:
        assert (await bridge.get(path))[0] == 200


@pytest.mark.parametrize("path", LISTS)
async def test_lists_may_be_protected(wyoming: FakeWyoming, path: str) -> None:
    async with running(wyoming, api_key=("right",), protect_lists=True) as bridge:
        status, body = await bridge.get(path)
        assert (status, body["error"]["code"]) == (401, "invalid_api_key")
        assert (await bridge.get(path, headers=KEY))[0] == 200


async def test_health_then_tells_others_less(wyoming: FakeWyoming) -> None:
    async with running(wyoming, api_key=("right",), protect_lists=True) as bridge:
        assert (await bridge.get("/"))[0] == 200
        status, body = await bridge.get("/health")
        assert (status, body["status"], body["servers"]) == (200, "ok", None)
        _, body = await bridge.get("/health", headers=KEY)
        assert body["servers"][0]["voices"] == ["en_US-joe-medium"]


async def test_keys_are_never_logged(
    wyoming: FakeWyoming, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with running(wyoming, api_key=("right",)) as bridge:
        for sent in ("right", "wrong"):
            async with bridge.speak(headers={"Authorization": f"Bearer {sent}"}) as response:
                await response.read()
    told = str([(record.getMessage(), record.__dict__) for record in caplog.records])
    assert "answered" in told
    assert "right" not in told
    assert "wrong" not in told


# --- rates


async def ask(bridge: Running, **more: Any) -> tuple[int, dict[str, str], Any]:
    async with bridge.speak({"response_format": "pcm"}, **more) as response:
        body = await response.json() if response.status >= 400 else await response.read()
        return response.status, dict(response.headers), body


async def test_without_a_limit_nothing_is_told(bridge: Running) -> None:
    _, headers, _ = await ask(bridge)
    assert not [name for name in headers if name.lower().startswith("x-ratelimit")]


async def test_what_is_left_is_told_with_each_answer(wyoming: FakeWyoming) -> None:
    async with running(wyoming, rate_limit=("2/hour",)) as bridge:
        left = []
        for _ in range(2):
            status, headers, _ = await ask(bridge)
            left.append((status, headers[LIMIT], headers[LEFT]))
        assert left == [(200, "2", "1"), (200, "2", "0")]
        status, headers, body = await ask(bridge)
        assert (status, headers[LIMIT], headers[LEFT]) == (429, "2", "0")
        assert float(headers[RESET].removesuffix("s")) <= 3600
        assert 1 <= int(headers["Retry-After"]) <= 3600
        assert headers["x-should-retry"] == "false"  # nobody waits for an hour
        error = body["error"]
        assert (error["type"], error["code"]) == ("rate_limit_error", "rate_limit_exceeded")
    assert len(wyoming.requests) == 2


async def test_a_short_wait_is_worth_a_retry(wyoming: FakeWyoming) -> None:
    async with running(wyoming, rate_limit=("1/10 seconds",)) as bridge:
        await ask(bridge)
        status, headers, _ = await ask(bridge)
    assert (status, headers["x-should-retry"]) == (429, "true")
    assert 1 <= int(headers["Retry-After"]) <= 10


async def test_lists_and_refused_keys_count_for_nothing(wyoming: FakeWyoming) -> None:
    async with running(wyoming, rate_limit=("1/hour",), api_key=("right",)) as bridge:
        for path in (*LISTS, *OPEN):
            assert (await bridge.get(path))[0] == 200
        assert (await ask(bridge))[0] == 401
        assert (await ask(bridge, headers=KEY))[0] == 200


# --- shares


async def test_places_go_round_the_keys(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(tone(0.1), hold_after=1)
    async with running(wyoming, max_parallel=1, api_key=("a", "b")) as bridge:

        async def say(key: str, text: str) -> None:
            headers = {"Authorization": f"Bearer {key}"}
            async with bridge.speak({"input": text}, headers=headers) as response:
                assert response.status == 200
                await response.read()

        async with asyncio.TaskGroup() as group:
            for count, (key, text) in enumerate([("a", "1"), ("a", "2"), ("a", "3"), ("b", "4")]):
                group.create_task(say(key, text))
                await until_inside(bridge, count + 1)
            wyoming.gate.set()
    # The one of b has not to wait for all of a.
    assert [request["text"] for request in wyoming.requests] == ["1", "2", "4", "3"]


async def until_inside(bridge: Running, count: int) -> None:
    inside = 0
    async with asyncio.timeout(5):
        while inside < count:
            _, body = await bridge.get("/health")
            inside = body["speaking"] + body["waiting"]


async def test_who_leaves_the_queue_takes_no_place(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(tone(0.1), hold_after=1)
    async with running(wyoming, max_parallel=1) as bridge:
        first = asyncio.create_task(bridge.audio(input="first"))
        await until(lambda: wyoming.speaking)
        second = asyncio.create_task(bridge.audio(input="second"))
        await until_inside(bridge, 2)
        second.cancel()
        third = asyncio.create_task(bridge.audio(input="third"))
        await until_inside(bridge, 2)
        wyoming.gate.set()
        await asyncio.gather(first, third)
        await asyncio.wait([second])
    assert [request["text"] for request in wyoming.requests] == ["first", "third"]
