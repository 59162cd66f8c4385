"""What a listener would notice: clicks, clipping, pauses, levels; with the stock client."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from wyoming.audio import AudioChunk
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop

from tests.e2e.program import Running, server
from tests.wire import answer, stock_client

RATE = 22050
# Measured: up to 2.3 anywhere in clean speech, from 5.5 on at a real click.
CLICK = 3.5
TEXTS = [
    "Stop! Fire! Help me please!",
    "Whispering winds wander westward while weary wolves watch.",
    "She sells sea shells on the sea shore.",
    "On Monday the 3rd of May, 1,234 people walked 5.6 miles to St. Mary's church; nobody "
    "complained, although it rained all day long and the path was muddy.",
]

Samples = npt.NDArray[np.int64]


@pytest.fixture(scope="module")
def running(real_data_dir: Path) -> Iterator[Running]:
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir) as made:
        yield made


async def heard(running: Running, text: str, **settings: object) -> list[Samples]:
    """The chunks of a plain request."""
    context = {"jabbertts": settings}
    async with stock_client(running.port) as client:
        await client.write_event(Synthesize(text=text, context=context).event())
        return samples_of(await answer(client))


async def heard_stream(
    running: Running, pieces: Sequence[str], **settings: object
) -> list[Samples]:
    context = {"jabbertts": settings}
    async with stock_client(running.port) as client:
        await client.write_event(SynthesizeStart(context=context).event())
        for piece in pieces:
            await client.write_event(SynthesizeChunk(text=piece).event())
        await client.write_event(Synthesize(text="".join(pieces)).event())
        await client.write_event(SynthesizeStop().event())
        return samples_of(await answer(client, "synthesize-stopped"))


def samples_of(events: Sequence[object]) -> list[Samples]:
    chunks = [AudioChunk.from_event(e) for e in events if AudioChunk.is_type(e.type)]  # type: ignore[attr-defined, arg-type]
    return [np.frombuffer(chunk.audio, "<i2").astype(np.int64) for chunk in chunks]


def worst_edge(chunks: Sequence[Samples]) -> float:
    """The greatest jump at a chunk's edge, over what jumps are usual within 10 ms of it."""
    steps = np.abs(np.diff(np.concatenate(chunks)))
    edges = np.cumsum([chunk.size for chunk in chunks])[:-1]
    usual = [np.percentile(steps[max(0, at - 200) : at + 200], 99) for at in edges]
    return float(np.max(steps[edges - 1] / np.maximum(30.0, usual)))


def longest_silence(samples: Samples) -> float:
    """Seconds of the longest run of zeros."""
    sounding = np.flatnonzero(samples)
    return float(np.diff(sounding).max() - 1) / RATE


@pytest.mark.parametrize("text", TEXTS)
async def test_neither_clicks_nor_clips(running: Running, text: str) -> None:
    chunks = await heard(running, text, seed=1)
    assert len(chunks) > 3
    assert worst_edge(chunks) < CLICK
    samples = np.concatenate(chunks)
    # The measure would tell: one half upside down clicks where the two meet.
    first, second = np.split(samples, [int(np.argmax(np.abs(samples)))])
    assert worst_edge([first, -second]) > CLICK
    assert 8000 < np.abs(samples).max() < 32767
    assert abs(samples.mean()) < 100
    assert np.abs(samples[[0, -1]]).max() < 200, "it begins and ends in quiet"


async def test_levels_are_alike(running: Running) -> None:
    levels = []
    for text in TEXTS:
        samples = np.concatenate(await heard(running, text, seed=2)) / 32768
        levels.append(20 * np.log10(np.sqrt(np.mean(samples[np.abs(samples) > 0.01] ** 2))))
    assert max(levels) - min(levels) < 9.0
    assert min(levels) > -24
    assert max(levels) < -9


async def test_the_pause_between_sentences(running: Running) -> None:
    text = "Here is one thing. Here is another."
    whole = {
        pause: np.concatenate(await heard(running, text, seed=3, sentence_silence=pause))
        for pause in (0.0, 0.2, 1.0)
    }
    usual = np.concatenate(await heard(running, text, seed=3))
    assert np.array_equal(usual, whole[0.2])
    assert longest_silence(whole[0.0]) < 0.05
    for pause in (0.2, 1.0):
        assert longest_silence(whole[pause]) == pytest.approx(pause, abs=0.01)
        assert whole[pause].size - whole[0.0].size == round(pause * RATE)


@pytest.mark.parametrize("text", TEXTS)
async def test_a_streamed_text_sounds_as_the_same_text_at_once(running: Running, text: str) -> None:
    plain = np.concatenate(await heard(running, text, seed=4))
    words = [f"{word} " for word in text.split()]
    for pieces in ([text], words):
        assert np.array_equal(np.concatenate(await heard_stream(running, pieces, seed=4)), plain)
