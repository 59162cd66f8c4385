import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.kokoro.styles import (
    WIDTH,
    StyleFile,
    Styles,
    blend,
    file_stamp,
    find_styles,
    read_blend,
    read_styles,
)

from .fakes import ROWS, put_archive, put_style, table


def test_the_row_is_chosen_by_the_number_of_symbols() -> None:
    styles = Styles(table())
    for symbols, row in ((1, 0), (2, 1), (510, 509), (511, 509), (0, 0)):
        assert styles.row(symbols).shape == (1, WIDTH)
        assert styles.row(symbols)[0, 0] == row


def test_raw_files(tmp_path: Path) -> None:
    path = put_style(tmp_path, "af_heart", 2.0)
    put_style(tmp_path, ".af_heart")
    found = find_styles(tmp_path)
    assert found == {"af_heart": StyleFile(path, (ROWS * WIDTH * 4, path.stat().st_mtime_ns))}
    assert found["af_heart"].bytes == 522_240
    styles = read_styles(found["af_heart"])
    assert styles.table.shape == (510, WIDTH)
    assert not styles.table.flags.writeable
    assert styles.row(1)[0, 0] == 2.0


@pytest.mark.parametrize("name", ["voices-v1.0.bin", "mine.npz"])
def test_archives(tmp_path: Path, name: str) -> None:
    path = put_archive(tmp_path / name, af_heart=1.0, am_onyx=3.0)
    found = find_styles(tmp_path)
    assert set(found) == {"af_heart", "am_onyx"}
    assert found["am_onyx"].bytes == 522_240
    assert read_styles(found["am_onyx"]).row(1)[0, 0] == 3.0
    put_archive(path, bf_emma=1.0)
    os.utime(path, ns=(10**18, 10**18))
    assert set(find_styles(tmp_path)) == {"bf_emma"}


def test_a_style_of_its_own_goes_before_an_archive(tmp_path: Path) -> None:
    put_archive(tmp_path / "voices-v1.0.bin", af_heart=1.0, am_onyx=3.0)
    put_style(tmp_path, "af_heart", 5.0)
    found = find_styles(tmp_path)
    assert read_styles(found["af_heart"]).row(1)[0, 0] == 5.0
    assert set(found) == {"af_heart", "am_onyx"}


def test_what_is_no_file_is_no_style(tmp_path: Path) -> None:
    (tmp_path / "folder.bin").mkdir()
    os.mkfifo(tmp_path / "pipe.bin")
    (tmp_path / "broken.npz").write_bytes(b"PK\x03\x04 no archive")
    assert find_styles(tmp_path) == {}
    assert find_styles(tmp_path / "missing") == {}
    assert file_stamp(tmp_path / "missing") is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "0 bytes, not 522240"),
        (table().tobytes()[:-4], "522236 bytes, not 522240"),
        (table(rows=100).tobytes(), "100 x 256, not 510 x 256"),
        (np.full((ROWS, WIDTH), np.nan, np.float32).tobytes(), "no numbers"),
    ],
)
def test_broken_raw_files(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "af_bad.bin").write_bytes(data)
    with pytest.raises(VoiceError, match=message) as caught:
        read_styles(find_styles(tmp_path)["af_bad"])
    assert "af_bad.bin" in str(caught.value)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((ROWS, 1, 100), np.float32), "510 x 1 x 100"),
        (np.float32(1.0), "not 510 x 256"),
        (np.zeros((ROWS, WIDTH), np.int32), "int32"),
        (np.array([{}], dtype=object), "can't be read"),
    ],
)
def test_broken_arrays(tmp_path: Path, array: object, message: str) -> None:
    np.savez(tmp_path / "some.npz", bad=np.asarray(array))
    with pytest.raises(VoiceError, match=message) as caught:
        read_styles(find_styles(tmp_path)["bad"])
    assert "some.npz (bad)" in str(caught.value)


def test_a_damaged_archive(tmp_path: Path) -> None:
    path = tmp_path / "some.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("af_bad.npy", table().tobytes())
    file = find_styles(tmp_path)["af_bad"]
    for data in (path.read_bytes()[:100], path.read_bytes().replace(b"\x00\x00", b"\x01\x07", 9)):
        path.write_bytes(data)
        with pytest.raises(VoiceError, match="can't be read"):
            read_styles(file)
    path.unlink()
    with pytest.raises(VoiceError, match="can't be read"):
        read_styles(file)


def test_a_blend_is_the_weighted_mean(tmp_path: Path) -> None:
    mixed = blend([(Styles(table(1.0)), 3.0), (Styles(table(5.0, rows=511)), 1.0)])
    assert mixed.table.shape == (510, WIDTH)
    assert mixed.table.dtype == np.float32
    assert mixed.row(1)[0, 0] == 2.0
    put_archive(tmp_path / "two.npz", a=1.0, b=5.0)
    found = find_styles(tmp_path)
    assert read_blend({found["a"]: 0.5, found["b"]: 0.5}).row(2)[0, 0] == 4.0
    assert read_blend({found["b"]: 1.0}).table.tobytes() == table(5.0).tobytes()
