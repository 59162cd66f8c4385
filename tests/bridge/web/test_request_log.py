"""The line of each request in the log."""

import json
import logging
from io import StringIO
from typing import Any

import aiohttp
import pytest

from bridge.web.request_id import log_context
from jabbertts_wyoming.common.logs import JsonFormatter
from tests.wire import until

from ..fake_wyoming import Answer, tone
from ..running import Running


def lines(caplog: pytest.LogCaptureFixture, level: int = logging.INFO) -> list[dict[str, Any]]:
    """Return the fields of the lines of requests, `level` and above."""
    return [
        record.__dict__["fields"]
        for record in caplog.records
        if record.getMessage() == "answered" and record.levelno >= level
    ]


async def the_line(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """Return the only one; it may be written just after the client has all of the answer."""
    await until(lambda: lines(caplog))
    (line,) = lines(caplog)
    return line


@pytest.fixture(autouse=True)
def _all(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")


async def test_a_speech_request(bridge: Running, caplog: pytest.LogCaptureFixture) -> None:
    await bridge.audio(response_format="pcm")
    line = await the_line(caplog)
    assert line.pop("ms") >= line.pop("first_ms") > 0
    assert line == {
        "method": "POST",
        "path": "/v1/audio/speech",
        "status": 200,
        "from": "127.0.0.1",
        "voice": "en_US-joe-medium",
        "format": "pcm",
        "characters": 13,
        "audio_s": 0.2,
    }


async def test_an_answer_that_was_cut(bridge: Running, caplog: pytest.LogCaptureFixture) -> None:
    bridge.wyoming.answer = Answer(tone(0.5), die_after=10)
    async with bridge.speak({"response_format": "pcm"}) as response:
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()
    line = await the_line(caplog)
    assert (line["status"], line["cut"]) == (200, True)
    assert line["audio_s"] <= 0.2


async def test_an_error(bridge: Running, caplog: pytest.LogCaptureFixture) -> None:
    await bridge.get("/v1/models/none")
    line = await the_line(caplog)
    assert (line["path"], line["status"]) == ("/v1/models/none", 404)


async def test_what_machines_ask_all_the_time_is_quiet(
    bridge: Running, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/health", "/metrics"):
        await bridge.get(path)
    assert lines(caplog) == []
    assert len(lines(caplog, logging.DEBUG)) == 2
    await bridge.wyoming.stop()
    await bridge.get("/health")
    assert [line["status"] for line in lines(caplog)] == [503]


async def test_a_long_path_is_cut(bridge: Running, caplog: pytest.LogCaptureFixture) -> None:
    await bridge.get("/" + "x" * 3000)
    line = await the_line(caplog)
    assert len(line["path"]) == 200


async def test_lines_have_the_request_id(bridge: Running) -> None:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())

    def add(record: logging.LogRecord) -> bool:
        record.fields = {**log_context(), **record.__dict__.get("fields", {})}
        return True

    handler.addFilter(add)
    logger = logging.getLogger("bridge")
    logger.addHandler(handler)
    try:
        async with bridge.speak(headers={"x-request-id": "mine"}) as response:
            await response.read()
        await bridge.get("/v1/models", headers={"x-request-id": "other"})
    finally:
        logger.removeHandler(handler)
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    answered = [line["request_id"] for line in told if line["message"] == "answered"]
    assert answered == ["mine", "other"]
