"""Tiny voices made, prepared and loaded once, whatever the number of tests that use them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from jabbertts_wyoming.engines.vits import calibrate, loader
from jabbertts_wyoming.engines.vits import prepare as prepare_module
from jabbertts_wyoming.engines.vits.config import PiperConfig
from jabbertts_wyoming.engines.vits.encoder import Encoder
from jabbertts_wyoming.engines.vits.loader import VoiceFiles, prepare_voice
from jabbertts_wyoming.engines.vits.prepare import prepare
from jabbertts_wyoming.engines.vits.stage import Stage
from jabbertts_wyoming.engines.vits.voice import (
    MAX_SENTENCE_SECONDS,
    Prepared,
    VitsVoice,
    encoder_file,
    stage_file,
)
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.ort import open_session
from tests.tiny_vits import TinySpec, write_voice

# One voice of each kind that the engine tells apart.
VARIANTS = {
    "medium": TinySpec(),
    "medium-speakers": TinySpec(speakers=3, dataset="trio"),
    "high-speakers": TinySpec(quality="high", speakers=3, dataset="trio"),
    "low-constants": TinySpec(quality="x_low", hidden_channels=8, constant_nodes=True),
}


@dataclass(frozen=True)
class Item:
    """A voice on disk, prepared and loaded. Its parts hold no state of any signal."""

    files: VoiceFiles
    config: PiperConfig
    directory: Path
    prepared: Prepared
    encoder: Encoder
    stages: tuple[Stage, ...]

    def voice(self) -> VitsVoice:
        """A voice of its own, so that what it learns of its speed is nobody else's."""
        return VitsVoice(self.prepared, self.encoder, self.stages)


class Shelf:
    """Keeps an `Item` for each spec under `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._items: dict[TinySpec, Item] = {}

    def item(self, spec: TinySpec | None = None) -> Item:
        """The voice of `spec`, a medium one with a single speaker unless given."""
        spec = spec or TinySpec()
        if spec not in self._items:
            self._items[spec] = self._make(self._root / str(len(self._items)), spec)
        return self._items[spec]

    def put(self, data_dir: Path, spec: TinySpec | None = None, name: str | None = None) -> str:
        """Drop a voice into `data_dir`, prepared already; return its name."""
        item = self.item(spec)
        name = name or item.files.name
        data_dir.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(item.files.model, data_dir / f"{name}.onnx")
        shutil.copyfile(item.files.config, data_dir / f"{name}.onnx.json")
        self.put_prepared(data_dir, spec, name)
        return name

    def load(self, directory: Path) -> VitsVoice:
        """The voice that was prepared into `directory`, its sessions opened already."""
        key = directory.name.rpartition("@")[2]
        for item in self._items.values():
            if item.directory.name.endswith(f"@{key}"):
                return item.voice()
        raise AssertionError(f"{directory} was not prepared by this shelf")

    def put_prepared(self, data_dir: Path, spec: TinySpec | None, name: str) -> None:
        """Put what was prepared of a voice into `data_dir`'s cache, for a voice called `name`."""
        directory = self.item(spec).directory
        key = directory.name.rpartition("@")[2]
        shutil.copytree(directory, data_dir / "prepared" / f"{name}@{key}", dirs_exist_ok=True)

    @staticmethod
    def _make(directory: Path, spec: TinySpec) -> Item:
        directory.mkdir(parents=True)
        model = write_voice(directory, spec)
        files = VoiceFiles(spec.name, model, model.with_name(f"{model.name}.json"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(loader, "_run_prepare", prepare_here)
            # Measurements take most of the time, and tiny voices need none.
            patch.setattr(prepare_module, "with_best_chunks", lambda _, stages, *__: stages)
            patch.setattr(prepare_module, "measure_cost", lambda *_: (0.0005, 2e-5))
            patch.setattr(calibrate, "_SEEDS", 1)
            prepared = prepare_voice(PreparedCache(directory / "prepared"), files)
        return load_item(files, prepared)


def prepare_here(files: VoiceFiles, directory: Path, _children: object = None) -> None:
    """Prepare without a process of its own, which saves its start."""
    prepare(files.model, PiperConfig.read(files.config), directory)


def load_item(files: VoiceFiles, directory: Path) -> Item:
    prepared = Prepared.read(directory)
    frames = int(MAX_SENTENCE_SECONDS * prepared.sample_rate / prepared.hop)
    return Item(
        files=files,
        config=PiperConfig.read(files.config),
        directory=directory,
        prepared=prepared,
        encoder=Encoder(open_session(encoder_file(directory)), prepared.encoder, frames),
        stages=tuple(
            Stage(open_session(stage_file(directory, k)), spec)
            for k, spec in enumerate(prepared.stages)
        ),
    )
