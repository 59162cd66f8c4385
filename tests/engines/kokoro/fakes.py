"""Made-up styles and a model that only tells how it was asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.base import EngineVoice
from jabbertts_wyoming.engines.kokoro.base import SAMPLE_RATE, KokoroModel
from jabbertts_wyoming.engines.kokoro.styles import WIDTH, Styles, Table
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children

ROWS = 510


def table(value: float = 0.0, rows: int = ROWS) -> Table:
    """Every row has its own number, from `value` on."""
    rising = value + np.arange(rows, dtype=np.float32)[:, None]
    return np.asarray(np.broadcast_to(rising, (rows, WIDTH)), np.float32)


def put_style(folder: Path, name: str, value: float = 0.0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.bin"
    path.write_bytes(table(value).tobytes())
    return path


def put_archive(path: Path, **values: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        arrays = {name: table(value)[:, None] for name, value in values.items()}
        np.savez(stream, allow_pickle=False, **arrays)
    return path


def put_model(folder: Path, name: str = "kokoro-v1.0.int8") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    path.write_bytes(b"model")
    return path


class FakeEngine:
    def __init__(self, model: "FakeModel", styles: Styles) -> None:
        self.model, self.styles = model, styles
        self.sample_rate = SAMPLE_RATE


class FakeModel:
    memory_bytes = 1000

    def voice(self, styles: Styles) -> EngineVoice:
        return cast("EngineVoice", FakeEngine(self, styles))


class FakeLoader:
    """Prepares a folder with one file; refuses models that say so."""

    def __init__(self) -> None:
        self.prepared: list[str] = []
        self.loaded: list[str] = []

    def prepare(self, cache: PreparedCache, model: Path, children: Children) -> Path:
        def build(directory: Path) -> None:
            self.prepared.append(model.name)
            if model.read_bytes() == b"broken":
                raise VoiceError("no model")
            (directory / "graph").write_bytes(b"")

        return cache.get(model.stem, [model], ["fake"], build)

    def load(
        self,
        cache: PreparedCache,
        model: Path,
        threads: int,
        providers: Sequence[str],
        children: Children,
    ) -> KokoroModel:
        self.loaded.append(f"{self.prepare(cache, model, children).name} {threads} {providers}")
        return FakeModel()
