import logging
import re
from pathlib import Path

import pytest

from jabbertts_wyoming.common.machine import STORED_ID, check_instance_name, stable_id

MACHINE_ID = "0123456789abcdef0123456789abcdef"
REAL_MAC = 0x001122334455
DOCKER_MAC = 0x0242AC110002  # made locally
RANDOM_MAC = 0x01AABBCCDDEE  # the multicast bit says "not a MAC"


@pytest.fixture
def id_file(tmp_path: Path) -> Path:
    return tmp_path / "machine-id"


def identify(id_file: Path, data_dir: Path, mac: int = RANDOM_MAC) -> str:
    return stable_id(data_dir, machine_id_file=id_file, get_mac=lambda: mac)


def test_the_machine_id_comes_first_and_never_raw(id_file: Path, tmp_path: Path) -> None:
    id_file.write_text(MACHINE_ID + "\n")
    name = identify(id_file, tmp_path, REAL_MAC)
    assert re.fullmatch("[0-9a-f]{12}", name)
    assert name not in MACHINE_ID
    assert identify(id_file, tmp_path / "other", DOCKER_MAC) == name
    id_file.write_text(MACHINE_ID[::-1])
    assert identify(id_file, tmp_path) != name


@pytest.mark.parametrize("content", ["", "uninitialized\n", "0" * 32, "xyz", "\u00ff" * 32])
def test_without_one_a_real_mac_counts(id_file: Path, tmp_path: Path, content: str) -> None:
    id_file.write_text(content)
    name = identify(id_file, tmp_path, REAL_MAC)
    assert identify(id_file, tmp_path / "other", REAL_MAC) == name
    assert identify(id_file, tmp_path, REAL_MAC + 1) != name
    assert name not in f"{REAL_MAC:012x}"


@pytest.mark.parametrize("mac", [RANDOM_MAC, DOCKER_MAC, 0])
def test_else_an_id_is_kept_in_the_data_dir(id_file: Path, tmp_path: Path, mac: int) -> None:
    data_dir = tmp_path / "new" / "data"
    name = identify(id_file, data_dir, mac)
    assert identify(id_file, data_dir, mac) == name
    assert identify(id_file, tmp_path / "other", mac) != name
    assert [path.name for path in data_dir.iterdir()] == [STORED_ID]


def test_a_broken_stored_id_is_replaced(id_file: Path, tmp_path: Path) -> None:
    (tmp_path / STORED_ID).write_bytes(b"\xff broken")
    assert identify(id_file, tmp_path) == identify(id_file, tmp_path)


def test_where_nothing_can_be_kept_it_warns(
    id_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data_dir = tmp_path / "file"
    data_dir.write_text("not a folder")
    with caplog.at_level(logging.WARNING):
        assert re.fullmatch("[0-9a-f]{12}", identify(id_file, data_dir))
    (record,) = caplog.records
    assert "--zeroconf NAME" in record.getMessage()


@pytest.mark.parametrize("name", ["kitchen", "Küche 2", "x" * 63, "漢字"])
def test_good_names(name: str) -> None:
    assert check_instance_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "x" * 64, "漢" * 22, "a.b", "a\nb", " a", "a ", "\u202ea", "\ud800"]
)
def test_bad_names(name: str) -> None:
    with pytest.raises(ValueError, match="must have"):
        check_instance_name(name)
