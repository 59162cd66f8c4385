from pathlib import Path

import numpy as np
import pytest

from script.bench_lib.errors import BenchError
from script.bench_lib.kokoro.files import MODEL, assemble, link_voices, write_voices


def script(folder: Path, body: str) -> Path:
    path = folder / "mirror"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / MODEL).write_bytes(b"model")
    for i, name in enumerate(("af_heart", "am_onyx")):
        np.full((510, 256), i, "<f4").tofile(folder / f"{name}.bin")
    return folder


def test_the_mirror_is_filled_by_its_script(tmp_path: Path) -> None:
    fill = script(tmp_path, f'mkdir -p "$1/$3" && touch "$1/$3/{MODEL}"')
    files = assemble(tmp_path / "here", fill)
    assert (files / MODEL).is_file()
    assert files.parent == tmp_path / "here"


@pytest.mark.parametrize("body", ["exit 3", "exit 0"])
def test_a_mirror_without_the_model_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(BenchError, match="could not make Kokoro's files"):
        assemble(tmp_path / "here", script(tmp_path, body))


def test_ours_finds_links_to_the_same_files(files: Path, tmp_path: Path) -> None:
    for _ in range(2):  # a data directory may be used again
        link_voices(files, tmp_path / "data")
    linked = tmp_path / "data" / "kokoro"
    assert {path.name for path in linked.iterdir()} == {MODEL, "af_heart.bin", "am_onyx.bin"}
    assert (linked / MODEL).samefile(files / MODEL)


def test_the_peer_gets_all_styles_in_one_file(files: Path, tmp_path: Path) -> None:
    path = write_voices(files, tmp_path)
    assert path.name == "voices-v1.0.bin"
    with np.load(path) as voices:
        assert set(voices) == {"af_heart", "am_onyx"}
        assert voices["am_onyx"].shape == (510, 1, 256)
        assert voices["am_onyx"].dtype == np.float32
        assert voices["am_onyx"].min() == 1
