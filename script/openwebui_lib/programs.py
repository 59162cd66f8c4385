"""The three programs, as subprocesses: how each is started, and that it stops."""

import asyncio
import os
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .errors import StartError
from .openwebui import settings

REPO = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
VOICE = "en_US-joe-medium"
BRIDGE = (
    f"{shlex.quote(sys.executable)} -m bridge --host {HOST} --port {{port}} --wyoming-uri {{uri}}"
)
OPENWEBUI = (
    f"{shlex.quote(str(REPO / '.venv-openwebui/bin/open-webui'))} serve"
    f" --host {HOST} --port {{port}}"
)
_SERVER = f"{shlex.quote(sys.executable)} -m jabbertts_wyoming --uri {{uri}} --voice {VOICE}"
_KEY = "JABBERTTS_BRIDGE_API_KEY"
_OWN_SETTINGS = "JABBERTTS_"
_START_TIMEOUT_S = 180.0
_STOP_TIMEOUT_S = 15.0
_POLL_S = 0.05
_LOG_LINES = 15

Ready = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Program:
    """A program to start: `folder` is its working directory, `log` a file that is written anew."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    log: Path


@dataclass(frozen=True, slots=True)
class Ports:
    """Free TCP ports of this machine, one for each program."""

    server: int
    bridge: int
    openwebui: int

    @property
    def uri(self) -> str:
        """The speech server's Wyoming address."""
        return f"tcp://{HOST}:{self.server}"

    @property
    def bridge_url(self) -> str:
        """The bridge's root, without a slash at its end."""
        return f"http://{HOST}:{self.bridge}"

    @property
    def openwebui_url(self) -> str:
        """Open WebUI's root, without a slash at its end."""
        return f"http://{HOST}:{self.openwebui}"


def free_ports() -> Ports:
    """Return three ports on which nothing listens now."""
    probes = [socket.socket() for _ in range(3)]
    try:
        for probe in probes:
            probe.bind((HOST, 0))
        return Ports(*(int(probe.getsockname()[1]) for probe in probes))
    finally:
        for probe in probes:
            probe.close()


def server(ports: Ports, folder: Path) -> Program:
    """Return the speech server, with its usual data directory."""
    argv = _fill(_SERVER, ports.server, ports.uri)
    return Program("the server", argv, _environment(), REPO, folder / "server.log")


def bridge(ports: Ports, folder: Path, key: str, command: str) -> Program:
    """Return the bridge; `command` is a template with {port} and {uri}."""
    environment = {**_environment(), _KEY: key}
    argv = _fill(command, ports.bridge, ports.uri)
    return Program("the bridge", argv, environment, REPO, folder / "bridge.log")


def openwebui(ports: Ports, folder: Path, key: str, command: str) -> Program:
    """Return Open WebUI, all its files below `folder`; `command` is a template with {port}.

    The base URL ends in a slash, as many people type it: Open WebUI then asks for `/v1//audio/…`.
    """
    home = folder / "openwebui"
    home.mkdir()
    environment = settings(home, ports.openwebui_url, f"{ports.bridge_url}/v1/", key, os.environ)
    argv = _fill(command, ports.openwebui, ports.uri)
    return Program("Open WebUI", argv, environment, home, folder / "openwebui.log")


class Running:
    """A started program; `ready` tells whether it serves yet."""

    def __init__(self, program: Program, ready: Ready) -> None:
        self._program = program
        self._ready = ready
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it serves; raises `StartError` with the end of its log."""
        program = self._program
        try:
            with program.log.open("wb") as output:
                self._process = await asyncio.create_subprocess_exec(
                    *program.argv,
                    cwd=program.folder,
                    env=program.environment,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=asyncio.subprocess.STDOUT,
                )
        except OSError as err:
            raise StartError(f"{program.argv[0]} cannot be started: {err}") from err
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                await self._until_ready(self._process)
        except TimeoutError:
            raise self._failure(f"not ready after {_START_TIMEOUT_S:g} s") from None

    async def stop(self) -> None:
        """End it, the hard way if it does not listen; nothing to do if it does not run."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        while process.returncode is None:
            if await self._ready():
                return
            await asyncio.sleep(_POLL_S)
        raise self._failure(f"exited with status {process.returncode}")

    def _failure(self, what: str) -> StartError:
        text = self._program.log.read_text(encoding="utf-8", errors="replace")
        lines = text.splitlines()[-_LOG_LINES:]
        return StartError("\n  ".join([f"{self._program.name}: {what}; its log ends:", *lines]))


async def listens(port: int) -> bool:
    """Tell whether something takes connections on `port`."""
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


def _environment() -> dict[str, str]:
    """Return this process's environment without the user's own settings of our programs."""
    return {k: v for k, v in os.environ.items() if not k.startswith(_OWN_SETTINGS)}


def _fill(command: str, port: int, uri: str) -> tuple[str, ...]:
    return tuple(part.format(port=port, uri=uri) for part in shlex.split(command))
