"""Choose frames that stand for a sentence: their mean and variance are like its own."""

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]

# Frames that are chosen together: each chunk's edges are wrong by the convolutions' context.
CHUNK = 10
# What is added to magnitudes before their logarithm, and to deviations before they divide.
_FLOOR = 1e-3


def sample_frames(latent: Rows, magnitudes: Rows, count: int) -> npt.NDArray[np.intp]:
    """Return about `count` frames in rising order, in chunks; all of them if there are no more.

    `latent` and `magnitudes` are rows by frames. Chunk after chunk is taken that brings the mean
    of the sample's features, and that of their squares, nearest to the sentence's. Blocking.
    """
    frames = len(latent)
    chunks = frames // CHUNK
    wanted = round(count / CHUNK)
    if wanted >= chunks:
        return np.arange(frames)
    features = np.concatenate([latent, np.log(magnitudes + np.float32(_FLOOR))], axis=1)
    features = (features - features.mean(axis=0)) / (features.std(axis=0) + np.float32(_FLOOR))
    moments = np.concatenate([features, np.square(features) - 1], axis=1)
    means = moments[: chunks * CHUNK].reshape(chunks, CHUNK, -1).mean(axis=1)
    chosen = np.flatnonzero(_nearest_to_zero(means, wanted))
    return np.asarray((chosen[:, None] * CHUNK + np.arange(CHUNK)).reshape(-1))


def _nearest_to_zero(vectors: Rows, count: int) -> npt.NDArray[np.bool_]:
    """Mark `count` vectors whose sum is near zero, chosen one after the other."""
    chosen = np.zeros(len(vectors), np.bool_)
    total = np.zeros(vectors.shape[1], np.float32)
    squares = np.square(vectors).sum(axis=1)
    for _ in range(count):
        distances = np.where(chosen, np.inf, squares + 2 * vectors @ total)
        best = int(distances.argmin())
        chosen[best] = True
        total += vectors[best]
    return chosen
