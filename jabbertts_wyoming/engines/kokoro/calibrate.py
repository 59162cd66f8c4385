"""What is measured at preparation: ranges of activations, level, silence, cost."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...audio.trim import THRESHOLD
from ...common.errors import VoiceError
from ...runtime.ort import open_session
from .generator import WEIGHT_LIMITS, measuring
from .graphs import Array, Features, Graphs, measuring_feeds
from .quantise import ActivationRange, choose_range
from .structure import Generator
from .styles import Styles
from .vocab import to_ids

# What a voice says: in the model's symbols, since any style can speak them.
SENTENCES = (
    "ðə kˈɪʧən lˈIt ɪz ˈɔn.",
    "wˈɔɹnɪŋ! ðə fɹˈizəɹ həzbɪn ˈOpən fɔɹ tˈɛn mˈɪnɪts.",
    "ʃi ˈæskt, wʊd ju lˈIk mˌi tə tˈɜɹn ˈɔf ðə hˈiTɪŋ wˌIl ju ɑɹ əwˈA?",
)
# The usual sentence's peak comes out at this level; the limiter takes what is above.
PEAK = 0.9
MAX_GAIN = 8.0
_ROWS = 400
_FRAMES = 120
_WINDOWS = (20, 100)
_RUNS = 3


def sample_ids(sentence: int = -1) -> list[int]:
    """Return the ids of one of `SENTENCES`."""
    return to_ids(SENTENCES[sentence])


def measure_ranges(
    graphs: Graphs, generator: Generator, voices: Sequence[Styles]
) -> dict[int, ActivationRange]:
    """Return the layers' ranges, by what some voices say. Takes many seconds. Blocking."""
    session = open_session(
        measuring(generator, {}, WEIGHT_LIMITS[0], probe=True).SerializeToString()
    )
    layers = generator.layers
    samples: list[list[Array]] = [[] for _ in layers]
    random = np.random.default_rng(0)
    for features in _spoken(graphs, voices):
        _, _, _, *activations = session.run(None, measuring_feeds(features))
        for kept, rows in zip(samples, activations, strict=True):
            kept.append(rows[random.integers(0, len(rows), _ROWS)])
    return {
        k: choose_range(np.concatenate(kept), layer.conv.weight / (2 * layer.alpha)[:, None])
        for k, (kept, layer) in enumerate(zip(samples, layers, strict=True))
    }


def measure_sound(graphs: Graphs, voices: Sequence[Styles]) -> tuple[float, int]:
    """Return the gain for all voices, and the frames of silence before their first sound."""
    peaks, leads = [], []
    for styles in voices:
        ids = sample_ids(0)
        samples = graphs.whole(graphs.encode(ids, styles.row(len(ids) - 2), 1.0))
        loud = np.flatnonzero(np.abs(samples) > THRESHOLD)
        peaks.append(float(np.abs(samples).max()))
        leads.append(int(loud[0]) // graphs.prepared.samples if loud.size else 0)
    peak = float(np.median(peaks))
    if not np.isfinite(peak) or peak <= THRESHOLD:
        raise VoiceError("the model makes no sound")
    return min(PEAK / peak, MAX_GAIN), int(np.median(leads))


def measure_cost(graphs: Graphs, styles: Styles) -> tuple[float, float]:
    """Return the seconds that a window takes: a fixed part, and per frame."""
    ids = sample_ids()
    features = graphs.encode(ids, styles.row(len(ids) - 2), 1.0)
    statistics = graphs.measure(features, features.frames)

    def timed(width: int) -> float:
        begin = max(0, (features.frames - width) // 2)
        times = []
        for _ in range(_RUNS):
            began = time.perf_counter()
            graphs.window(features, statistics, begin, begin + width)
            times.append(time.perf_counter() - began)
        return min(times)

    small, large = (timed(width) for width in _WINDOWS)
    per_frame = max(1e-6, (large - small) / (_WINDOWS[1] - _WINDOWS[0]))
    return max(1e-5, small - per_frame * _WINDOWS[0]), per_frame


def _spoken(graphs: Graphs, voices: Sequence[Styles]) -> Iterator[Features]:
    for styles in voices:
        for k in range(len(SENTENCES) - 1):
            ids = sample_ids(k)
            yield _part(graphs, graphs.encode(ids, styles.row(len(ids) - 2), 1.0))


def _part(graphs: Graphs, features: Features) -> Features:
    """Return the middle of a sentence: float activations of a long one take much memory."""
    steps = graphs.prepared.steps
    begin = max(0, (features.frames - _FRAMES) // 2)
    end = min(features.frames, begin + _FRAMES)
    return replace(
        features,
        latent=features.latent[begin:end],
        harmonics=features.harmonics[begin * steps : end * steps + 1],
    )
