"""The bridge under test, as a subprocess."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from .. import proc
from ..errors import BenchError
from ..process import Process, free_port, listens, spawn

TITLE = "the bridge"
COMMAND = ".venv/bin/python -m bridge --port {port} --wyoming-uri {uri}"


@dataclass(slots=True)
class Bridge(Process):
    """A bridge that answers; `memory` is what it held when it was ready, before any request."""

    port: int
    memory: proc.Memory = field(init=False)

    @property
    def url(self) -> str:
        """Its root, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """Return the CPU seconds that it has used so far."""
        return proc.cpu_seconds(self.pid)


async def start(command: str, uri: str, logs: Path) -> Bridge:
    """Start a bridge to the server at `uri`; `command` is a template with {port} and {uri}.

    Raises `BenchError`, with the end of the log, if it does not come up.
    """
    port = free_port()
    log = logs / "bridge.log"
    values: Mapping[str, object] = {"port": port, "uri": uri}
    argv = [part.format(**values) for part in shlex.split(command)]
    bridge = Bridge(TITLE, await spawn(argv, log), log, port)
    try:
        await bridge.until(lambda: _is_healthy(bridge))
    except BenchError as err:
        await bridge.stop()
        raise bridge.failure(str(err)) from err
    except BaseException:
        await bridge.stop()
        raise
    bridge.memory = proc.memory(bridge.pid)
    return bridge


async def _is_healthy(bridge: Bridge) -> bool:
    if not listens(bridge.port):
        return False
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{bridge.url}/health") as reply:
            return reply.status == 200
    except aiohttp.ClientError:
        return False
