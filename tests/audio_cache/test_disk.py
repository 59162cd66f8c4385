import errno
import logging
import multiprocessing
import os
import stat
import tempfile
import threading
from pathlib import Path

import pytest

from jabbertts_wyoming.audio_cache import disk as disk_module
from jabbertts_wyoming.audio_cache import file_format
from jabbertts_wyoming.audio_cache.disk import DiskCache
from jabbertts_wyoming.audio_cache.file_format import Sound, pack

PCM = b"\x01\x02" * 500
MANY = 1 << 20
FILE_BYTES = len(pack("a" * 64, Sound("joe", PCM)))


def key(n: int) -> str:
    return f"{n:064x}"


def path(directory: Path, n: int) -> Path:
    return directory / f"{key(n)}.audio"


def filled(directory: Path, count: int, capacity: int = MANY) -> DiskCache:
    disk = DiskCache(directory, capacity)
    for n in range(count):
        disk.put(key(n), Sound("joe", PCM))
        if path(directory, n).exists():
            os.utime(path(directory, n), (n, n))
    return disk


def scanned(directory: Path, capacity: int = MANY) -> DiskCache:
    disk = DiskCache(directory, capacity)
    disk.scan()
    return disk


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data" / "audio-cache"


def test_what_is_put_comes_back_also_after_a_restart(directory: Path) -> None:
    disk = filled(directory, 1)
    disk.put(key(1), Sound("amy", PCM * 2))
    for each in (disk, scanned(directory)):
        assert each.get(key(0)) == Sound("joe", PCM)
        assert each.get(key(1)) == Sound("amy", PCM * 2)
        assert each.get(key(2)) is None
        assert (each.knows("joe"), each.knows("amy"), each.knows("sam")) == (True, True, False)
        assert each.count == 2
        assert each.size == sum(p.stat().st_size for p in directory.iterdir())


def test_a_voice_is_known_no_more_without_its_files(directory: Path) -> None:
    disk = filled(directory, 1)
    path(directory, 0).unlink()
    assert disk.get(key(0)) is None
    assert not disk.knows("joe")
    assert disk.size == 0


def test_only_the_owner_may_read(directory: Path) -> None:
    directory.mkdir(parents=True)
    directory.chmod(0o755)
    filled(directory, 1)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE(path(directory, 0).stat().st_mode) == 0o600
    directory.chmod(0o755)
    scanned(directory)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_a_new_directory_is_private_from_the_start(directory: Path) -> None:
    filled(directory, 1)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_without_a_directory_a_scan_makes_none(directory: Path) -> None:
    assert scanned(directory).count == 0
    assert not directory.exists()


def test_the_least_recently_used_go_first(directory: Path) -> None:
    disk = filled(directory, 4, 4 * FILE_BYTES)
    assert disk.get(key(0)) is not None
    disk.touch(key(1))
    disk.put(key(4), Sound("joe", PCM))
    disk.put(key(5), Sound("joe", PCM))
    assert sorted(p.name for p in directory.iterdir()) == [f"{key(n)}.audio" for n in (0, 1, 4, 5)]
    assert disk.size == 4 * FILE_BYTES


def test_the_order_of_use_survives_a_restart(directory: Path) -> None:
    disk = filled(directory, 4)
    assert disk.get(key(0)) is not None  # by its file
    disk.touch(key(1))  # by memory
    disk.close()
    scanned(directory, 4 * FILE_BYTES).put(key(9), Sound("joe", PCM))
    assert not path(directory, 2).exists()
    disk = scanned(directory, 4 * FILE_BYTES)
    disk.put(key(10), Sound("joe", PCM))
    assert not path(directory, 3).exists()
    assert path(directory, 0).exists()
    assert path(directory, 1).exists()


def test_what_is_gone_needs_no_note_of_its_use(directory: Path) -> None:
    disk = filled(directory, 4, 4 * FILE_BYTES)
    for n in range(4):
        disk.touch(key(n))
    disk.put(key(4), Sound("joe", PCM))
    path(directory, 1).unlink()
    assert disk.get(key(1)) is None
    assert disk._touched == {key(2), key(3)}


def test_a_smaller_bound_holds_after_a_restart(directory: Path) -> None:
    filled(directory, 10)
    disk = scanned(directory, 4 * FILE_BYTES)
    assert disk.count == len(list(directory.iterdir())) == 4
    assert disk.get(key(9)) is not None
    scanned(directory, 2 * FILE_BYTES)
    assert list(directory.iterdir()) == []  # each more than a quarter


