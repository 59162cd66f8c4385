"""From files to a loaded voice, by way of the cache; with real processes where it matters."""

import logging
import shutil
from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines import child
from jabbertts_wyoming.engines.vits import loader
from jabbertts_wyoming.engines.vits.loader import VoiceFiles, load_voice, prepare_voice
from jabbertts_wyoming.engines.vits.voice import DESCRIPTION, encoder_file, stage_file
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children
from jabbertts_wyoming.runtime.ort import CPU
from tests.shelf import Item, Shelf


@pytest.fixture
def cache(tmp_path: Path) -> PreparedCache:
    return PreparedCache(tmp_path / "prepared")


class Copier:
    """Prepares by copying what was prepared before; counts how often."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.count = 0

    def __call__(self, files: VoiceFiles, directory: Path, _children: Children) -> None:
        self.count += 1
        shutil.copytree(self.item.directory, directory, dirs_exist_ok=True)


@pytest.fixture
def copier(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Copier:
    made = Copier(shelf.item())
    monkeypatch.setattr(loader, "_run_prepare", made)
    return made


def load(cache: PreparedCache, item: Item) -> int:
    return load_voice(cache, item.files, 1, (CPU,)).sample_rate


def test_prepared_in_a_process_of_its_own(cache: PreparedCache, shelf: Shelf) -> None:
    item = shelf.item()
    directory = prepare_voice(cache, item.files)
    assert sorted(p.name for p in directory.iterdir()) == sorted(
        p.name for p in item.directory.iterdir()
    )
    assert directory.name == item.directory.name, "the same key for the same files"
    assert load(cache, item) == 22050


def test_a_model_that_is_none_is_told_in_one_line(
    cache: PreparedCache, shelf: Shelf, tmp_path: Path
) -> None:
    model = tmp_path / "odd.onnx"
    model.write_bytes(b"\x08garbage")
    files = VoiceFiles("odd", model, shelf.item().files.config)
    with pytest.raises(VoiceError, match=r"odd\.onnx can't be read") as caught:
        prepare_voice(cache, files)
    assert len(str(caught.value).splitlines()) == 1
    assert not list((tmp_path / "prepared").glob("*odd@*"))


def test_loaded_from_the_cache(cache: PreparedCache, copier: Copier) -> None:
    assert load(cache, copier.item) == load(cache, copier.item) == 22050
    assert copier.count == 1


@pytest.mark.parametrize("damage", ["description", "encoder", "stage", "empty"])
def test_a_broken_prepared_voice_is_made_anew(
    cache: PreparedCache, copier: Copier, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    directory = prepare_voice(cache, copier.item.files)
    match damage:
        case "description":
            (directory / DESCRIPTION).write_text("{", encoding="utf-8")
        case "encoder":
            encoder_file(directory).write_bytes(encoder_file(directory).read_bytes()[:1000])
        case "stage":
            stage_file(directory, 1).unlink()
        case _:
            shutil.rmtree(directory)
            directory.mkdir()
    with caplog.at_level(logging.WARNING):
        assert load(cache, copier.item) == 22050
    assert copier.count == 2
    assert len(caplog.records) == 1


def test_made_anew_only_once(
    cache: PreparedCache, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    count: list[Path] = []
    monkeypatch.setattr(loader, "_run_prepare", lambda _, directory, __: count.append(directory))
    with pytest.raises(VoiceError, match="is broken"):
        load(cache, shelf.item())
    assert len(count) == 2


def test_a_changed_voice_is_prepared_again(
    cache: PreparedCache, copier: Copier, tmp_path: Path
) -> None:
    files = copier.item.files
    config = tmp_path / "voice.onnx.json"
    shutil.copyfile(files.config, config)
    files = VoiceFiles("voice", files.model, config)
    first = prepare_voice(cache, files)
    config.write_text(config.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert prepare_voice(cache, files) != first
    assert not first.exists()


def test_a_new_format_or_runtime_prepares_again(
    cache: PreparedCache, copier: Copier, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = prepare_voice(cache, copier.item.files)
    monkeypatch.setattr(loader, "FORMAT", 9999)
    second = prepare_voice(cache, copier.item.files)
    monkeypatch.setattr(loader, "VERSION", "99.0")
    third = prepare_voice(cache, copier.item.files)
    assert len({first, second, third}) == 3


@pytest.mark.parametrize(
    ("ended", "reason"),
    [
        ((1, b"Traceback\nMemoryError: too large\n"), "MemoryError: too large"),
        ((1, b""), "preparing failed"),
        ((-9, b""), "ended by signal 9"),
        ((-11, b"whatever"), "ended by signal 11"),
    ],
)
def test_a_process_that_dies_is_a_voice_error(
    cache: PreparedCache,
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    ended: tuple[int, bytes],
    reason: str,
) -> None:
    monkeypatch.setattr(Children, "run", lambda *_: ended)
    with pytest.raises(VoiceError, match=reason):
        prepare_voice(cache, shelf.item().files)


def test_a_process_that_is_stopped_is_a_voice_error(cache: PreparedCache, shelf: Shelf) -> None:
    children = Children()
    children.end()
    with pytest.raises(VoiceError, match="is ending"):
        prepare_voice(cache, shelf.item().files, children)


def test_a_process_that_takes_for_ever_is_a_voice_error(
    cache: PreparedCache, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "PREPARE_SECONDS", 0.05)
    with pytest.raises(VoiceError, match="took longer"):
        prepare_voice(cache, shelf.item().files)
