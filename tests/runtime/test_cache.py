import logging
import multiprocessing
import threading
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.runtime import cache as cache_module
from jabbertts_wyoming.runtime.cache import PreparedCache, processor


class Builder:
    """Writes a file and counts how often it had to."""

    def __init__(self, content: str = "prepared") -> None:
        self.content = content
        self.built: list[Path] = []

    def __call__(self, directory: Path) -> None:
        assert list(directory.iterdir()) == []
        self.built.append(directory)
        (directory / "model").write_text(self.content, encoding="utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "voice.onnx"
    path.write_bytes(b"weights")
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data" / "prepared"


def entries(root: Path) -> list[str]:
    """All there is but the lock files."""
    return sorted(p.name for p in root.iterdir() if not p.name.endswith(".lock"))


def test_built_once_and_found_again(root: Path, source: Path) -> None:
    build = Builder()
    first = PreparedCache(root).get("voice", [source], ["a"], build)
    assert (first / "model").read_text(encoding="utf-8") == "prepared"
    assert first.parent == root
    assert first.name.startswith("voice@")
    assert PreparedCache(root).get("voice", [source], ["a"], build) == first
    assert len(build.built) == 1
    assert entries(root) == [first.name]


def test_a_changed_file_or_setting_is_a_new_key_and_the_old_one_goes(
    root: Path, source: Path
) -> None:
    cache, build = PreparedCache(root), Builder()
    other = cache.get("other", [source], ["a"], build)
    seen = [cache.get("voice", [source], ["a"], build)]
    source.write_bytes(b"weightz")
    seen.append(cache.get("voice", [source], ["a"], build))
    seen.append(cache.get("voice", [source], ["b"], build))
    seen.append(cache.get("voice", [source, source], ["b"], build))
    assert len(set(seen)) == 4
    assert len(build.built) == 5
    assert entries(root) == sorted([other.name, seen[-1].name])


def test_another_processor_is_a_new_key(
    root: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = Builder()
    first = PreparedCache(root).get("voice", [source], [], build)
    monkeypatch.setattr(cache_module, "processor", lambda: "a board x4")
    assert PreparedCache(root).get("voice", [source], [], build) != first


def test_a_name_that_begins_like_another_is_another(root: Path, source: Path) -> None:
    cache, build = PreparedCache(root), Builder()
    long = cache.get("voice-high", [source], ["a"], build)
    short = cache.get("voice", [source], ["a"], build)
    cache.get("voice", [source], ["b"], build)
    assert long.is_dir()
    assert not short.exists()


def test_a_build_that_fails_leaves_nothing(root: Path, source: Path) -> None:
    def fail(directory: Path) -> None:
        (directory / "half").write_bytes(b"?")
        raise VoiceError("no voice")

    with pytest.raises(VoiceError, match="no voice"):
        PreparedCache(root).get("voice", [source], [], fail)
    assert entries(root) == []
    build = Builder()
    assert PreparedCache(root).get("voice", [source], [], build).is_dir()


def test_what_a_killed_build_left_is_removed_by_the_next(root: Path, source: Path) -> None:
    target = PreparedCache(root).get("voice", [source], [], Builder())
    left = root / f".{target.name}.x1y2"
    target.rename(left)
    assert PreparedCache(root).get("voice", [source], [], Builder("again")).is_dir()
    assert entries(root) == [target.name]


def test_nobody_sees_an_unfinished_directory(root: Path, source: Path) -> None:
    visible: list[list[str]] = []

    def build(directory: Path) -> None:
        visible.append([p.name for p in root.glob("voice@*")])
        (directory / "model").write_bytes(b"x")

    PreparedCache(root).get("voice", [source], [], build)
    assert visible == [[]]


def test_a_voice_that_is_no_more_is_forgotten(root: Path, source: Path) -> None:
    cache, build = PreparedCache(root), Builder()
    cache.forget("voice")  # nothing there yet
    cache.get("voice", [source], ["a"], build)
    kept = cache.get("voice-2", [source], ["a"], build)
    cache.forget("voice")
    assert entries(root) == [kept.name]


def test_what_is_being_built_is_not_forgotten(
    root: Path, source: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = PreparedCache(root)

    def build(directory: Path) -> None:
        Builder()(directory)
        cache.forget("voice")

    assert (cache.get("voice", [source], ["a"], build) / "model").is_file()
    assert "can't be removed" in caplog.text


def test_discard(root: Path, source: Path) -> None:
    cache, build = PreparedCache(root), Builder()
    directory = cache.get("voice", [source], [], build)
    cache.discard(directory)
    cache.discard(directory)
    assert cache.get("voice", [source], [], build) == directory
    assert len(build.built) == 2


def test_threads_at_once_build_once(root: Path, source: Path) -> None:
    cache, build, barrier = PreparedCache(root), Builder(), threading.Barrier(4)
    found: list[Path] = []

    def slow(directory: Path) -> None:
        time.sleep(0.05)
        build(directory)

    def get() -> None:
        barrier.wait()
        found.append(cache.get("voice", [source], [], slow))

    threads = [threading.Thread(target=get) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(build.built) == 1
    assert found == [found[0]] * 4


def build_in_process(root: Path, source: Path, log: Path, barrier: Barrier) -> None:
    def build(directory: Path) -> None:
        with log.open("a", encoding="utf-8") as stream:
            stream.write("built\n")
        time.sleep(0.05)
        (directory / "model").write_bytes(b"x")

    barrier.wait(30)
    target = PreparedCache(root).get("voice", [source], [], build)
    assert (target / "model").read_bytes() == b"x"


def test_processes_at_once_build_once(root: Path, source: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    log, barrier = tmp_path / "log", context.Barrier(2)
    processes = [
        context.Process(target=build_in_process, args=(root, source, log, barrier))
        for _ in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [p.exitcode for p in processes] == [0, 0]
    assert log.read_text(encoding="utf-8") == "built\n"


def test_a_disk_that_cannot_be_written_is_a_voice_error(tmp_path: Path, source: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(VoiceError, match="prepared voice can't be written"):
        PreparedCache(tmp_path / "file" / "prepared").get("voice", [source], [], Builder())


def test_a_missing_file_is_a_voice_error_that_names_it(root: Path, tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"can't be read: .*gone\.onnx"):
        PreparedCache(root).get("voice", [tmp_path / "gone.onnx"], [], Builder())


def test_a_full_disk_is_a_voice_error(root: Path, source: Path) -> None:
    def full(directory: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(VoiceError, match="No space left"):
        PreparedCache(root).get("voice", [source], [], full)
    assert entries(root) == []


def test_removal_of_stale_keys_is_told_at_debug(
    root: Path, source: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = PreparedCache(root)
    old = cache.get("voice", [source], ["a"], Builder())
    with caplog.at_level(logging.DEBUG):
        cache.get("voice", [source], ["b"], Builder())
    assert old.name in caplog.text


def test_processor_is_one_stable_line() -> None:
    assert processor() == processor()
    assert len(processor().splitlines()) == 1
