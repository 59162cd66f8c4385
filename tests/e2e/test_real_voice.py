"""The real voice: exact, clean and cheap while it streams."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
import pytest

from jabbertts_wyoming.audio.level import to_pcm
from jabbertts_wyoming.engines.base import Manner
from jabbertts_wyoming.engines.graph import Graph
from jabbertts_wyoming.engines.schedule import CostModel
from jabbertts_wyoming.engines.vits.decoder import Decoder
from jabbertts_wyoming.engines.vits.encoder import Encoded
from jabbertts_wyoming.engines.vits.stage import Stage
from jabbertts_wyoming.engines.vits.streaming import macs_per_step
from jabbertts_wyoming.engines.vits.voice import stage_file
from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.phonemes.ids import to_ids
from jabbertts_wyoming.runtime.ort import Session
from jabbertts_wyoming.runtime.pacer import Pacer
from jabbertts_wyoming.runtime.pool import WorkerPool
from jabbertts_wyoming.voices.piper import PiperVoice
from tests.engines.vits.whole import Samples, WholeModel, streamed
from tests.shelf import Item
from tests.speaking import speak

TEXT = "The birch canoe slid on the smooth planks, and the glue was stuck to the dark background."
SEED = 3


def ids(item: Item) -> list[int]:
    (piece,) = to_ids(phonemize(TEXT, "en-us"), item.config.phoneme_id_map)
    return piece


@pytest.fixture(scope="module")
def encoded(real: Item) -> Encoded:
    """About five seconds of speech."""
    made = real.encoder.encode(ids(real), real.config.scales, None, np.random.default_rng(SEED))
    assert 4 < made.frames * real.prepared.hop / real.prepared.sample_rate < 7
    return made


@pytest.fixture(scope="module")
def whole(real: Item, encoded: Encoded) -> Samples:
    """The same sentence by the model as it was published."""
    model = WholeModel(real.files.model)
    return model.run(ids(real), real.config.scales, None, SEED, encoded.prior.shape)


def test_streamed_samples_are_the_models(real: Item, encoded: Encoded, whole: Samples) -> None:
    for widths in ([7, 7, 12, 20, 33], [1, 64]):
        samples = streamed(real.stages, encoded, widths)
        assert samples.shape == whole.shape
        assert float(np.abs(samples - whole).max()) <= 1e-4


async def test_what_a_listener_gets_is_the_whole_sentence(
    real: Item, whole: Samples, pool: WorkerPool
) -> None:
    """No click at an edge, nothing twice, nothing missing: at most one step of the last bit."""
    pacer = Pacer(asyncio.get_running_loop().time)
    chunks = []
    random = np.random.default_rng(SEED)
    async for pcm in speak(real.voice(), ids(real), Manner(), random, pacer, pool):
        pacer.sent(len(pcm) / 2 / real.prepared.sample_rate)
        chunks.append(pcm)
    assert len(chunks) > 5
    expected = np.frombuffer(to_pcm(whole, real.prepared.gain), "<i2").astype(int)
    actual = np.frombuffer(b"".join(chunks), "<i2").astype(int)
    assert actual.shape == expected.shape
    assert np.abs(actual - expected).max() <= 1


def test_level(real: Item, whole: Samples) -> None:
    pcm = np.frombuffer(to_pcm(whole, real.prepared.gain), "<i2").astype(int)
    assert 0.5 * 32767 < np.abs(pcm).max() < 32767


async def test_words_are_where_the_sound_is(real: Item, pool: WorkerPool) -> None:
    """The first one begins with the first sound, the last one ends with the last."""
    text = "Papa, a cat sat by the tall tower."
    voice = PiperVoice(real.files, real.config)
    words, (piece,) = voice.word_map(text), voice.phoneme_ids(text)
    pacer, random = Pacer(asyncio.get_running_loop().time), np.random.default_rng(SEED)
    sentence = await real.voice().encode(piece, Manner(), random, 0.0, pool)
    pcm = b"".join([pcm async for pcm in sentence.windows(pacer, pool)])
    loud = np.flatnonzero(np.abs(np.frombuffer(pcm, "<i2").astype(int)) > 800)
    found = words.times(0, sentence.boundaries)
    assert [text[w.start_char : w.end_char] for w in found] == text.translate(
        str.maketrans("", "", ",.")
    ).split()
    rate = real.prepared.sample_rate
    assert found[0].start == pytest.approx(loud[0] / rate, abs=0.05)
    assert found[-1].end == pytest.approx(loud[-1] / rate, abs=0.08)


def test_context_is_what_the_voice_needs(real: Item) -> None:
    """About eleven frames each side for the medium vocoder, as measured on the published file."""
    flow, *vocoder = (stage.spec for stage in real.stages)
    assert flow.lookahead == 32
    needed = 0
    for spec in reversed(vocoder):
        needed = spec.lookahead + -(-needed // spec.up)
    assert needed <= 12
    assert np.prod([spec.up for spec in vocoder]) == 256


# Work done twice.


class Recorder:
    """A session that notes how many steps each segment of a stage runs over, and are new."""

    def __init__(self, stage: Stage) -> None:
        self._session: Session = stage.session
        self._spec = stage.spec
        self.run_over = [0] * len(stage.spec.segments)
        self.new = [0] * len(stage.spec.segments)

    def get_inputs(self) -> Sequence[Any]:
        return self._session.get_inputs()

    def run(self, output_names: Sequence[str] | None, feeds: Mapping[str, Any]) -> list[Any]:
        steps = feeds[self._spec.input].shape[-1]
        for k in range(len(self._spec.segments)):
            self.new[k] += steps
            self.run_over[k] += steps + feeds[f"cache{k}"].shape[-1]
            steps = int(feeds[f"end{k}"][0]) - int(feeds[f"start{k}"][0])
        return self._session.run(output_names, feeds)


def segment_work(model: onnx.ModelProto, segments: int) -> list[float]:
    """Multiply-accumulates of each segment per step of its input."""
    graph = Graph.of(model)
    work = []
    for k in range(segments):
        needed = graph.ancestors([f"whole{k}"], stop=[f"window{k}"])
        inputs = [f"window{k}", *(i for i in graph.inputs if i in needed)]
        work.append(macs_per_step(graph.subgraph(inputs, [f"whole{k}"]), f"window{k}"))
    return work


async def test_work_done_twice_is_below_fifteen_percent(
    real: Item, encoded: Encoded, pool: WorkerPool
) -> None:
    """Over a sentence of five seconds, in the decoder's own windows on this machine."""
    prepared = real.prepared
    stages = [Stage(Recorder(s), s.spec) for s in real.stages]
    decoder = Decoder(
        stages,
        prepared.hop / prepared.sample_rate,
        CostModel(prepared.cost_overhead, prepared.cost_per_frame),
        finish=lambda samples: samples.tobytes(),
    )
    pacer = Pacer(asyncio.get_running_loop().time)
    sizes = [len(pcm) async for pcm in decoder.decode(encoded, pacer, pool, repeatable=True)]
    assert sum(sizes) == encoded.frames * prepared.hop * 4
    done = wanted = 0.0
    for k, stage in enumerate(stages):
        recorder = stage.session
        assert isinstance(recorder, Recorder)
        model = onnx.load(str(stage_file(real.directory, k)))
        work = segment_work(model, len(stage.spec.segments))
        done += float(np.dot(work, recorder.run_over))
        wanted += float(np.dot(work, recorder.new))
    twice = done / wanted - 1
    assert 0 < twice < 0.15
