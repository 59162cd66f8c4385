"""Choose frames that stand for a sentence: their mean and variance are like its own."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]

# Frames that are chosen together: each chunk's edges are wrong by the convolutions' context.
CHUNK = 10
# What is added to magnitudes before their logarithm, and to deviations before they divide.
_FLOOR = 1e-3
# How much it counts that chunks weigh alike: their features do not tell all.
_EVENNESS = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Frames in rising order, and their weights, which add up to 1."""

    frames: npt.NDArray[np.intp]
    weights: Rows


def sample_frames(latent: Rows, magnitudes: Rows, count: int, first: int = 0) -> Sample:
    """Return about `count` frames in chunks, the `first` ones among them; all if there are no more.

    `latent` and `magnitudes` are rows by frames. Chunk after chunk is taken that brings the mean
    of the sample's features, and that of their squares, nearest to the sentence's; then weights
    bring them nearer. Blocking.
    """
    frames = len(latent)
    chunks = frames // CHUNK
    begun = -(-first // CHUNK)
    wanted = max(round(count / CHUNK), begun)
    if wanted >= chunks:
        return Sample(np.arange(frames), np.full(frames, 1 / frames, np.float32))
    features = np.concatenate([latent, np.log(magnitudes + np.float32(_FLOOR))], axis=1)
    features = (features - features.mean(axis=0)) / (features.std(axis=0) + np.float32(_FLOOR))
    moments = np.concatenate([features, np.square(features) - 1], axis=1)
    means = moments[: chunks * CHUNK].reshape(chunks, CHUNK, -1).mean(axis=1)
    chosen = np.flatnonzero(_nearest_to_zero(means, wanted, begun))
    weights = _weights(means[chosen])
    places = (chosen[:, None] * CHUNK + np.arange(CHUNK)).reshape(-1)
    return Sample(places, np.repeat(weights / CHUNK, CHUNK).astype(np.float32))


def _nearest_to_zero(vectors: Rows, count: int, begun: int) -> npt.NDArray[np.bool_]:
    """Mark the first `begun` of `count` vectors whose sum is near zero, and the others' choice."""
    chosen = np.zeros(len(vectors), np.bool_)
    chosen[:begun] = True
    total = vectors[:begun].sum(axis=0)
    squares = np.square(vectors).sum(axis=1)
    for _ in range(count - begun):
        distances = np.where(chosen, np.inf, squares + 2 * vectors @ total)
        best = int(distances.argmin())
        chosen[best] = True
        total += vectors[best]
    return chosen


def _weights(vectors: Rows) -> npt.NDArray[np.float64]:
    """Return positive weights, adding up to 1, whose mean of `vectors` is near zero."""
    products = vectors.astype(np.float64) @ vectors.T
    uneven = _EVENNESS * np.trace(products) / len(products) + _FLOOR
    found = np.linalg.solve(products + uneven * np.eye(len(products)), np.ones(len(products)))
    positive = np.maximum(found, 0)
    return np.asarray(positive / positive.sum())
