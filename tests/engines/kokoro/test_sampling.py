import numpy as np
import pytest

from jabbertts_wyoming.engines.kokoro.sampling import CHUNK, Rows, Sample, sample_frames


def rows(frames: int, width: int, seed: int = 0) -> Rows:
    return np.random.default_rng(seed).standard_normal((frames, width)).astype(np.float32)


def drifting(frames: int) -> Rows:
    return rows(frames, 16) + np.linspace(-3, 3, frames, dtype=np.float32)[:, None]


def mean(sample: Sample, values: Rows) -> Rows:
    return np.asarray(sample.weights @ values[sample.frames])


@pytest.mark.parametrize("frames", [1, 9, 35, 160])
def test_a_short_sentence_stands_for_itself(frames: int) -> None:
    sample = sample_frames(rows(frames, 4), np.abs(rows(frames, 3)), 160)
    assert sample.frames.tolist() == list(range(frames))
    assert sample.weights == pytest.approx(1 / frames)


@pytest.mark.parametrize("first", [0, 1, 40, 155])
def test_chunks_in_rising_order_each_once(first: int) -> None:
    sample = sample_frames(rows(400, 4), np.abs(rows(400, 3)), 160, first)
    assert len(sample.frames) == len(sample.weights) == 160
    assert np.all(np.diff(sample.frames) > 0)
    assert np.all(sample.frames.reshape(-1, CHUNK)[:, 0] % CHUNK == 0)
    assert sample.frames[:first].tolist() == list(range(first))
    assert sample.weights.sum() == pytest.approx(1)
    assert sample.weights.min() >= 0


def test_more_first_frames_than_were_asked_for() -> None:
    sample = sample_frames(rows(400, 4), np.abs(rows(400, 3)), 100, 201)
    assert sample.frames.tolist() == list(range(210))


@pytest.mark.parametrize(("first", "count"), [(0, 100), (40, 160)])
def test_the_sample_is_nearer_to_the_sentence_than_its_beginning(first: int, count: int) -> None:
    latent = drifting(600)
    sample = sample_frames(latent, np.abs(rows(600, 3)), count, first)
    begun, whole = latent[:100].mean(axis=0), latent.mean(axis=0)
    assert np.abs(mean(sample, latent) - whole).max() < 0.1 * np.abs(begun - whole).max()


def test_weights_make_up_for_what_is_always_in_the_sample() -> None:
    latent = drifting(600)
    sample = sample_frames(latent, np.abs(rows(600, 3)), 120, 60)
    alike, whole = latent[sample.frames].mean(axis=0), latent.mean(axis=0)
    assert np.abs(mean(sample, latent) - whole).mean() < np.abs(alike - whole).mean()
