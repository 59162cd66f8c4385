import os
from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import DownloadError
from jabbertts_wyoming.voices.catalogue.catalogue import Catalogue, load_catalogue
from jabbertts_wyoming.voices.importing import importable


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def put(folder: Path, name: str, content: str = "{}") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content)
    return folder / name


def test_catalogue_files_are_known_by_name(tmp_path: Path, catalogue: Catalogue) -> None:
    model = put(tmp_path, "de_DE-kerstin-low.onnx")
    config = put(tmp_path, "de_DE-kerstin-low.onnx.json")
    style = put(tmp_path / "deep", "af_heart.bin")
    found = importable([model, style], catalogue)
    entry, heart = catalogue.get("de_DE-kerstin-low"), catalogue.get("af_heart")
    assert found == {entry.own[1]: model, entry.own[0]: config, heart.own[0]: style}


def test_a_voice_of_ones_own_is_checked_by_its_own_sum(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    model, config = put(tmp_path, "mine.onnx", "model"), put(tmp_path, "mine.onnx.json")
    for given in ([model], [config, model], [tmp_path]):
        found = importable(given, catalogue)
        assert set(found.values()) == {model, config}
        assert {(f.path, f.bytes) for f in found} == {("mine.onnx", 5), ("mine.onnx.json", 2)}
        assert {len(f.digest or "") for f in found} == {64}


def test_a_folder_may_hold_other_things(tmp_path: Path, catalogue: Catalogue) -> None:
    put(tmp_path, "notes.txt")
    put(tmp_path, "lonely.onnx")
    put(tmp_path, "._af_heart.bin")
    os.mkfifo(tmp_path / "af_sky.bin")
    style = put(tmp_path / "kokoro", "af_heart.bin")
    assert list(importable([tmp_path], catalogue).values()) == [style]


@pytest.mark.parametrize(
    ("files", "given", "message"),
    [
        ([], "nothing.onnx", "there is no file"),
        (["mine.onnx"], "mine.onnx", r"mine\.onnx\.json is missing"),
        (["mine.onnx.json"], "mine.onnx.json", r"mine\.onnx is missing"),
        (["notes.txt"], "notes.txt", "no file of the catalogue"),
        (["notes.txt"], ".", "has no files of voices"),
    ],
)
def test_what_belongs_to_no_voice(
    tmp_path: Path, catalogue: Catalogue, files: list[str], given: str, message: str
) -> None:
    for name in files:
        put(tmp_path, name)
    with pytest.raises(DownloadError, match=message):
        importable([tmp_path / given], catalogue)


@pytest.mark.parametrize(
    ("content", "message"), [("no", "is no JSON"), ("[]", "does not hold"), ("\xff", "is no JSON")]
)
def test_a_config_has_to_be_one(
    tmp_path: Path, catalogue: Catalogue, content: str, message: str
) -> None:
    model = put(tmp_path, "mine.onnx")
    (tmp_path / "mine.onnx.json").write_text(content, "latin-1")
    with pytest.raises(DownloadError, match=message):
        importable([model], catalogue)