def test_a_bound_of_nothing_removes_what_was_kept(directory: Path) -> None:
    filled(directory, 2)
    disk = scanned(directory, 0)
    disk.put(key(5), Sound("joe", PCM))
    assert list(directory.iterdir()) == []


def test_what_is_too_large_is_not_written(directory: Path) -> None:
    disk = DiskCache(directory, 4 * FILE_BYTES)
    disk.put(key(0), Sound("joe", PCM + b"\0\0"))
    disk.put(key(1), Sound("v" * 2000, b"\0\0"))
    assert not directory.exists()


def test_what_is_there_is_not_written_again(directory: Path) -> None:
    disk = filled(directory, 1)
    before = path(directory, 0).stat().st_ino
    disk.put(key(0), Sound("joe", b"\0\0"))
    assert path(directory, 0).stat().st_ino == before
    assert disk.get(key(0)) == Sound("joe", PCM)


@pytest.mark.parametrize("bad", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_no_other_path_can_be_reached(directory: Path, bad: str) -> None:
    disk = DiskCache(directory, MANY)
    assert disk.get(bad) is None
    with pytest.raises(ValueError, match="not a key"):
        disk.put(bad, Sound("joe", PCM))


@pytest.mark.parametrize("at", [0, 30, 60, -1])
def test_a_changed_file_is_never_played(directory: Path, at: int) -> None:
    disk = filled(directory, 2)
    content = bytearray(path(directory, 0).read_bytes())
    content[at] ^= 1
    path(directory, 0).write_bytes(content)
    assert disk.get(key(0)) is None
    assert not path(directory, 0).exists()
    assert disk.get(key(1)) is not None
    disk.put(key(0), Sound("joe", PCM))
    assert disk.get(key(0)) is not None


def test_a_file_that_grew_is_not_read_to_its_end(directory: Path) -> None:
    disk = filled(directory, 1, 40 * FILE_BYTES)
    with path(directory, 0).open("r+b") as stream:
        stream.truncate(1 << 40)
    assert disk.get(key(0)) is None
    assert not path(directory, 0).exists()


def test_torn_and_outdated_files_are_removed_by_a_scan(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(file_format, "_MAGIC", b"JabberTTS audio 0.0.1.1\n")
        filled(directory, 1)
    filled(directory, 2)
    with monkeypatch.context() as patch:
        patch.setattr(file_format, "_MAGIC", b"JabberTTS audio 0.0.1.1\n")
        DiskCache(directory, MANY).put(key(0), Sound("joe", PCM))
    path(directory, 2).write_bytes(path(directory, 1).read_bytes()[:-1])
    path(directory, 3).write_bytes(b"")
    assert scanned(directory).count == 1
    assert list(directory.iterdir()) == [path(directory, 1)]


def test_other_files_are_left_alone(directory: Path) -> None:
    filled(directory, 1)
    (directory / "notes.txt").write_text("mine", "utf-8")
    (directory / "song.audio").write_text("mine", "utf-8")
    (directory / f"{key(7)}.audio").mkdir()
    fresh, old = directory / ".new.part", directory / ".old.part"
    fresh.touch()
    old.touch()
    os.utime(old, (0, 0))
    assert scanned(directory).count == 1
    assert fresh.exists()  # another process may be writing it
    assert not old.exists()
    assert len(list(directory.iterdir())) == 5


def test_sounds_that_come_during_a_scan_are_kept(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(directory, 3)
    disk = DiskCache(directory, 4 * FILE_BYTES)
    examine = DiskCache._examined
    once = iter([None])

    def examined(self: DiskCache, file: Path) -> object:
        for _ in once:
            self.put(key(8), Sound("amy", PCM))
            self.put(key(9), Sound("amy", PCM))
        return examine(self, file)

    monkeypatch.setattr(DiskCache, "_examined", examined)
    disk.scan()
    assert [key(n) in disk for n in (0, 1, 2, 8, 9)] == [False, True, True, True, True]
    assert not path(directory, 0).exists()
    assert disk.size == 4 * FILE_BYTES


def test_a_scan_does_not_remove_what_is_in_use(directory: Path) -> None:
    disk = filled(directory, 4, 4 * FILE_BYTES)
    disk.touch(key(0))  # by its file's time it is the oldest
    DiskCache(directory, MANY).put(key(7), Sound("amy", PCM))
    disk.scan()
    assert [disk.get(key(n)) is not None for n in (0, 1, 2, 3, 7)] == [True] * 4 + [False]


def test_a_scan_ends_when_the_cache_is_closed(directory: Path) -> None:
    filled(directory, 3)
    disk = DiskCache(directory, MANY)
    disk.close()
    disk.scan()
    assert disk.count == 0
    assert len(list(directory.iterdir())) == 3


def test_a_removed_directory_is_made_again(directory: Path) -> None:
    disk = filled(directory, 1)
    path(directory, 0).unlink()
    directory.rmdir()
    assert disk.get(key(0)) is None
    disk.put(key(0), Sound("joe", PCM))
    assert disk.get(key(0)) is not None


def test_a_full_disk_is_told_once_and_tried_again_later(
    directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = 1000.0
    disk = DiskCache(directory, MANY, clock=lambda: now)
    disk.put(key(0), Sound("joe", PCM))
    attempts = []

    def full(self: Path, target: Path) -> Path:
        attempts.append(target)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        for n in range(1, 4):
            disk.put(key(n), Sound("joe", PCM))
        now += 599
        disk.put(key(4), Sound("joe", PCM))
        assert len(attempts) == 1
        now += 2
        disk.put(key(5), Sound("joe", PCM))
        assert len(attempts) == 2
    (message,) = warnings(caplog)
    assert str(directory) in message
    assert "No space left on device" in message
    assert [p.name for p in directory.iterdir()] == [f"{key(0)}.audio"]
    assert disk.get(key(0)) is not None
    assert disk.get(key(1)) is None
    now += 601
    disk.put(key(1), Sound("joe", PCM))
    assert disk.get(key(1)) is not None


def test_a_place_that_is_no_directory_is_told_once(
    directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    directory.parent.mkdir(parents=True)
    directory.write_text("a file", "utf-8")
    disk = scanned(directory)
    disk.put(key(0), Sound("joe", PCM))
    assert disk.get(key(0)) is None
    disk.close()
    assert len(warnings(caplog)) == 1


def test_what_a_disk_does_not_give_is_a_miss(
    directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    filled(directory, 2)
    disk = scanned(directory)

    def broken(self: Path, mode: str) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "open", broken)
    assert disk.get(key(0)) is None
    assert disk.get(key(1)) is None
    assert scanned(directory).count == 0
    assert len(warnings(caplog)) == 2  # one of each cache


def test_a_read_only_directory_is_read(
    directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    filled(directory, 5)
    path(directory, 4).write_bytes(b"torn")

    def read_only(*_args: object, **_keywords: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "unlink", read_only)
    monkeypatch.setattr(os, "utime", read_only)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", read_only)
    disk = scanned(directory)
    disk.put(key(9), Sound("joe", PCM))
    assert [disk.get(key(n)) is not None for n in (0, 3, 4, 9)] == [True, True, False, False]
    disk.touch(key(0))
    disk.close()
    assert len(warnings(caplog)) == 1


def _put_many(directory: Path, voice: str) -> None:
    disk = scanned(directory, 20 * FILE_BYTES)
    for n in range(60):
        disk.put(key(n), Sound(voice, PCM))
        disk.get(key(n // 2))


def test_two_processes_may_have_one_directory(directory: Path) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_put_many, args=(directory, v)) for v in ("joe", "amy")]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    disk = scanned(directory, 20 * FILE_BYTES)
    assert 0 < disk.count == len(list(directory.iterdir())) <= 20
    kept = [n for n in range(60) if key(n) in disk]
    assert all((sound := disk.get(key(n))) and sound.pcm == PCM for n in kept)


def test_threads_may_use_it_at_once(directory: Path) -> None:
    disk = DiskCache(directory, 20 * FILE_BYTES)
    failures: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for n in range(first, first + 40):
                disk.put(key(n), Sound(f"{first:03}", PCM))
                disk.get(key(n - 3))
                disk.scan()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 20, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert disk.size == disk.count * FILE_BYTES <= 20 * FILE_BYTES


def test_the_lock_is_not_held_while_the_disk_works(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`knows` and `in` are asked by the event loop."""
    filled(directory, 4)
    free = []
    disk = DiskCache(directory, 4 * FILE_BYTES)

    def note(*_args: object, **_keywords: object) -> str:
        free.append(not disk._lock.locked())
        return "joe"

    monkeypatch.setattr(os, "utime", note)
    monkeypatch.setattr(Path, "unlink", note)
    monkeypatch.setattr(disk_module, "voice_of", note)
    disk.scan()
    disk.get(key(0))
    disk.put(key(9), Sound("joe", PCM))
    disk.touch(key(9))
    disk.close()
    assert free == [True] * (4 + 1 + 1 + 1)  # found, used, removed, noted
