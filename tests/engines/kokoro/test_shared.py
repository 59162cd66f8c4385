import gc
from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.kokoro.shared import SharedModels
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children

from .fakes import FakeLoader, put_model


@pytest.fixture
def cache(tmp_path: Path) -> PreparedCache:
    return PreparedCache(tmp_path / "prepared")


def test_voices_share_a_model_that_goes_with_the_last_one(
    tmp_path: Path, cache: PreparedCache
) -> None:
    loader, path = FakeLoader(), put_model(tmp_path)
    models = SharedModels(loader)
    first = models.get(cache, path, 1, ("cpu",), Children())
    assert models.get(cache, path, 1, ["cpu"], Children()) is first
    assert len(loader.loaded) == 1
    other = models.get(cache, path, 2, ("cpu",), Children())
    assert other is not first, "other threads, another model"
    del first, other
    gc.collect()
    assert not models._loaded
    models.get(cache, path, 1, ("cpu",), Children())
    assert len(loader.loaded) == 3


def test_a_changed_file_is_another_model(tmp_path: Path, cache: PreparedCache) -> None:
    loader, path = FakeLoader(), put_model(tmp_path)
    models = SharedModels(loader)
    first = models.get(cache, path, 1, (), Children())
    path.write_bytes(b"another model")
    assert models.get(cache, path, 1, (), Children()) is not first


def test_a_broken_model_is_tried_once_until_its_file_changes(
    tmp_path: Path, cache: PreparedCache
) -> None:
    loader, path = FakeLoader(), put_model(tmp_path)
    path.write_bytes(b"broken")
    models = SharedModels(loader)
    for _ in range(3):
        with pytest.raises(VoiceError, match="no model"):
            models.prepare(cache, path, Children())
    with pytest.raises(VoiceError, match="no model"):
        models.get(cache, path, 1, (), Children())
    assert loader.prepared == [path.name]
    path.write_bytes(b"repaired")
    assert models.prepare(cache, path, Children()).is_dir()
    assert models.prepare(cache, path, Children()).is_dir()
    assert loader.prepared == [path.name] * 2


def test_a_model_that_is_gone_may_come_back(tmp_path: Path, cache: PreparedCache) -> None:
    models = SharedModels(FakeLoader())
    with pytest.raises(VoiceError, match="can't be read"):
        models.prepare(cache, tmp_path / "kokoro-v1.0.int8.onnx", Children())
    assert models.prepare(cache, put_model(tmp_path), Children()).is_dir()
