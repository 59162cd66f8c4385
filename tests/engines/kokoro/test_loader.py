"""From a model's file to a loaded model, by way of the cache and a process of its own."""

import shutil
from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.kokoro import loader as module
from jabbertts_wyoming.engines.kokoro.loader import PreparingLoader
from jabbertts_wyoming.engines.kokoro.prepared import graph_file
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children
from jabbertts_wyoming.runtime.ort import CPU


def test_a_process_of_its_own_prepares_it_once(tiny_model: Path, tmp_path: Path) -> None:
    cache, loader, children = PreparedCache(tmp_path), PreparingLoader(), Children()
    directory = loader.prepare(cache, tiny_model, children)
    assert directory.name.startswith("tiny.int8@")
    children.end()  # nothing can be started any more
    assert loader.prepare(cache, tiny_model, children) == directory
    assert loader.load(cache, tiny_model, 1, (CPU,), children).memory_bytes > 0


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    model = tmp_path / "odd.onnx"
    model.write_bytes(b"none")
    with pytest.raises(VoiceError, match=r"^there is no style beside the model$"):
        PreparingLoader().prepare(PreparedCache(tmp_path / "cache"), model, Children())


def test_a_broken_entry_is_made_anew(
    tiny_model: Path, tiny_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def copy(_module: str, arguments: list[str], _children: Children) -> None:
        made.append(arguments)
        shutil.copytree(tiny_directory, arguments[1], dirs_exist_ok=True)

    monkeypatch.setattr(module, "run_preparation", copy)
    cache, loader = PreparedCache(tmp_path), PreparingLoader()
    graph_file(loader.prepare(cache, tiny_model, Children()), "fixed").write_bytes(b"broken")
    assert loader.load(cache, tiny_model, 1, (CPU,), Children()).memory_bytes > 0
    assert len(made) == 2
