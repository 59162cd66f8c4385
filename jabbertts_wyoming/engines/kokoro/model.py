"""A loaded model, and the voices that speak by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...runtime.memory import give_back
from ...runtime.ort import CPU
from ...runtime.pool import WorkerPool
from ..base import EngineVoice, Manner
from ..schedule import CostModel
from .base import SAMPLE_RATE
from .graphs import Graphs
from .sentence import KokoroSentence
from .styles import WIDTH, Styles
from .vocab import END, vocabulary

# A window computes its context twice: longer ones are cheaper per frame.
LONGEST_WINDOW_SECONDS = 1.5
_WARM_UP_IDS = 30
# What a loaded model takes for its files, and what two of the longest sentences need at once.
# Measured on the published int8 model; exact speech may take more, see `sentence.MOST_EXACT`.
_PER_FILE_BYTE = 1.3
_SCRATCH_BYTES = 230_000_000


def memory_bytes(directory: Path) -> int:
    """Return about how much memory a prepared model takes when it is loaded. Blocking."""
    files = sum(path.stat().st_size for path in directory.iterdir())
    return round(files * _PER_FILE_BYTE) + _SCRATCH_BYTES


class LoadedKokoro:
    """One model's graphs, shared by all its voices; implements `KokoroModel`."""

    def __init__(self, graphs: Graphs, memory_bytes: int) -> None:
        self._graphs = graphs
        self._memory_bytes = memory_bytes
        prepared = graphs.prepared
        self._cost = CostModel(
            prepared.cost_overhead, prepared.cost_per_frame, longest=LONGEST_WINDOW_SECONDS
        )

    @classmethod
    def load(
        cls, directory: Path, threads: int, providers: Sequence[str] = (CPU,)
    ) -> "LoadedKokoro":
        """Load a prepared model; `threads` encode a sentence together. Blocking.

        Raises `VoiceError`.
        """
        model = cls(Graphs.load(directory, threads, providers), memory_bytes(directory))
        model._warm_up()
        give_back()
        return model

    @property
    def memory_bytes(self) -> int:
        """About how much memory it takes."""
        return self._memory_bytes

    def voice(self, styles: Styles) -> EngineVoice:
        """Return an engine that speaks in `styles`; see `KokoroModel.voice`."""
        return KokoroEngine(self, self._graphs, self._cost, styles)

    def _warm_up(self) -> None:
        """Run everything once, so that the first listener doesn't pay for first allocations."""
        letters = list(vocabulary().values())[:_WARM_UP_IDS]
        ids = [END, *letters, END]
        features = self._graphs.encode(ids, np.zeros((1, WIDTH), np.float32), 1.0)
        statistics = self._graphs.measure(features, features.frames)
        self._graphs.window(features, statistics, 0, features.frames)
        self._graphs.give_back(features, statistics)


@dataclass(frozen=True, slots=True, eq=False)
class KokoroEngine:
    """One voice; implements `EngineVoice`."""

    model: LoadedKokoro
    graphs: Graphs
    cost: CostModel
    styles: Styles

    @property
    def sample_rate(self) -> int:
        """Samples per second, Hz."""
        return SAMPLE_RATE

    async def encode(
        self,
        phoneme_ids: Sequence[int],
        manner: Manner,
        random: np.random.Generator,
        deadline: float,
        pool: WorkerPool,
    ) -> KokoroSentence:
        """Encode one sentence; see `EngineVoice.encode`. The model draws nothing at random."""
        style = self.styles.row(len(phoneme_ids) - 2)
        scale = 1.0 if manner.length_scale is None else manner.length_scale
        features = await pool.run(
            deadline, self.graphs.encode, phoneme_ids, style, manner.speed / scale
        )
        return KokoroSentence(self.graphs, self.cost, features, manner.exact, manner.repeatable)
