"""schemathesis makes requests out of the bridge's own OpenAPI document, and checks the answers."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.bridge.fake_wyoming import Answer, FakeVoice, FakeWyoming, tone
from tests.bridge.running import Running, running

SECONDS = 90.0
ANSWER = Answer(tone(0.05), words=[(0, 1, 0.0, 0.05)])
GERMAN = "de_DE-mls-medium"
# Which voices and languages there are no document can tell: to ask for another is a 400, and so
# it can't be said of any request that it must succeed. `narrowed` says it for those that can.
CONFIG = """
[[operations]]
include-operation-id = ["speech", "speech_timestamps"]
checks.positive_data_acceptance.enabled = false
"""


@pytest.fixture
async def bridge() -> AsyncIterator[Running]:
    """Run a bridge in front of two voices that say little."""
    voices = [FakeVoice(), FakeVoice(GERMAN, ["de_DE"], speakers=["anna", "bernd"])]
    async with FakeWyoming(voices, answer=ANSWER) as wyoming, running(wyoming) as made:
        yield made


async def schemathesis(directory: Path, config: str, *arguments: str) -> None:
    """Run it with `config`; fails with its report if it finds something."""
    file = directory / "schemathesis.toml"
    file.write_text(config)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(file), "run"),
        *(*arguments, "--seed", "1", "--no-color", "--generation-database", "none"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=directory,
    )
    try:
        async with asyncio.timeout(SECONDS):
            told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, told.decode()


async def test_answers_are_as_documented(bridge: Running, tmp_path: Path) -> None:
    await schemathesis(tmp_path, CONFIG, f"{bridge.url}/openapi.json", "--max-examples", "40")
    assert len(bridge.wyoming.requests) > 20


async def test_requests_as_documented_are_answered(bridge: Running, tmp_path: Path) -> None:
    _, document = await bridge.get("/openapi.json")
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(narrowed(document)))
    await schemathesis(
        tmp_path,
        "",
        *(str(file), "--url", bridge.url),
        *("--include-operation-id", "speech", "--include-operation-id", "speech_timestamps"),
        *("--checks", "positive_data_acceptance", "--mode", "positive", "--max-examples", "100"),
    )
    assert len(bridge.wyoming.requests) > 50


def narrowed(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with those names and languages only that the played server has."""
    schemas = document["components"]["schemas"]
    voices = ["en_US-joe-medium", GERMAN, f"{GERMAN}:bernd", "alloy", "de", "en_US", ""]
    schemas["VoiceReference"]["properties"]["id"] = {"enum": voices}
    for name in ("SpeechBody", "TimestampsBody"):
        body = schemas[name]["properties"]
        body["voice"] = {"anyOf": [{"enum": [*voices, None]}, {"$ref": REFERENCE}]}
        body["model"] = {"enum": ["tts-1", "gpt-4o-mini-tts", "piper", "", None]}
        body["language_id"] = {"enum": ["de", "en_US", "", None]}
        body["language"] = {"enum": [None]}  # two that differ contradict each other
    return document


REFERENCE = "#/components/schemas/VoiceReference"
