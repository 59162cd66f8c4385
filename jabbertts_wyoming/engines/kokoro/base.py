"""What the voices of Kokoro need of a model: the graphs behind it are not their concern."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from ...runtime.cache import PreparedCache
from ...runtime.children import Children
from ..base import EngineVoice
from .styles import Styles

SAMPLE_RATE = 24_000
# The model's text encoder has 512 positions, of which the two ends take one each.
MAX_SYMBOLS = 510


class KokoroModel(Protocol):
    """A loaded model, which many voices share. It can be referred to weakly."""

    @property
    def memory_bytes(self) -> int:
        """How much memory it takes, without the voices' styles."""

    def voice(self, styles: Styles) -> EngineVoice:
        """Return an engine that speaks in `styles` and keeps this model alive. Cheap.

        The engine takes ids that begin and end with `vocab.END`, at most `MAX_SYMBOLS` between
        them. `Styles.row` has the style for them.
        """


class KokoroLoader(Protocol):
    """From a model's file to a loaded model. All methods block, and raise `VoiceError`."""

    def prepare(self, cache: PreparedCache, model: Path, children: Children) -> Path:
        """Return the prepared model's directory, preparing it first if needed.

        It is kept in `cache` under the file's name without its suffix.
        """

    def load(
        self,
        cache: PreparedCache,
        model: Path,
        threads: int,
        providers: Sequence[str],
        children: Children,
    ) -> KokoroModel:
        """Load the model, preparing it first if needed."""
