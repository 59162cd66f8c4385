"""The server as a process, asked for a language that no neural voice here speaks."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from wyoming.audio import AudioStart
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeVoice

from jabbertts_wyoming.voices.piper import EMBEDDED
from tests.e2e.program import Running, server
from tests.wire import answer, pcm, stock_client, types

RATE = 22050
SWAHILI = "Habari za asubuhi. Taa ya jikoni imewashwa."


@pytest.fixture(scope="module")
def running(real_data_dir: Path) -> Iterator[Running]:
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir) as made:
        yield made


async def said(running: Running, voice: SynthesizeVoice, **settings: object) -> list[Event]:
    event = Synthesize(text=SWAHILI, voice=voice).event()
    event.data["context"] = {"jabbertts": settings}
    async with stock_client(running.port) as client:
        await client.write_event(event)
        return await answer(client)


async def test_it_speaks_when_it_is_asked_for_by_name(running: Running) -> None:
    events = await said(running, SynthesizeVoice(name="espeak-sw"))
    assert types(events) == ["audio-start", "audio-chunk", "audio-stop"]
    start = AudioStart.from_event(events[0])
    assert (start.rate, start.width, start.channels) == (RATE, 2, 1)
    samples = np.frombuffer(pcm(events), "<i2").astype(int)
    assert 2.5 < len(samples) / RATE < 6.0
    assert 10_000 < np.abs(samples).max() < 32767
    again = await said(running, SynthesizeVoice(name="espeak-sw"), seed=1)
    assert pcm(again) == pcm(events)
    fast = await said(running, SynthesizeVoice(name="espeak-sw"), speed=2, sentence_silence=0.1)
    assert len(pcm(fast)) == pytest.approx(len(pcm(events)) / 2, rel=0.06)


async def test_it_speaks_when_its_language_is_asked_for(running: Running) -> None:
    by_name = await said(running, SynthesizeVoice(name="espeak-sw"))
    by_language = await said(running, SynthesizeVoice(language="sw_KE"))
    assert pcm(by_language) == pcm(by_name)


async def test_a_neural_voice_goes_before_it(running: Running) -> None:
    by_name = await said(running, SynthesizeVoice(name=EMBEDDED), seed=1)
    by_language = await said(running, SynthesizeVoice(language="en_GB"), seed=1)
    assert pcm(by_language) == pcm(by_name)


async def test_clients_see_what_it_is(running: Running) -> None:
    async with stock_client(running.port) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
    assert event is not None
    voices = {voice.name: voice for voice in Info.from_event(event).tts[0].voices}
    assert next(iter(voices)) == EMBEDDED
    assert "last resort" in (voices["espeak-sw"].description or "")
    told = {raw["name"]: raw["jabbertts"] for raw in event.data["tts"][0]["voices"]}
    assert told["espeak-sw"] == {"engine": "espeak", "sample_rate": RATE, "quality": "x_low"}
