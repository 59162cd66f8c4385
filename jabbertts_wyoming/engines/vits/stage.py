"""Run a streaming stage: one ONNX Runtime session, any number of signals through it."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ...runtime.ort import Session
from .specs import StageSpec

Signal = npt.NDArray[np.float32]


class Stage:
    """A stage's session and interface; stateless, shared by all signals."""

    def __init__(self, session: Session, spec: StageSpec) -> None:
        self.session = session
        self.spec = spec

    def open(self, conditions: Mapping[str, Signal]) -> "StageStream":
        """Start a new signal; `conditions` holds at least those the stage names."""
        return StageStream(self, {c: conditions[c] for c in self.spec.conditions})


class StageStream:
    """One signal's way through a stage: caches and what waits to be enough for a first run."""

    def __init__(self, stage: Stage, conditions: dict[str, Signal]) -> None:
        self._stage = stage
        spec = stage.spec
        self._feeds: dict[str, npt.NDArray[np.float32 | np.int64]] = {}
        for name, value in conditions.items():
            self._feeds[name] = _with_rank(value, spec.rank)
        self._caches = [
            np.zeros((1, s.channels, *([1] * (spec.rank - 3)), 0), np.float32)
            for s in spec.segments
        ]
        self._waiting: list[Signal] = []
        self._outputs = [spec.output, *(f"next_cache{k}" for k in range(len(spec.segments)))]
        self._started = False

    def push(self, window: Signal | None, final: bool) -> Signal | None:
        """Send the next input steps through; return the output steps that are exact now.

        `window` is [1, channels, (1,) steps], possibly of no steps; `final` says that the signal
        ends with it. No window (None) stands for one without steps; a result of None means that
        no output step is complete yet. Blocking.
        """
        spec = self._stage.spec
        if window is None:
            window = np.zeros_like(self._caches[0][..., :0])
        window = _with_rank(window, spec.rank)
        if not self._started:
            self._waiting.append(window)
            window = np.concatenate(self._waiting, axis=-1)
            if not window.shape[-1] or (not final and window.shape[-1] <= spec.lookahead):
                self._waiting = [window]
                return None
            self._waiting, self._started = [], True
        if not window.shape[-1] and not final:
            return None
        output = self._run(window, final)
        return output if output.shape[-1] else None

    def _run(self, window: Signal, final: bool) -> Signal:
        feeds = dict(self._feeds)
        feeds[self._stage.spec.input] = window
        self._bound(feeds, window.shape[-1], final)
        output: Signal
        output, *self._caches = self._stage.session.run(self._outputs, feeds)
        return output

    def _bound(
        self, feeds: dict[str, npt.NDArray[np.float32 | np.int64]], steps: int, final: bool
    ) -> None:
        for k, (segment, cache) in enumerate(
            zip(self._stage.spec.segments, self._caches, strict=True)
        ):
            cached = cache.shape[-1]
            start = max(0, cached - segment.right)
            end = cached + steps - (0 if final else segment.right)
            feeds[f"cache{k}"] = cache
            feeds[f"start{k}"] = np.array([start * segment.up], np.int64)
            feeds[f"end{k}"] = np.array([end * segment.up], np.int64)
            steps = max(0, end - start) * segment.up


def cut(data: Signal | None, chunk: int) -> list[tuple[Signal | None, bool]]:
    """Return `data` in even pieces of about `chunk` steps (0: whole), the last one marked."""
    steps = 0 if data is None else data.shape[-1]
    count = round(steps / chunk) if chunk else 1
    if data is None or count < 2:
        return [(data, True)]
    bounds = [steps * k // count for k in range(count + 1)]
    return [(data[..., a:b], b == steps) for a, b in pairwise(bounds)]


def _with_rank(signal: Signal, rank: int) -> Signal:
    if signal.ndim == rank:
        return signal
    shape = (1, signal.shape[1], *([1] * (rank - 3)), signal.shape[-1])
    return signal.reshape(shape)
