"""From a published model's file to a loaded model, by way of the prepared-voice cache."""

import logging
from collections.abc import Sequence
from pathlib import Path

from ...common.errors import VoiceError
from ...runtime.cache import PreparedCache
from ...runtime.children import Children
from ...runtime.ort import VERSION
from ..child import run_preparation
from .format import FORMAT
from .model import LoadedKokoro

_LOGGER = logging.getLogger(__name__)


class PreparingLoader:
    """Implements `KokoroLoader`."""

    def prepare(self, cache: PreparedCache, model: Path, children: Children) -> Path:
        """Return the prepared model's directory; see `KokoroLoader.prepare`."""

        def build(directory: Path) -> None:
            _LOGGER.info("Preparing the model %s (once; takes about a minute)", model.stem)
            run_preparation(f"{__package__}.prepare", [str(model), str(directory)], children)

        return cache.get(model.stem, [model], [f"kokoro-{FORMAT}", f"ort-{VERSION}"], build)

    def load(
        self,
        cache: PreparedCache,
        model: Path,
        threads: int,
        providers: Sequence[str],
        children: Children,
    ) -> LoadedKokoro:
        """Load the model; a broken cache entry is made anew once."""
        directory = self.prepare(cache, model, children)
        try:
            return LoadedKokoro.load(directory, threads, providers)
        except VoiceError as error:
            _LOGGER.warning("Preparing the model %s anew: %s", model.stem, error)
            cache.discard(directory)
            directory = self.prepare(cache, model, children)
            return LoadedKokoro.load(directory, threads, providers)
