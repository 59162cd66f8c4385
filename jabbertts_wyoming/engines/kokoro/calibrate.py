"""What is measured at preparation: ranges of activations, level, silence, cost."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...audio.trim import THRESHOLD
from ...common.errors import VoiceError
from ...runtime.ort import GIVE_BACK, SharedWeights, open_session
from .generator import WEIGHT_LIMITS, measuring
from .graphs import Array, Features, Graphs, measuring_feeds
from .prepared import graph_file
from .quantise import ActivationRange, choose_range
from .store import write_graphs
from .structure import Generator
from .styles import Styles
from .vocab import to_ids
from .weights import read_weights

# What a voice says: in the model's symbols, since any style can speak them.
SENTENCES = (
    "ðə kˈɪʧən lˈIt ɪz ˈɔn.",
    "wˈɔɹnɪŋ! ðə fɹˈizəɹ həzbɪn ˈOpən fɔɹ tˈɛn mˈɪnɪts.",
    "ʃi ˈæskt, wʊd ju lˈIk mˌi tə tˈɜɹn ˈɔf ðə hˈiTɪŋ wˌIl ju ɑɹ əwˈA?",
)
# The usual sentence's peak comes out at this level; the limiter takes what is above.
PEAK = 0.9
MAX_GAIN = 8.0
_FRAMES = 120
_WINDOWS = (20, 100)
_RUNS = 3


def sample_ids(sentence: int = -1) -> list[int]:
    """Return the ids of one of `SENTENCES`."""
    return to_ids(SENTENCES[sentence])


def measure_ranges(
    generator: Generator, spoken: Iterable[Features], directory: Path
) -> dict[int, ActivationRange]:
    """Return the layers' ranges, by sentences as `spoken`. Takes many seconds. Blocking.

    A float graph is written into `directory` for it, as the one that measures.
    """
    write_graphs(directory, {"measuring": measuring(generator, {}, WEIGHT_LIMITS[0], probe=True)})
    weights = SharedWeights(read_weights(directory))
    session = open_session(graph_file(directory, "measuring"), frugal=True, weights=weights)
    layers = generator.layers
    samples: list[list[Array]] = [[] for _ in layers]
    for features in spoken:
        _, _, _, *probed = session.run(None, measuring_feeds(features), GIVE_BACK)
        for kept, rows in zip(samples, probed, strict=True):
            kept.append(rows)
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


def spoken(graphs: Graphs, voices: Sequence[Styles]) -> list[Features]:
    """Return parts of what some voices say; `graphs` need no more than the encoder. Blocking."""
    return [
        _part(graphs, graphs.encode(ids, styles.row(len(ids) - 2), 1.0))
        for styles in voices
        for ids in map(sample_ids, range(len(SENTENCES) - 1))
    ]


def _part(graphs: Graphs, features: Features) -> Features:
    """Return the middle of a sentence: float activations of a long one take much memory."""
    steps = graphs.prepared.steps
    begin = max(0, (features.frames - _FRAMES) // 2)
    end = min(features.frames, begin + _FRAMES)
    # Copies, so that the whole sentence is not kept.
    return replace(
        features,
        latent=features.latent[begin:end].copy(),
        harmonics=features.harmonics[begin * steps : end * steps + 1].copy(),
    )
