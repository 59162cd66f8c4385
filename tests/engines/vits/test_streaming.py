"""Windows put together are the sentence as the whole graph computes it."""

import json
from dataclasses import asdict, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jabbertts_wyoming.engines.vits.decoder import lookahead_frames
from jabbertts_wyoming.engines.vits.encoder import Encoded, Scales
from jabbertts_wyoming.engines.vits.specs import StageSpec
from jabbertts_wyoming.engines.vits.stage import cut
from tests.engines.vits.whole import Samples, WholeModel, streamed, streamed_until
from tests.shelf import VARIANTS, Item, Shelf

TOLERANCE = 1e-4
whole_model = cache(WholeModel)


def ids(count: int) -> list[int]:
    return [int(i) for i in np.random.default_rng(count).integers(1, 150, count)]


def encode(item: Item, count: int, scales: Scales, speaker: int | None, seed: int) -> Encoded:
    return item.encoder.encode(ids(count), scales, speaker, np.random.default_rng(seed))


@pytest.mark.parametrize("noise", [0.0, 0.667])
@pytest.mark.parametrize("count", [5, 61])
def test_stream_equals_the_original_graph(variant: Item, count: int, noise: float) -> None:
    scales = Scales(noise=noise, length=1.0, noise_w=0.8)
    for speaker in [*variant.config.speakers.values()] or [0]:
        encoded = encode(variant, count, scales, speaker, 5)
        model = whole_model(variant.files.model)
        expected = model.run(ids(count), scales, speaker, 5, encoded.prior.shape)
        assert expected.size == encoded.frames * variant.prepared.hop
        close(streamed(variant.stages, encoded, [3, 11, 29]), expected)
        close(streamed(variant.stages, encoded, [encoded.frames]), expected)


@pytest.mark.parametrize("count", [6, 7, 16, 17, 18, 40, 41, 150, 399, 400])
def test_any_number_of_phonemes(shelf: Shelf, count: int) -> None:
    """Encoders are specialized by looking at a few lengths; it has to hold for all of them."""
    item = shelf.item()
    encoded = encode(item, count, item.config.scales, None, count)
    model = whole_model(item.files.model)
    expected = model.run(ids(count), item.config.scales, None, count, encoded.prior.shape)
    close(streamed(item.stages, encoded, [encoded.frames]), expected)


def test_speakers_and_noise_change_the_sound(shelf: Shelf) -> None:
    item = shelf.item(VARIANTS["medium-speakers"])
    scales = item.config.scales
    base, other = (streamed(item.stages, encode(item, 30, scales, k, 5), [20]) for k in (0, 1))
    noisy = streamed(item.stages, encode(item, 30, scales, 0, 6), [20])
    assert not same(base, other)
    assert not same(base, noisy)


@settings(max_examples=15)
@given(data=st.data())
def test_any_cutting_gives_the_same_samples(variant: Item, data: st.DataObject) -> None:
    sentence = encode(variant, 60, variant.config.scales, None, 1)
    frames = data.draw(st.integers(1, min(120, sentence.frames)), "frames")
    ends = data.draw(st.lists(st.integers(0, frames), max_size=12), "ends")
    encoded = replace(sentence, prior=sentence.prior[:, :, :frames])
    expected = streamed_until(variant.stages, encoded, [frames])
    assert expected.size == frames * variant.prepared.hop
    # Repeated ends are windows without a frame, the last window maybe among them.
    close(streamed_until(variant.stages, encoded, [*sorted(ends), frames]), expected)


def test_frame_by_frame(variant: Item) -> None:
    """Shorter than the lookahead, as long, one longer, and much longer."""
    lookahead = lookahead_frames(variant.stages)
    sentence = encode(variant, 60, variant.config.scales, None, 2)
    for frames in (1, 2, lookahead - 1, lookahead, lookahead + 1, lookahead + 40):
        assert frames <= sentence.frames
        encoded = replace(sentence, prior=sentence.prior[:, :, :frames])
        close(streamed(variant.stages, encoded, [1]), streamed(variant.stages, encoded, [frames]))


@given(steps=st.integers(0, 300), chunk=st.integers(0, 60))
def test_a_window_is_cut_into_even_pieces(steps: int, chunk: int) -> None:
    window = np.arange(steps, dtype=np.float32).reshape(1, 1, steps)
    pieces = [(p, last) for p, last in cut(window, chunk) if p is not None]
    sizes = [p.shape[-1] for p, _ in pieces]
    assert [last for _, last in pieces] == [False] * (len(pieces) - 1) + [True]
    assert np.concatenate([p for p, _ in pieces], axis=-1).tolist() == window.tolist()
    assert max(sizes) - min(sizes) <= 1
    if chunk and steps >= chunk:
        assert 0.6 * chunk - 1 <= min(sizes) <= max(sizes) <= 1.6 * chunk + 1


def test_no_window_is_one_piece_of_nothing() -> None:
    assert cut(None, 12) == [(None, True)]


def test_sound_comes_out_as_soon_as_the_lookahead_is_in(variant: Item) -> None:
    lookahead = lookahead_frames(variant.stages)
    encoded = encode(variant, 60, variant.config.scales, None, 2)
    streams = [s.open(encoded.conditions) for s in variant.stages]
    window: Samples | None = encoded.prior[:, :, : lookahead + 7]
    for stream in streams:
        window = stream.push(window, False)
    assert window is not None
    assert 7 <= window.shape[-1] / variant.prepared.hop < 8
    streams = [s.open(encoded.conditions) for s in variant.stages]
    assert streams[0].push(encoded.prior[:, :, : variant.stages[0].spec.lookahead], False) is None


def test_a_signal_without_a_step_gives_nothing(shelf: Shelf) -> None:
    stage = shelf.item().stages[0]
    stream = stage.open({})
    assert stream.push(None, False) is None
    assert stream.push(np.zeros((1, 16, 0), np.float32), True) is None


def test_spec_survives_json(variant: Item) -> None:
    for stage in variant.stages:
        data = json.loads(json.dumps(asdict(stage.spec)))
        assert StageSpec.from_json(data) == stage.spec


def close(actual: Samples, expected: Samples) -> None:
    assert actual.shape == expected.shape
    assert float(np.abs(actual - expected).max()) <= TOLERANCE


def same(a: Samples, b: Samples) -> bool:
    return a.shape == b.shape and float(np.abs(a - b).max()) <= TOLERANCE
