from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import DownloadError
from jabbertts_wyoming.voices.download.paths import target_path


def test_folders_are_made(tmp_path: Path) -> None:
    path = target_path(tmp_path / "new", "kokoro/af_heart.bin")
    assert path == tmp_path / "new" / "kokoro" / "af_heart.bin"
    assert path.parent.is_dir()


@pytest.mark.parametrize(
    "relative",
    [
        "",
        ".",
        "..",
        "../x.onnx",
        "a/../../x.onnx",
        "a/./x",
        "a//x",
        "/etc/passwd",
        "a/",
        ".hidden",
        "a/.hidden",
        "-rf",
        "a\\..\\x",
        "C:x",
        "nul\0l",
        "line\nbreak",
        "x" * 201,
        "prepared/en_US-joe-medium@1/x.onnx",
        "prepared",
    ],
)
def test_other_places_are_refused(tmp_path: Path, relative: str) -> None:
    with pytest.raises(DownloadError, match="no file may be kept as"):
        target_path(tmp_path / "data", relative)
    assert not (tmp_path / "data").exists()


def test_a_link_does_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data" / "kokoro").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DownloadError, match="leads out of the data directory"):
        target_path(tmp_path / "data", "kokoro/new/af_heart.bin")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_data_directory_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "disk")
    assert target_path(tmp_path / "data", "x.onnx") == tmp_path / "disk" / "x.onnx"


def test_a_link_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("a")
    with pytest.raises(DownloadError, match="can't be used"):
        target_path(tmp_path, "a/x.onnx")
