import asyncio
import errno
import os
import shutil
import signal
import sys
import threading
from asyncio.subprocess import PIPE
from dataclasses import replace
from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import DownloadError
from jabbertts_wyoming.voices.catalogue.entry import CatalogueFile
from jabbertts_wyoming.voices.download import downloader as module
from jabbertts_wyoming.voices.download.downloader import Downloader, Patience, make_source
from jabbertts_wyoming.voices.download.http import Timeouts
from jabbertts_wyoming.voices.download.partial import Partial

from .bad_server import BadServer, Behaviour, Exchange, answer, send, stall
from .conftest import CONTENT, Make, published

FILE = published()
UNCHECKED = replace(FILE, bytes=None, algorithm=None, digest=None)


def left(data_dir: Path) -> list[str]:
    """Return the names of what lies there, locks aside."""
    names = (p.name for p in data_dir.rglob("*") if p.is_file())
    return sorted(name for name in names if not name.endswith(".lock"))


async def fetch(make: Make, server: BadServer, file: CatalogueFile = FILE) -> Path:
    async with make(server.url) as downloader:
        (path,) = await downloader.fetch([file])
    return path


# --- all is well


async def test_a_file_arrives(make: Make, tmp_path: Path) -> None:
    async with BadServer(CONTENT) as server:
        path = await fetch(make, server)
    assert path == tmp_path / "data" / "voice.onnx"
    assert path.read_bytes() == CONTENT
    assert left(tmp_path / "data") == ["voice.onnx"]
    assert [r.path for r in server.requests] == ["/voice.onnx"]


async def test_what_is_here_is_not_asked_for(make: Make) -> None:
    async with BadServer(CONTENT) as server:
        await fetch(make, server)
        await fetch(make, server)
    assert len(server.requests) == 1


async def test_a_mirror_may_lie_below_a_path(make: Make) -> None:
    file = published(name="ko ko/vö#1.bin")
    async with BadServer(CONTENT) as server, make(server.url + "/some/where/") as downloader:
        (path,) = await downloader.fetch([replace(file, path="koko/vö#1.bin")])
    assert path.name == "vö#1.bin"
    assert server.requests[0].path == "/some/where/koko/v%C3%B6%231.bin"


async def test_progress_is_told(make: Make) -> None:
    told: list[tuple[int, int | None]] = []
    async with BadServer(CONTENT) as server, make(server.url) as downloader:
        downloader.progress = lambda _, done, total: told.append((done, total))
        await downloader.fetch([FILE])
    assert told[0] == (0, len(CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))


async def test_nothing_is_in_its_place_before_all_is_whole(make: Make, tmp_path: Path) -> None:
    bad = published(name="config.json")
    behaviours = [send(), *[answer("404 Not Found")] * 2]
    async with BadServer(CONTENT, *behaviours) as server, make(server.url) as downloader:
        with pytest.raises(DownloadError, match="404 Not Found"):
            await downloader.fetch([FILE, bad])
    assert not (tmp_path / "data" / "voice.onnx").exists()
    async with BadServer(CONTENT) as server, make(server.url) as downloader:
        await downloader.fetch([FILE, bad])
    assert [r.path for r in server.requests] == ["/config.json"]
    assert left(tmp_path / "data") == ["config.json", "voice.onnx"]


async def test_a_file_without_a_checksum_is_taken_as_it_comes(make: Make) -> None:
    async with BadServer(CONTENT) as server:
        assert (await fetch(make, server, UNCHECKED)).read_bytes() == CONTENT


