"""A prepared model's graphs, loaded: ids to features, features to samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ...runtime.ort import CPU, GIVE_BACK, OpenedSession, SharedWeights, open_session
from .base import MAX_SYMBOLS
from .prepared import Prepared, graph_file
from .sampling import sample_frames
from .weights import read_weights

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
    `gain` and `shift` are the norms'. `durations` say how long each id is, in a unit of their
    own; empty if the model doesn't tell.
    """

    latent: Array
    harmonics: Array
    gain: Array
    shift: Array
    durations: Array

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

    def __init__(
        self,
        prepared: Prepared,
        sessions: Mapping[str, OpenedSession],
        weights: SharedWeights | None = None,
    ) -> None:
        self.prepared = prepared
        self._sessions = sessions
        self._weights = weights

    @classmethod
    def load(cls, directory: Path, threads: int, providers: Sequence[str] = (CPU,)) -> "Graphs":
        """Load what preparation wrote. Raises `VoiceError`.

        `threads` work together on what must be done before the first sound.
        """
        prepared = Prepared.read(directory)
        weights = SharedWeights(read_weights(directory))

        def opened(name: str, threads: int, weights: SharedWeights | None = None) -> OpenedSession:
            file = graph_file(directory, name)
            return open_session(file, threads, providers, frugal=True, weights=weights)

        # Windows are small and many; what else is run is as long as the sentence.
        sessions = {
            "encoder": opened("encoder", threads),
            "measuring": opened("measuring", threads, weights),
            "fixed": opened("fixed", 1, weights),
        }
        return cls(prepared, sessions, weights)

    def encode(self, ids: Sequence[int], style: Array, speed: float) -> Features:
        """Return a sentence's features; `style` is 1 by 256, `speed` divides durations."""
        symbols = len(ids) - 2
        feeds: dict[str, npt.NDArray[Any]] = {
            "tokens": np.array([ids], np.int64),
            "style": style,
            "speed": np.array([_bounded(speed, symbols)], np.float32),
        }
        outputs = ("latent", "harmonics", "gain", "shift", "durations")
        return Features(*self._sessions["encoder"].run(outputs, feeds, GIVE_BACK))

    def whole(self, features: Features) -> Array:
        """Return all samples of a sentence."""
        (samples,) = self._measure(["audio"], features, None, GIVE_BACK)
        return samples

    def begin(self, features: Features, count: int, first: int) -> tuple[Array, Statistics]:
        """Return the samples of the `first` frames, and the sentence's statistics.

        They are measured on about `count` frames, with which the first ones are computed, too. The
        memory of this and of the windows that follow is kept for them until `give_back`.
        """
        seen = min(first + CONTEXT, features.frames) if first else 0
        sampled, weights = self._sampled(features, count, seen)
        made, *statistics = self._measure(["audio", "A", "B"], sampled, weights)
        return made[: first * self.prepared.samples], Statistics(*statistics)

    def measure(self, features: Features, count: int) -> Statistics:
        """Return the statistics alone, see `begin`."""
        return self.begin(features, count, 0)[1]

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

    def give_back(self, features: Features, statistics: Statistics) -> None:
        """Hand back the memory of a sentence's windows: it has no more. Takes milliseconds."""
        feeds = {
            "latent": features.latent[:1],
            "harmonics": features.harmonics[: self.prepared.steps + 1],
            "A": statistics.factors,
            "B": statistics.addends,
        }
        self._sessions["fixed"].run(["audio"], feeds, GIVE_BACK)

    def _measure(
        self, outputs: Sequence[str], features: Features, weights: Array | None, options: Any = None
    ) -> list[Array]:
        feeds = measuring_feeds(features, weights)
        return self._sessions["measuring"].run(outputs, feeds, options)

    def _sampled(self, features: Features, count: int, first: int) -> tuple[Features, Array]:
        steps, bins, frames = self.prepared.steps, self.prepared.bins, features.frames
        by_frame = features.harmonics[: frames * steps, :bins].reshape(frames, steps, bins)
        sample = sample_frames(features.latent, by_frame.mean(axis=1), count, first)
        rows = (sample.frames[:, None] * steps + np.arange(steps)).reshape(-1)
        sampled = Features(
            features.latent[sample.frames],
            features.harmonics[np.append(rows, rows[-1] + 1)],
            features.gain,
            features.shift,
            features.durations,
        )
        return sampled, sample.weights


def measuring_feeds(features: Features, weights: Array | None = None) -> dict[str, Array]:
    """Return the inputs of the graph that measures; without `weights` all frames count alike."""
    frames = features.frames
    return {
        "latent": features.latent,
        "harmonics": features.harmonics,
        "gain": features.gain,
        "shift": features.shift,
        "weights": np.full(frames, 1 / frames, np.float32) if weights is None else weights,
    }


def _bounded(speed: float, symbols: int) -> float:
    return max(speed, symbols * _SYMBOL_SECONDS / _LONGEST_SECONDS)
