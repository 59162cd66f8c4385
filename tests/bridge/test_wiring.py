"""What each option does to a whole bridge, and what a bridge leaves behind."""

import asyncio
import io
import logging
import socket
import threading
import time
from pathlib import Path

import aiohttp
import av
import pytest

from bridge.options import Options
from bridge.wiring import bridge_of
from jabbertts_wyoming.common.errors import ConfigError
from tests.wire import until

from .fake_wyoming import Answer, FakeVoice, FakeWyoming, tone
from .redis_server import RedisServer, redis_server
from .running import running

__all__ = ["redis_server"]
NOBODY = "tcp://127.0.0.1:9"


async def refused(**options: object) -> str:
    """Return what a bridge with these options says instead of starting."""
    with pytest.raises(ConfigError) as raised:
        async with bridge_of(Options.model_validate({"port": 0, **options})):
            pass
    return str(raised.value)


# --- keys


async def test_keys_from_a_file_and_the_command_line(wyoming: FakeWyoming, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("# for the kitchen\nkitchen\n\nhall\n")
    async with running(wyoming, api_key=("office",), api_key_file=file) as bridge:
        for key, status in (("kitchen", 200), ("hall", 200), ("office", 200), ("attic", 401)):
            async with bridge.speak(headers={"Authorization": f"Bearer {key}"}) as response:
                assert response.status == status


async def test_a_key_file_that_opens_to_all_or_none(tmp_path: Path) -> None:
    empty = tmp_path / "keys"
    empty.write_text("# none\n")
    assert "no key in it" in await refused(api_key_file=empty)
    assert "missing: " in await refused(api_key_file=tmp_path / "missing")
    assert "--api-key" in await refused(api_key=("two words",))


# --- other options that are files, rates and URLs


async def test_voice_names_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "names.yaml"
    file.write_text(
        "names:\n  boss:\n    description: low\n    language: de\n    voices: [de_DE-x-low]\n"
    )
    voices = [FakeVoice(), FakeVoice("de_DE-x-low", ["de_DE"])]
    async with FakeWyoming(voices) as wyoming, running(wyoming, voice_names=file) as bridge:
        await bridge.audio(voice="boss")
        status, error = await bridge.error({"voice": "alloy"})
    assert wyoming.requests[0]["voice"]["name"] == "de_DE-x-low"
    assert (status, error["param"]) == (400, "voice")
    file.write_text("names: 5\n")
    assert str(file) in await refused(voice_names=file)


async def test_rates_and_urls_are_checked_at_the_start() -> None:
    assert "--rate-limit" in await refused(rate_limit=("often",))
    told = await refused(rate_limit=("1/hour",), redis="http://:secret@host")
    assert "--redis" in told
    assert "secret" not in told


async def test_a_lost_redis_is_no_reason_not_to_start(
    wyoming: FakeWyoming, caplog: pytest.LogCaptureFixture
) -> None:
    options = {"rate_limit": ("1/hour",), "redis": "redis://:secret@127.0.0.1:9/0"}
    async with running(wyoming, **options) as bridge:
        assert await bridge.audio()
        assert (await bridge.error())[0] == 429
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "Redis at 127.0.0.1:9 cannot be used" in warnings[0]
    assert "secret" not in caplog.text


async def test_bridges_share_what_is_in_redis(
    wyoming: FakeWyoming, redis_server: RedisServer
) -> None:
    options = {"rate_limit": ("2/hour",), "redis": redis_server.url}
    async with running(wyoming, **options) as one, running(wyoming, **options) as other:
        await one.audio()
        await other.audio()
        assert [(await bridge.error())[0] for bridge in (one, other)] == [429, 429]


# --- limits and settings of speech


async def test_limits_of_speech(wyoming: FakeWyoming) -> None:
    async with running(wyoming, max_input=5, strict=True) as bridge:
        await bridge.audio(input="12345")
        assert (await bridge.error({"input": "123456"}))[1]["param"] == "input"
        assert (await bridge.error({"input": "1", "extra": 1}))[1]["code"] == "unknown_parameter"


@pytest.mark.parametrize("name", ["mp3", "opus", "aac"])
async def test_bit_rates(wyoming: FakeWyoming, name: str) -> None:
    wyoming.answer = Answer(tone(2.0))
    sizes = []
    for bitrate in (32, 128):
        async with running(wyoming, **{f"{name}_bitrate": bitrate}) as bridge:
            sizes.append(len(await bridge.audio(response_format=name)))
    assert sizes[1] > 1.3 * sizes[0]


async def test_a_server_that_takes_too_long(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(silent=True)
    async with running(wyoming, audio_timeout=0.1) as bridge:
        status, error = await bridge.error()
    assert (status, error["code"]) == (503, "server_down")


async def test_a_bridge_without_a_server(wyoming: FakeWyoming) -> None:
    async with running(wyoming, wyoming_uri=(NOBODY,)) as bridge:
        assert (await bridge.get("/"))[0] == 200
        assert (await bridge.get("/health"))[0] == 503
        async with bridge.speak() as response:
            assert response.status == 503
            assert response.headers["Retry-After"]


async def test_servers_on_unix_sockets(tmp_path: Path) -> None:
    async with FakeWyoming(unix_path=tmp_path / "s") as wyoming, running(wyoming) as bridge:
        assert await bridge.audio()


# --- connections


async def test_a_client_too_many(wyoming: FakeWyoming) -> None:
    async with running(wyoming, max_clients=1) as bridge:
        await bridge.get("/health")  # and keeps the connection
        async with (
            aiohttp.ClientSession() as other,
            other.get(f"{bridge.url}/health") as response,
        ):
            assert response.status == 503
            assert response.headers["Retry-After"] == "1"
            body = await response.json()
        assert body["error"]["code"] == "too_many_connections"
        _, figures = await bridge.get("/metrics")
    assert b'dropped_connections{reason="full"} 1.0' in figures


async def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = Options(port=taken.getsockname()[1], wyoming_uri=(NOBODY,))
        with pytest.raises(OSError, match="address already in use"):
            async with bridge_of(options):
                pass
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_it_listens_on_ipv6_too(wyoming: FakeWyoming) -> None:
    async with running(wyoming, host="::1") as bridge:
        assert bridge.url.startswith("http://[::1]:")
        assert (await bridge.get("/health"))[0] == 200


# --- the end


async def test_answers_that_run_may_end(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(tone(1.0), hold_after=20)
    async with aiohttp.ClientSession() as session:
        async with running(wyoming, grace=5) as bridge:
            response = await session.post(
                f"{bridge.url}/v1/audio/speech", json={"input": "Hi.", "response_format": "flac"}
            )
            asyncio.get_running_loop().call_later(0.1, wyoming.gate.set)
        audio = await response.read()
    with av.open(io.BytesIO(audio), "r") as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert samples / 22050 == pytest.approx(1.0, abs=0.01)


async def test_but_not_for_ever(wyoming: FakeWyoming) -> None:
    wyoming.answer = Answer(tone(1.0), hold_after=20)
    async with aiohttp.ClientSession() as session:
        async with running(wyoming, grace=0.1) as bridge:
            response = await session.post(
                f"{bridge.url}/v1/audio/speech", json={"input": "Hi.", "response_format": "pcm"}
            )
            began = time.monotonic()
        assert time.monotonic() - began < 2
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()
    await until(lambda: wyoming.cut_offs)


def codec_threads() -> int:
    return sum(thread.name.startswith("codec") for thread in threading.enumerate())


async def test_nothing_is_left_running(wyoming: FakeWyoming) -> None:
    tasks = asyncio.all_tasks()
    async with running(wyoming) as bridge:
        await asyncio.gather(*(bridge.audio(response_format=name) for name in ("mp3", "opus")))
        assert codec_threads()
    assert codec_threads() == 0
    await until(lambda: asyncio.all_tasks() == tasks)
    assert wyoming.open == 0