async def test_hashing_and_writing_are_done_in_threads(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set()
    for name in ("open", "append", "restart", "commit", "close", "begin"):
        real = getattr(Partial, name)

        def spy(self: Partial, *args: object, real=real) -> object:  # type: ignore[no-untyped-def]
            threads.add(threading.current_thread())
            return real(self, *args)

        monkeypatch.setattr(Partial, name, spy)
    async with BadServer(CONTENT, send(at_most=100_000)) as server:
        await fetch(make, server)
    assert threads
    assert threading.main_thread() not in threads


# --- servers that do wrong, at first


@pytest.mark.parametrize(
    "wrong",
    [
        send(at_most=100_000),
        stall(100_000),
        send(at_most=0),
        send(claim=len(CONTENT), at_most=1),
        send(CONTENT[::-1]),
        send(CONTENT[:-1] + b"x"),
        answer("500 Internal Server Error"),
        answer("503 Service Unavailable", {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
        answer("429 Too Many Requests", {"Retry-After": "7"}),
        answer("408 Request Timeout"),
        answer("200 OK", {}, CONTENT[:1000]),
        answer("200 OK", {}, CONTENT + b"more"),
        answer("nonsense"),
    ],
)
async def test_what_goes_wrong_once_is_mended(make: Make, wrong: Behaviour) -> None:
    async with BadServer(CONTENT, wrong) as server:
        assert (await fetch(make, server)).read_bytes() == CONTENT
    assert len(server.requests) == 2


async def test_a_broken_download_goes_on_where_it_was(make: Make) -> None:
    async with BadServer(CONTENT, send(at_most=100_000), send(at_most=100_000)) as server:
        assert (await fetch(make, server)).read_bytes() == CONTENT
    asked = [(r.headers.get("range"), r.headers.get("if-range")) for r in server.requests]
    assert asked == [(None, None), ("bytes=100000-", '"1"'), ("bytes=200000-", '"1"')]
    assert {r.headers["accept-encoding"] for r in server.requests} == {"identity"}


async def test_what_gets_on_is_never_given_up(make: Make, waits: list[float]) -> None:
    behaviours = [send(at_most=70_000)] * 4
    async with BadServer(CONTENT, *behaviours) as server:
        assert (await fetch(make, server)).read_bytes() == CONTENT
    assert len(waits) == 4 > Patience(attempts=3).attempts
    assert max(waits) < 1.3


async def test_drops_are_given_up(make: Make) -> None:
    behaviours = [send(at_most=10)] * 20
    async with BadServer(CONTENT, *behaviours) as server:
        with pytest.raises(DownloadError, match=r"can't be got from 127\.0\.0\.1: .*ended"):
            await fetch(make, server)
    assert len(server.requests) == 3


@pytest.mark.parametrize("file", [FILE, UNCHECKED])
async def test_a_server_that_ignores_ranges_begins_again(make: Make, file: CatalogueFile) -> None:
    behaviours = [send(at_most=100_000), send(ranges=False)]
    async with BadServer(CONTENT, *behaviours) as server:
        assert (await fetch(make, server, file)).read_bytes() == CONTENT
    assert server.requests[1].headers["range"] == "bytes=100000-"


@pytest.mark.parametrize("honest", [True, False])
async def test_a_file_that_changed_meanwhile_is_not_mixed(make: Make, honest: bool) -> None:
    old = CONTENT[::-1]

    async def change(exchange: Exchange) -> None:
        server.content = CONTENT
        if honest:
            server.etag = '"2"'
            await send()(exchange)
        else:  # sends the part, whatever the condition says
            await send(headers={"ETag": '"2"'})(exchange)

    async with BadServer(old, send(at_most=100_000), change) as server:
        assert (await fetch(make, server, UNCHECKED)).read_bytes() == CONTENT


async def test_without_a_name_for_the_version_only_a_checksum_allows_to_go_on(make: Make) -> None:
    for file, expected in ((UNCHECKED, None), (FILE, "bytes=100000-")):
        async with BadServer(CONTENT, send(at_most=100_000)) as server:
            server.etag = ""
            path = await fetch(make, server, file)
        assert server.requests[1].headers.get("range") == expected
        path.unlink()


async def test_another_part_than_asked_for_is_not_taken(make: Make) -> None:
    part = answer("206 Partial Content", {"Content-Range": "bytes 5-9/300000"}, b"12345")
    async with BadServer(CONTENT, send(at_most=100_000), part) as server:
        assert (await fetch(make, server)).read_bytes() == CONTENT
    assert "range" not in server.requests[2].headers


async def test_a_range_that_is_refused_is_asked_for_anew(make: Make) -> None:
    refused = answer("416 Range Not Satisfiable")
    async with BadServer(CONTENT, send(at_most=100_000), refused) as server:
        assert (await fetch(make, server)).read_bytes() == CONTENT
    assert "range" not in server.requests[2].headers


async def test_a_server_that_asks_to_wait_is_obeyed(make: Make, waits: list[float]) -> None:
    busy = answer("429 Too Many Requests", {"Retry-After": "7"})
    async with BadServer(CONTENT, busy) as server:
        await fetch(make, server)
    assert waits == [7.0]


async def test_but_not_for_hours(make: Make, waits: list[float]) -> None:
    busy = answer("429 Too Many Requests", {"Retry-After": "86400"})
    async with BadServer(CONTENT, busy) as server:
        with pytest.raises(DownloadError, match=r"429 .*try again in 86400 s"):
            await fetch(make, server)
    assert waits == []


async def test_waits_grow(make: Make, waits: list[float]) -> None:
    async with BadServer(CONTENT, *[answer("500 Oh")] * 2) as server:
        await fetch(make, server)
    assert 0.75 <= waits[0] <= 1.25
    assert 1.5 <= waits[1] <= 2.5


# --- servers that do wrong for good


@pytest.mark.parametrize(
    ("wrong", "message", "requests"),
    [
        (answer("404 Not Found"), "answers 404 Not Found for http://127", 1),
        (answer("403 Forbidden"), "answers 403", 1),
        (answer("500 Oh"), "can't be got from 127.0.0.1: 127.0.0.1 answers 500", 3),
        (stall(0), "does not answer", 3),
        (send(CONTENT[::-1]), "its checksum is another", 2),
        (send(CONTENT[:-5]), "has 299995 bytes at 127.0.0.1, but was published with 300000", 1),
        (send(CONTENT + b"12345"), "has 300005 bytes at", 1),
        (answer("200 OK", {}, CONTENT + b"x"), "more bytes than the file has", 3),
        (
            send(headers={"Content-Encoding": "gzip"}),
            "compresses voice.onnx without being asked",
            1,
        ),
        (answer("302 Found", {"Location": "/again"}), "without end", 10),
        (answer("302 Found", {"Location": "ftp://x/y"}), "only http or https is allowed", 1),
        (answer("302 Found", {"Location": "http://[x"}), "not a URL", 1),
    ],
)
async def test_what_stays_wrong_is_one_clear_error(
    make: Make, tmp_path: Path, wrong: Behaviour, message: str, requests: int
) -> None:
    async with BadServer(CONTENT, *[wrong] * 12) as server:
        with pytest.raises(DownloadError) as caught:
            await fetch(make, server)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(server.requests) == requests
    assert "voice.onnx" not in left(tmp_path / "data")


async def test_wrong_bytes_leave_nothing(make: Make, tmp_path: Path) -> None:
    async with BadServer(CONTENT, *[send(CONTENT[::-1])] * 2) as server:
        with pytest.raises(DownloadError):
            await fetch(make, server)
    assert left(tmp_path / "data") == []


async def test_nobody_there(make: Make) -> None:
    async with BadServer(CONTENT) as server:
        pass
    with pytest.raises(DownloadError, match=r"can't be got from 127\.0\.0\.1: Connect call failed"):
        await fetch(make, server)


# --- the disk


async def test_too_little_space_is_told_before_anything_is_asked(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: real._replace(free=module.RESERVE + 299))
    async with BadServer(CONTENT) as server:
        with pytest.raises(DownloadError, match=r"34 MB must stay free, but .* has only 34 MB"):
            await fetch(make, server)
    assert server.requests == []


async def test_a_disk_that_gets_full_is_given_back_its_space(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with BadServer(CONTENT) as server:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(DownloadError, match="can't be written: No space left on device"):
            await fetch(make, server)
    monkeypatch.undo()
    assert left(tmp_path / "data") == []


async def test_a_folder_that_can_t_be_made(make: Make, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DownloadError, match="can't be used: File exists"):
        await fetch(make, BadServer(CONTENT))


async def test_another_file_of_that_name_is_not_lost(make: Make, tmp_path: Path) -> None:
    own = tmp_path / "data" / "voice.onnx"
    own.parent.mkdir()
    own.write_text("mine")
    async with BadServer(CONTENT) as server, make(server.url) as downloader:
        with pytest.raises(DownloadError, match=r"is another file \(--force replaces it\)"):
            await downloader.fetch([FILE])
        assert own.read_text() == "mine"
        await downloader.fetch([FILE], replace=True)
    assert own.read_bytes() == CONTENT


# --- other programs


_HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


async def test_another_program_that_downloads_the_same_is_waited_for(
    make: Make, tmp_path: Path
) -> None:
    lock = tmp_path / "data" / ".voice.onnx.lock"
    lock.parent.mkdir()
    command = [sys.executable, "-c", _HOLD, str(lock)]
    other = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert other.stdout is not None
    await other.stdout.readline()
    async with BadServer(CONTENT) as server:
        waiting = asyncio.create_task(fetch(make, server))
        done, _ = await asyncio.wait([waiting], timeout=0.2)
        assert (done, server.requests) == (set(), [])
        (tmp_path / "data" / "voice.onnx").write_bytes(CONTENT)  # by the other one
        await other.communicate(b"")
        await waiting
    assert server.requests == []


async def test_but_not_longer_than_said(tmp_path: Path, patience: Patience) -> None:
    source = make_source(str(tmp_path))
    impatient = replace(patience, lock_wait=0.1)
    async with BadServer(CONTENT, stall(10)) as server:
        slow = Downloader(
            tmp_path / "data", make_source(server.url, Timeouts(stall=30)), patience=patience
        )
        first = asyncio.create_task(slow.fetch([FILE]))
        await server.asked.wait()
        with pytest.raises(DownloadError, match=r"still downloads voice\.onnx"):
            await Downloader(tmp_path / "data", source, patience=impatient).fetch([FILE])
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await slow.__aexit__(None, None, None)


async def test_many_at_once_download_once(make: Make) -> None:
    async with BadServer(CONTENT) as server:
        paths = await asyncio.gather(*(fetch(make, server) for _ in range(5)))
    assert len({*paths}) == 1
    assert len(server.requests) == 1


_CHILD = """
import asyncio, sys
from pathlib import Path
from jabbertts_wyoming.voices.catalogue.entry import CatalogueFile
from jabbertts_wyoming.voices.download.downloader import Downloader, make_source

async def main():
    file = CatalogueFile("voice.onnx", "", int(sys.argv[3]), "md5", sys.argv[4])
    async with Downloader(Path(sys.argv[1]), make_source(sys.argv[2])) as downloader:
        await downloader.fetch([file])

asyncio.run(main())
"""


async def test_a_killed_download_is_gone_on_with(make: Make, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    part = data_dir / ".voice.onnx.part"
    async with BadServer(CONTENT, stall(200_000)) as server:
        command = [sys.executable, "-c", _CHILD, str(data_dir), server.url]
        command += [str(FILE.bytes), str(FILE.digest)]
        child = await asyncio.create_subprocess_exec(*command)
        try:
            async with asyncio.timeout(30):
                while not (part.exists() and part.stat().st_size):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        finally:
            child.send_signal(signal.SIGKILL)
            await child.wait()
        arrived = part.stat().st_size
        assert (await fetch(make, server)).read_bytes() == CONTENT
    assert 0 < arrived < len(CONTENT)
    assert server.requests[1].headers["range"] == f"bytes={arrived}-"
    assert left(data_dir) == ["voice.onnx"]


async def test_a_cancelled_download_is_gone_on_with(make: Make, tmp_path: Path) -> None:
    async with BadServer(CONTENT, stall(200_000)) as server:
        async with make(server.url) as downloader:
            task = asyncio.create_task(downloader.fetch([FILE]))
            await server.asked.wait()
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        arrived = (tmp_path / "data" / ".voice.onnx.part").stat().st_size
        await fetch(make, server)
    assert arrived > 0
    assert server.requests[1].headers["range"] == f"bytes={arrived}-"


# --- mirrors


async def test_a_folder_is_a_mirror_as_well(make: Make, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "kokoro").mkdir(parents=True)
    (mirror / "kokoro" / "a.bin").write_bytes(CONTENT)
    file = replace(published(name="a.bin"), path="kokoro/a.bin")
    async with make(str(mirror)) as downloader:
        (path,) = await downloader.fetch([file])
    assert path == tmp_path / "data" / "kokoro" / "a.bin"
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "No such file"), (b"short", "has 5 bytes"), (CONTENT[::-1], "checksum is another")],
)
async def test_a_folder_without_the_right_file(
    make: Make, tmp_path: Path, content: bytes | None, message: str
) -> None:
    (tmp_path / "mirror").mkdir()
    if content is not None:
        (tmp_path / "mirror" / "voice.onnx").write_bytes(content)
    async with make(str(tmp_path / "mirror")) as downloader:
        with pytest.raises(DownloadError, match=message):
            await downloader.fetch([FILE])
    assert "voice.onnx" not in left(tmp_path / "data")


async def test_a_pipe_in_a_mirror_is_no_file(make: Make, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "voice.onnx")
    async with make(str(tmp_path)) as downloader:
        with pytest.raises(DownloadError, match="is no file"):
            await downloader.fetch([FILE])


@pytest.mark.parametrize("mirror", ["/nowhere/at/all", "ftp://host/x", "file:///tmp"])
def test_what_is_no_mirror(mirror: str) -> None:
    with pytest.raises(DownloadError, match="neither an http"):
        make_source(mirror)
