import numpy as np
import pytest

from jabbertts_wyoming.engines.kokoro.sampling import CHUNK, Rows, sample_frames


def rows(frames: int, width: int, seed: int = 0) -> Rows:
    return np.random.default_rng(seed).standard_normal((frames, width)).astype(np.float32)


@pytest.mark.parametrize("frames", [1, 9, 35, 160])
def test_a_short_sentence_stands_for_itself(frames: int) -> None:
    chosen = sample_frames(rows(frames, 4), np.abs(rows(frames, 3)), 160)
    assert chosen.tolist() == list(range(frames))


def test_chunks_in_rising_order_each_once() -> None:
    chosen = sample_frames(rows(400, 4), np.abs(rows(400, 3)), 160)
    assert len(chosen) == 160
    assert np.all(np.diff(chosen) > 0)
    assert np.all(chosen.reshape(-1, CHUNK)[:, 0] % CHUNK == 0)


def test_the_sample_is_nearer_to_the_sentence_than_its_beginning() -> None:
    latent = rows(600, 16) + np.linspace(-3, 3, 600, dtype=np.float32)[:, None]
    chosen = sample_frames(latent, np.abs(rows(600, 3)), 100)
    sampled, begun = latent[chosen].mean(axis=0), latent[:100].mean(axis=0)
    mean = latent.mean(axis=0)
    assert np.abs(sampled - mean).max() < 0.1 * np.abs(begun - mean).max()
