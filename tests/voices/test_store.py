import hashlib
from pathlib import Path

import pytest
import yaml
from filelock import FileLock

from jabbertts_wyoming.common.errors import DownloadError, UnknownVoiceError
from jabbertts_wyoming.voices.catalogue.catalogue import Catalogue
from jabbertts_wyoming.voices.catalogue.read import entries, read_family
from jabbertts_wyoming.voices.store import Store


def spec(url: str, *, known: bool = True) -> dict[str, object]:
    """Return a published file whose content is its name."""
    name = url.rpartition("/")[2].encode()
    if not known:
        return {"url": url}
    return {"url": url, "bytes": len(name), "sha256": hashlib.sha256(name).hexdigest()}


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Two voices `a` and `b` with a shared model in two variants, and one with a free file."""
    family = {
        "family": "k",
        "title": "K",
        "engine": "kokoro",
        "facts": "made up",
        "base": "https://voices.invalid/",
        "folder": "k",
        "licence": "CC0",
        "attribution": {"name": "N", "url": "https://voices.invalid"},
        "card": "card",
        "sample_rate": 24_000,
        "languages": {"en": "English"},
        "variants": {
            "small": {"tier": "low", "files": [spec("small.onnx")]},
            "big": {"tier": "high", "files": [spec("big.onnx")]},
        },
        "voices": {
            "a": {"languages": ["en"], "files": [spec("a.bin")]},
            "b": {"languages": ["en"], "files": [spec("b.bin")]},
            "c": {"languages": ["en"], "files": [spec("c.bin", known=False)]},
        },
    }
    path = tmp_path / "k.yaml"
    path.write_text(yaml.safe_dump(family, sort_keys=False), "utf-8")
    return Catalogue(entries(read_family(path)))


@pytest.fixture
def store(tmp_path: Path, catalogue: Catalogue) -> Store:
    return Store(tmp_path / "data", catalogue)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "k"
    path.mkdir(parents=True)
    return path


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(name)


def here(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def test_a_voice_is_here_with_all_its_files(store: Store, folder: Path) -> None:
    assert store.installed() == []
    put(folder, "a.bin", "b.bin", "small.onnx")
    (folder / "b.bin").write_text("too long")
    assert [e.name for e in store.installed()] == ["a"]


def test_verify_reads_every_byte(store: Store, catalogue: Catalogue, folder: Path) -> None:
    put(folder, "a.bin", "b.bin", "c.bin", "big.onnx")
    (folder / "b.bin").write_text("x.bin")  # as long as it was
    assert [e.name for e in store.begun()] == ["a@big", "b@big", "c@big"]
    found = store.verify([*store.begun(), catalogue.get("a")])
    assert {name: [v.condition for v in verdicts] for name, verdicts in found.items()} == {
        "a@big": ["good", "good"],
        "b@big": ["good", "damaged"],
        "c@big": ["good", "unchecked"],
        "a": ["missing", "good"],
    }


def test_verify_misses_a_model(store: Store, folder: Path) -> None:
    put(folder, "a.bin")
    (verdicts,) = store.verify(store.begun()).values()
    assert [v.condition for v in verdicts] == ["missing", "good"]


def test_a_folder_is_no_file(store: Store, catalogue: Catalogue, folder: Path) -> None:
    put(folder, "small.onnx")
    (folder / "c.bin").mkdir()
    (verdicts,) = store.verify([catalogue.get("c")]).values()
    assert [v.condition for v in verdicts] == ["good", "missing"]
    assert not store.is_installed(catalogue.get("c"))


def test_what_can_t_be_read_is_damaged(
    store: Store, catalogue: Catalogue, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    put(folder, "small.onnx", "a.bin")
    monkeypatch.setattr("jabbertts_wyoming.voices.store.matches", fail)
    (verdicts,) = store.verify([catalogue.get("a")]).values()
    assert [v.condition for v in verdicts] == ["damaged", "damaged"]


def test_shared_files_go_with_the_last_voice(store: Store, folder: Path) -> None:
    put(folder, "a.bin", "b.bin", "small.onnx", "big.onnx")
    assert [p.name for p in store.remove("A")] == ["a.bin"]
    assert here(folder) == {"b.bin", "small.onnx", "big.onnx"}
    store.remove("b")
    assert here(folder) == set()


def test_a_variant_is_removed_for_all(store: Store, folder: Path) -> None:
    put(folder, "a.bin", "b.bin", "small.onnx", "big.onnx")
    assert [p.name for p in store.remove("a@big")] == ["big.onnx"]
    assert here(folder) == {"a.bin", "b.bin", "small.onnx"}
    assert {p.name for p in store.remove("a@small")} == {"small.onnx", "a.bin"}


def test_what_was_prepared_goes_too(store: Store, folder: Path) -> None:
    put(folder, "a.bin", "b.bin", "small.onnx", "big.onnx")
    prepared = folder.parent / "prepared"
    (prepared / "small@key").mkdir(parents=True)
    (prepared / "big@key").mkdir()
    store.remove("a@big")
    assert here(prepared) == {"small@key"}


def test_a_voice_of_ones_own_is_two_files(store: Store, folder: Path) -> None:
    put(folder.parent, "mine.onnx", "mine.onnx.json", "mine.txt")
    assert len(store.remove("mine")) == 2
    assert here(folder.parent) == {"k", "mine.txt"}


@pytest.mark.parametrize("name", ["nobody", "../data/mine", "a/b", ".hidden", "", "a"])
def test_what_is_not_here_can_t_be_removed(store: Store, folder: Path, name: str) -> None:
    put(folder.parent.parent, "mine.onnx")
    put(folder, "small.onnx")
    if name == "a":
        (folder / "small.onnx").unlink()
    with pytest.raises(UnknownVoiceError):
        store.remove(name)
    assert (folder.parent.parent / "mine.onnx").exists()


def test_what_is_being_downloaded_is_left(store: Store, folder: Path) -> None:
    put(folder, "a.bin")
    with (
        FileLock(folder / ".a.bin.lock"),
        pytest.raises(DownloadError, match="is being downloaded"),
    ):
        store.remove("a")
    assert here(folder) == {"a.bin"}
