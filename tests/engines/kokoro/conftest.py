"""A tiny model beside two styles, prepared once."""

from pathlib import Path

import numpy as np
import pytest

from jabbertts_wyoming.engines.kokoro.model import LoadedKokoro
from jabbertts_wyoming.engines.kokoro.prepare import prepare
from jabbertts_wyoming.engines.kokoro.styles import WIDTH, Styles, find_styles, read_styles
from tests.tiny_kokoro import write_model

from .fakes import ROWS


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a model that is quantised as the published int8 one."""
    folder = tmp_path_factory.mktemp("kokoro")
    for seed, name in enumerate(("af_one", "am_two")):
        table = np.random.default_rng(seed).standard_normal((ROWS, WIDTH))
        (folder / f"{name}.bin").write_bytes(table.astype("<f4").tobytes())
    return write_model(folder / "tiny.int8.onnx", quantised=True)


@pytest.fixture(scope="session")
def tiny_directory(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("prepared")
    prepare(tiny_model, directory)
    return directory


@pytest.fixture(scope="session")
def tiny_style(tiny_model: Path) -> Styles:
    return read_styles(find_styles(tiny_model.parent)["af_one"])


@pytest.fixture
def tiny(tiny_directory: Path) -> LoadedKokoro:
    return LoadedKokoro.load(tiny_directory, 1)
