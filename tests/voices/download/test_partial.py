import os
from dataclasses import replace
from pathlib import Path

import pytest

from jabbertts_wyoming.voices.download.partial import Origin, Partial

from .conftest import published

FILE = published(b"0123456789")
ORIGIN = Origin("https://voices.invalid/voice.onnx", '"1"', 10)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "voice.onnx"


def begun(target: Path, data: bytes = b"01234") -> None:
    partial = Partial(target, FILE)
    partial.open()
    partial.begin(ORIGIN)
    partial.append(data)
    partial.close()


def test_a_later_one_goes_on(target: Path) -> None:
    begun(target)
    partial = Partial(target, FILE)
    partial.open()
    assert (partial.size, partial.origin, partial.is_right()) == (5, ORIGIN, False)
    partial.append(b"56789")
    assert partial.is_right()
    partial.commit()
    assert target.read_bytes() == b"0123456789"
    assert [p.name for p in target.parent.iterdir()] == ["voice.onnx"]


@pytest.mark.parametrize("note", [None, "", "[]", "{}", '{"url": 1}', "\xff"])
def test_without_its_note_it_is_worth_nothing(target: Path, note: str | None) -> None:
    begun(target)
    path = target.with_name(".voice.onnx.part.json")
    path.unlink() if note is None else path.write_text(note, "latin-1")
    partial = Partial(target, FILE)
    partial.open()
    assert (partial.size, partial.origin) == (0, None)
    partial.close()


def test_that_of_an_older_version_of_the_file_is_worth_nothing(target: Path) -> None:
    begun(target)
    partial = Partial(target, replace(FILE, digest="0" * 32))
    partial.open()
    assert partial.size == 0
    partial.close()


def test_one_that_is_too_long_is_worth_nothing(target: Path) -> None:
    begun(target, b"0123456789a")
    partial = Partial(target, FILE)
    partial.open()
    assert partial.size == 0
    partial.close()


def test_a_link_in_its_place_is_not_followed(target: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep me")
    target.with_name(".voice.onnx.part").symlink_to(precious)
    begun(target)
    assert precious.read_text() == "keep me"
    assert target.with_name(".voice.onnx.part").read_bytes() == b"01234"


def test_a_link_in_the_note_s_place_is_not_followed(target: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep me")
    target.with_name(".voice.onnx.part.json").symlink_to(precious)
    begun(target)
    assert precious.read_text() == "keep me"


def test_a_link_in_the_file_s_place_is_replaced(target: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep me")
    target.symlink_to(precious)
    begun(target, b"0123456789")
    partial = Partial(target, FILE)
    partial.open()
    partial.commit()
    assert precious.read_text() == "keep me"
    assert not target.is_symlink()


def test_it_is_on_the_disk_before_it_has_its_name(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        order.append("sync")
        real_sync(descriptor)

    def move(self: Path, other: Path) -> Path:
        order.append("move")
        return real_replace(self, other)

    begun(target, b"0123456789")
    partial = Partial(target, FILE)
    partial.open()
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", move)
    partial.commit()
    assert order == ["sync", "move", "sync"]


def test_what_is_thrown_away_is_gone(target: Path) -> None:
    begun(target)
    partial = Partial(target, FILE)
    partial.open()
    partial.discard()
    partial.discard()
    assert list(target.parent.iterdir()) == []
    with pytest.raises(RuntimeError, match="not open"):
        partial.append(b"x")
