"""OpenAI's own client, before the bridge, before the server: both are programs, the voice real."""

import base64
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from openai import (
    AsyncOpenAI,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    OpenAI,
)

from tests.bridge.program import BridgeProcess, bridge_process
from tests.e2e.program import Running, server

from .decode import RATE, Samples, likeness, samples_of

FORMATS = ["mp3", "opus", "aac", "flac", "wav", "pcm"]
COARSE = {"mp3": 0.1, "aac": 0.1}  # seconds
KEY = "sk-test"
TEXT = "The birch canoe slid on the smooth planks."
LONG = (
    "The birch canoe slid on the smooth planks, and the glue was stuck to the dark background. "
    "It is easy to tell the depth of a well. These days a chicken leg is a rare dish. "
    "Rice is often served in round bowls. The juice of lemons makes fine punch."
)


@pytest.fixture(scope="module")
def speaking(real_data_dir: Path) -> Iterator[Running]:
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir) as made:
        yield made


@pytest.fixture(scope="module")
def bridge(speaking: Running) -> Iterator[BridgeProcess]:
    with bridge_process("--wyoming-uri", speaking.address, "--api-key", KEY) as made:
        yield made


@pytest.fixture(scope="module")
def client(bridge: BridgeProcess) -> Iterator[OpenAI]:
    with OpenAI(api_key=KEY, base_url=f"{bridge.url}/v1", max_retries=0) as made:
        yield made


@pytest.fixture(scope="module")
def spoken(client: OpenAI) -> Samples:
    """`TEXT` as it comes without any codec."""
    return samples_of("pcm", say(client, response_format="pcm"))


def say(client: OpenAI, text: str = TEXT, *, seed: int = 7, **more: Any) -> bytes:
    settings: dict[str, Any] = {"model": "gpt-4o-mini-tts", "voice": "alloy", **more}
    extra = {"seed": seed, **settings.pop("extra_body", {})}
    audio = client.audio.speech.create(input=text, extra_body=extra, **settings).content
    assert audio
    return audio


# --- sound


def test_it_is_speech(spoken: Samples) -> None:
    assert 1.5 < len(spoken) / RATE < 5
    assert 0.2 < np.abs(spoken).max() < 1
    assert np.abs(spoken[-200:]).max() < 0.06, "it ends in quiet, not in the middle of a sound"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_the_same_speech(client: OpenAI, spoken: Samples, name: str) -> None:
    samples = samples_of(name, say(client, response_format=name))
    assert len(samples) / RATE == pytest.approx(len(spoken) / RATE, abs=COARSE.get(name, 0.02))
    assert likeness(samples, spoken) > 0.97


# Not flac: the header of one that leaves while it is made has no length, and libsndfile needs it.
@pytest.mark.parametrize("name", ["mp3", "opus", "wav"])
def test_another_decoder_reads_it_too(client: OpenAI, spoken: Samples, name: str) -> None:
    samples, rate = soundfile.read(io.BytesIO(say(client, response_format=name)))
    assert samples.ndim == 1
    assert len(samples) / rate == pytest.approx(len(spoken) / RATE, abs=COARSE.get(name, 0.02))


def test_the_default_is_mp3(client: OpenAI, spoken: Samples) -> None:
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input=TEXT
    ) as response:
        assert response.headers["Content-Type"] == "audio/mpeg"
        assert response.headers["x-request-id"].startswith("req_")
        samples = samples_of("mp3", response.read())
    assert len(samples) > len(spoken) / 2


def test_the_same_seed_is_the_same_sound(client: OpenAI) -> None:
    one, same, other = (say(client, response_format="pcm", seed=seed) for seed in (7, 7, 8))
    assert one == same
    assert one != other


@pytest.mark.parametrize(("speed", "least", "most"), [(0.25, 3.0, 4.5), (4.0, 0.2, 0.6)])
def test_speed(client: OpenAI, spoken: Samples, speed: float, least: float, most: float) -> None:
    audio = say(client, speed=speed, response_format="opus")
    assert least < len(samples_of("opus", audio)) / len(spoken) < most


def test_instructions_do_no_harm(client: OpenAI, spoken: Samples) -> None:
    audio = say(client, instructions="Like a pirate, but softly.", response_format="pcm")
    assert likeness(samples_of("pcm", audio), spoken) > 0.97


@pytest.mark.parametrize("voice", ["cedar", "en_US-joe-medium", {"id": "nova"}, "en", "en_US"])
def test_voices(client: OpenAI, spoken: Samples, voice: Any) -> None:
    """There is but one, whatever it is called."""
    audio = say(client, voice=voice, response_format="pcm")
    assert likeness(samples_of("pcm", audio), spoken) > 0.97


# --- streaming


def test_audio_comes_while_the_rest_is_being_made(client: OpenAI) -> None:
    began = time.monotonic()
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input=LONG, response_format="pcm"
    ) as response:
        pieces = response.iter_bytes()
        first = next(pieces)
        early = time.monotonic() - began
        rest = b"".join(pieces)
    assert len(first) + len(rest) > 10 * 2 * RATE
    assert early < 0.5 * (time.monotonic() - began)


