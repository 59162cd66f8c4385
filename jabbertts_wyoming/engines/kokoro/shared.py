"""One loaded model for all voices that speak by it."""

import threading
from collections.abc import Sequence
from pathlib import Path
from weakref import WeakValueDictionary

from ...common.errors import VoiceError
from ...runtime.cache import PreparedCache
from ...runtime.children import Children
from .base import KokoroLoader, KokoroModel
from .styles import file_stamp

_Key = tuple[Path, int, tuple[str, ...]]


class SharedModels:
    """Prepares and loads a model once for all its voices; it lives as long as one of them.

    A model that proved broken is not prepared again for each voice, but when its file changes.
    Safe to use from many threads.
    """

    def __init__(self, loader: KokoroLoader) -> None:
        self._loader = loader
        self._lock = threading.Lock()
        self._loaded: WeakValueDictionary[_Key, KokoroModel] = WeakValueDictionary()
        self._broken: dict[Path, tuple[tuple[int, int] | None, str]] = {}

    def prepare(self, cache: PreparedCache, model: Path, children: Children) -> Path:
        """Return the prepared model's directory. Blocking. Raises `VoiceError`."""
        stamp = file_stamp(model)
        known, why = self._broken.get(model, (None, ""))
        if known is not None and known == stamp:
            raise VoiceError(why)
        try:
            directory = self._loader.prepare(cache, model, children)
        except VoiceError as error:
            self._broken[model] = (stamp, str(error))
            raise
        self._broken.pop(model, None)
        return directory

    def get(
        self,
        cache: PreparedCache,
        model: Path,
        threads: int,
        providers: Sequence[str],
        children: Children,
    ) -> KokoroModel:
        """Return the loaded model. Blocking. Raises `VoiceError`."""
        with self._lock:
            key = (self.prepare(cache, model, children), threads, tuple(providers))
            loaded = self._loaded.get(key)
            if loaded is None:
                loaded = self._loader.load(cache, model, threads, providers, children)
                self._loaded[key] = loaded
            return loaded
