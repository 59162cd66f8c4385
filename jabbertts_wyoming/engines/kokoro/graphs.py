"""A prepared model's graphs, loaded: ids to features, features to samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ...runtime.ort import CPU, Session, open_session
from .base import MAX_SYMBOLS
from .prepared import Prepared, graph_file
from .sampling import sample_frames

Array = npt.NDArray[np.float32]

# What the convolutions of the generator see of a window's neighbours, in frames.
CONTEXT = 10
# A symbol's usual length, and what a piece may last: spoken so slowly that it would last longer,
# it is spoken faster, so that nobody can ask for memory without bound.
_SYMBOL_SECONDS = 0.09
_LONGEST_SECONDS = 4 * MAX_SYMBOLS * _SYMBOL_SECONDS


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """A sentence before the generator.

    `latent` are rows by frames, `harmonics` `Prepared.steps` rows for each frame and one more;
    `gain` and `shift` are the norms'.
    """

    latent: Array
    harmonics: Array
    gain: Array
    shift: Array

    @property
    def frames(self) -> int:
        """How long the sentence is."""
        return len(self.latent)


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """The generator's norms for a sentence: `factors * x + addends`."""

    factors: Array
    addends: Array


class Graphs:
    """The sessions; stateless, safe to use from many threads. All methods block."""

    def __init__(self, prepared: Prepared, sessions: Mapping[str, Session]) -> None:
        self.prepared = prepared
        self._sessions = sessions

    @classmethod
    def load(cls, directory: Path, threads: int, providers: Sequence[str] = (CPU,)) -> "Graphs":
        """Load what preparation wrote. Raises `VoiceError`.

        `threads` work together on what must be done before the first sound.
        """
        prepared = Prepared.read(directory)
        # Windows are small and many; what else is run is as long as the sentence.
        sessions = {
            name: open_session(graph_file(directory, name), threads, providers, frugal=True)
            for name in ("encoder", "measuring")
        }
        sessions["fixed"] = open_session(graph_file(directory, "fixed"), 1, providers, frugal=True)
        return cls(prepared, sessions)

    def encode(self, ids: Sequence[int], style: Array, speed: float) -> Features:
        """Return a sentence's features; `style` is 1 by 256, `speed` divides durations."""
        symbols = len(ids) - 2
        feeds: dict[str, npt.NDArray[Any]] = {
            "tokens": np.array([ids], np.int64),
            "style": style,
            "speed": np.array([_bounded(speed, symbols)], np.float32),
        }
        outputs = ("latent", "harmonics", "gain", "shift")
        return Features(*self._sessions["encoder"].run(outputs, feeds))

    def whole(self, features: Features) -> Array:
        """Return all samples of a sentence."""
        (samples,) = self._measure(["audio"], features)
        return samples

    def measure(self, features: Features, count: int) -> Statistics:
        """Return the statistics of a sentence, by about `count` of its frames."""
        return Statistics(*self._measure(["A", "B"], self._sampled(features, count)))

    def window(self, features: Features, statistics: Statistics, begin: int, end: int) -> Array:
        """Return the samples of the frames `begin` to `end`, whatever the cut."""
        steps, samples = self.prepared.steps, self.prepared.samples
        first, last = max(0, begin - CONTEXT), min(features.frames, end + CONTEXT)
        feeds = {
            "latent": features.latent[first:last],
            "harmonics": features.harmonics[first * steps : last * steps + 1],
            "A": statistics.factors,
            "B": statistics.addends,
        }
        (made,) = self._sessions["fixed"].run(["audio"], feeds)
        window: Array = made[(begin - first) * samples : (end - first) * samples]
        return window

    def _measure(self, outputs: Sequence[str], features: Features) -> list[Array]:
        return self._sessions["measuring"].run(outputs, measuring_feeds(features))

    def _sampled(self, features: Features, count: int) -> Features:
        steps, bins, frames = self.prepared.steps, self.prepared.bins, features.frames
        by_frame = features.harmonics[: frames * steps, :bins].reshape(frames, steps, bins)
        chosen = sample_frames(features.latent, by_frame.mean(axis=1), count)
        rows = (chosen[:, None] * steps + np.arange(steps)).reshape(-1)
        return Features(
            features.latent[chosen],
            features.harmonics[np.append(rows, rows[-1] + 1)],
            features.gain,
            features.shift,
        )


def measuring_feeds(features: Features) -> dict[str, Array]:
    """Return the inputs of the graph that measures, all frames alike."""
    return {
        "latent": features.latent,
        "harmonics": features.harmonics,
        "gain": features.gain,
        "shift": features.shift,
        "weights": np.full(features.frames, 1 / features.frames, np.float32),
    }


def _bounded(speed: float, symbols: int) -> float:
    return max(speed, symbols * _SYMBOL_SECONDS / _LONGEST_SECONDS)