def test_a_file_is_written_as_it_comes(client: OpenAI, spoken: Samples, tmp_path: Path) -> None:
    file = tmp_path / "speech.flac"
    with client.audio.speech.with_streaming_response.create(
        model="tts-1",
        voice="alloy",
        input=TEXT,
        response_format="flac",
        extra_body={"seed": 7},
    ) as response:
        response.stream_to_file(file)
    samples = samples_of("flac", file.read_bytes())
    assert len(samples) / RATE == pytest.approx(len(spoken) / RATE, abs=0.02)


@pytest.mark.parametrize("name", ["pcm", "mp3"])
def test_events_come_as_raw_bytes(client: OpenAI, spoken: Samples, name: str) -> None:
    events = parse_events(say(client, stream_format="sse", response_format=name))
    *deltas, done = events
    assert len(deltas) > 1
    assert {event["type"] for event in deltas} == {"speech.audio.delta"}
    samples = samples_of(name, b"".join(base64.b64decode(event["audio"]) for event in deltas))
    assert likeness(samples, spoken) > 0.97
    assert len(samples) / RATE == pytest.approx(len(spoken) / RATE, abs=COARSE.get(name, 0.02))
    assert done["type"] == "speech.audio.done"
    used = done["usage"]
    assert used["input_tokens"] == -(-len(TEXT) // 4)
    assert used["output_tokens"] == pytest.approx(20 * len(spoken) / RATE, abs=1.1)
    assert used["total_tokens"] == used["input_tokens"] + used["output_tokens"]


def parse_events(raw: bytes) -> list[dict[str, Any]]:
    blocks = raw.decode().split("\n\n")
    assert blocks.pop() == "", "the last event is whole"
    assert all(block.startswith("data: ") for block in blocks)
    return [json.loads(block.removeprefix("data: ")) for block in blocks]


async def test_the_async_client(bridge: BridgeProcess, spoken: Samples, tmp_path: Path) -> None:
    url, extra = f"{bridge.url}/v1", {"seed": 7}
    async with AsyncOpenAI(api_key=KEY, base_url=url, max_retries=0) as client:
        models = [model.id async for model in client.models.list()]
        assert "tts-1" in models
        whole = await client.audio.speech.create(
            model="tts-1", voice="onyx", input=TEXT, response_format="pcm", extra_body=extra
        )
        streaming = client.audio.speech.with_streaming_response
        async with streaming.create(
            model="tts-1", voice="onyx", input=TEXT, response_format="pcm", extra_body=extra
        ) as response:
            pieces = [piece async for piece in response.iter_bytes()]
        async with streaming.create(
            model="tts-1", voice="onyx", input=TEXT, response_format="opus", extra_body=extra
        ) as response:
            await response.stream_to_file(tmp_path / "speech.opus")
    assert len(pieces) > 1
    assert b"".join(pieces) == whole.content
    assert likeness(samples_of("pcm", whole.content), spoken) > 0.97
    filed = samples_of("opus", (tmp_path / "speech.opus").read_bytes())
    assert len(filed) / RATE == pytest.approx(len(spoken) / RATE, abs=0.02)


# --- lists


def test_models(client: OpenAI) -> None:
    models = {model.id: model for model in client.models.list()}
    assert {"tts-1", "tts-1-hd", "gpt-4o-mini-tts", "gpt-4o-mini-tts-2025-12-15"} < set(models)
    for name, model in models.items():
        assert client.models.retrieve(name) == model
    engines = set(models) - {name for name in models if "tts" in name}
    assert engines == {"piper", "espeak"}
    for engine in engines:
        assert say(client, model=engine, response_format="pcm")


# --- errors, as the client's own classes


@pytest.mark.parametrize(
    ("wrong", "param", "code"),
    [
        ({"input": ""}, "input", "invalid_value"),
        ({"input": "a" * 4097}, "input", "string_above_max_length"),
        ({"speed": 5}, "speed", "invalid_value"),
        ({"response_format": "ogg"}, "response_format", "invalid_value"),
        ({"stream_format": "x"}, "stream_format", "invalid_value"),
        ({"voice": "nobody"}, "voice", "invalid_value"),
        ({"voice": "cy"}, "voice", "invalid_value"),
        ({"extra_body": {"language_id": "cy"}}, "language_id", "invalid_value"),
        ({"extra_body": {"sample_rate": 1}}, "sample_rate", "invalid_value"),
    ],
)
def test_a_wrong_field(client: OpenAI, wrong: dict[str, Any], param: str, code: str | None) -> None:
    with pytest.raises(BadRequestError) as raised:
        say(client, wrong.pop("input", TEXT), **wrong)
    error = raised.value
    assert (error.status_code, error.param) == (400, param)
    assert error.type == "invalid_request_error"
    assert error.code == code


def test_an_unknown_model(client: OpenAI) -> None:
    for ask in (lambda: say(client, model="gpt-9"), lambda: client.models.retrieve("gpt-9")):
        with pytest.raises(NotFoundError) as raised:
            ask()
        assert (raised.value.code, raised.value.param) == ("model_not_found", "model")


def test_a_wrong_key(bridge: BridgeProcess) -> None:
    with OpenAI(api_key="sk-other", base_url=f"{bridge.url}/v1") as client:
        with pytest.raises(AuthenticationError) as raised:
            say(client)
        assert raised.value.code == "invalid_api_key"
        assert "sk-other" not in str(raised.value)
        assert "tts-1" in [model.id for model in client.models.list()]  # the lists stay open
