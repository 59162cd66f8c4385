"""Measure a converted voice on this machine: its level and its speed."""

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...common.errors import VoiceError
from ...phonemes.ids import BOS, EOS, PAD, to_ids
from .config import PiperConfig
from .encoder import Encoded, Encoder, Scales
from .front_end import front_end
from .stage import Signal, Stage, cut

# The loudest of several sentences comes out at this level; the limiter takes what is above.
PEAK = 0.9
MAX_GAIN = 8.0
_SPEAKERS = 4
_SEEDS = 3
_WINDOWS = (16, 64)
_CHUNKS = (12, 24, 48)
_MEASURED_FRAMES = 288
_NEAR = 1.04
# A piece is at least so many times as long as the context that is computed twice for it: what
# a clock says on a busy machine must not make the voice do more work for ever.
_CONTEXTS = 8


def sample_ids(config: PiperConfig) -> list[int]:
    """Return phoneme ids that stand for what the voice will say."""
    speaks = front_end(config)
    pieces = to_ids(speaks.phonemes(speaks.sample), config.phoneme_id_map, padded=speaks.padded)
    if pieces:
        return pieces[0]
    letters = [p for p in config.phoneme_id_map if p not in (PAD, BOS, EOS)]
    pieces = to_ids(letters[:120], config.phoneme_id_map, padded=speaks.padded)
    if not pieces:
        raise VoiceError("phoneme_id_map has no letters")
    return pieces[0]


def with_best_chunks(
    encoder: Encoder, stages: Sequence[Stage], ids: Sequence[int], scales: Scales
) -> list[Stage]:
    """Return the stages, each with the smallest `chunk` that costs about as little as any.

    Small pieces let the next stage begin early; too small, they cost an overhead each.
    """
    encoded = encoder.encode(ids, scales, 0, np.random.default_rng(0))
    signal = _repeated(encoded.prior, _MEASURED_FRAMES)
    tuned, rate = [], 1
    for stage in stages:
        chunks = [c * rate for c in _CHUNKS if c * rate >= _CONTEXTS * stage.spec.context]
        tried = [Stage(stage.session, replace(stage.spec, chunk=c)) for c in (*chunks, 0)]
        costs = [_cost(t, signal, encoded.conditions) for t in tried]
        tuned.append(next(t for t, c in zip(tried, costs, strict=True) if c <= min(costs) * _NEAR))
        output = stage.open(encoded.conditions).push(signal, True)
        if output is None:
            raise VoiceError("the voice makes no sound")
        signal, rate = output, rate * stage.spec.up
    return tuned


def _cost(stage: Stage, signal: Signal, conditions: dict[str, Signal]) -> float:
    times = []
    for _ in range(3):
        stream = stage.open(conditions)
        began = time.thread_time()
        for piece, last in cut(signal, stage.spec.chunk):
            stream.push(piece, last)
        times.append(time.thread_time() - began)
    return min(times)


def _repeated(prior: Signal, frames: int) -> Signal:
    """Return `prior` repeated until it has so many frames."""
    return np.tile(prior, (1, 1, -(-frames // prior.shape[-1])))[..., :frames]


def measure_gain(
    encoder: Encoder, stages: Sequence[Stage], ids: Sequence[int], config: PiperConfig
) -> float:
    """Return the gain that brings the voice's usual peak to `PEAK`.

    The median over seeds and, for a voice of many speakers, over a few of them.
    """
    speakers = sorted(config.speakers.values())
    chosen = speakers[:: max(1, len(speakers) // _SPEAKERS)][:_SPEAKERS] or [0]
    peaks = []
    for speaker in chosen:
        for seed in range(_SEEDS):
            random = np.random.default_rng(seed)
            encoded = encoder.encode(ids, config.scales, speaker, random)
            peaks.append(float(np.abs(_whole(stages, encoded)).max()))
    peak = float(np.median(peaks))
    if not np.isfinite(peak) or peak <= 0:
        raise VoiceError("the voice makes no sound")
    return min(PEAK / peak, MAX_GAIN)


def measure_cost(
    encoder: Encoder, stages: Sequence[Stage], ids: Sequence[int], scales: Scales
) -> tuple[float, float]:
    """Return the seconds that a window takes: a fixed part, and per frame."""
    encoded = encoder.encode(ids, scales, 0, np.random.default_rng(0))
    prior = _repeated(encoded.prior, _MEASURED_FRAMES)
    small, large = (
        min(_timed(stages, prior, encoded.conditions, w) for _ in range(3)) for w in _WINDOWS
    )
    per_frame = max(1e-6, (large - small) / (_WINDOWS[1] - _WINDOWS[0]))
    return max(1e-5, small - per_frame * _WINDOWS[0]), per_frame


def _timed(
    stages: Sequence[Stage], prior: Signal, conditions: dict[str, Signal], width: int
) -> float:
    """Return the shortest time that a window of `width` frames took, once all are running."""
    streams = [s.open(conditions) for s in stages]
    times = []
    for start in range(0, prior.shape[-1] - width, width):
        began = time.perf_counter()
        window: Signal | None = prior[:, :, start : start + width]
        for s in streams:
            window = s.push(window, False)
            if window is None:
                break
        if window is not None:
            times.append(time.perf_counter() - began)
    return float(np.median(times[1:] or times))


def _whole(stages: Sequence[Stage], encoded: Encoded) -> Signal:
    window: Signal | None = encoded.prior
    for s in stages:
        window = s.open(encoded.conditions).push(window, True)
    if window is None:
        raise VoiceError("the voice makes no sound")
    return window
