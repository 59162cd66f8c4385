"""Programs under test, as subprocesses."""

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .errors import BenchError

REPO = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 120.0
_STOP_TIMEOUT_S = 15.0
_POLL_S = 0.01
_LOG_LINES = 15
_OWN_SETTINGS = ("JABBERTTS_", "WYOMING_PIPER_", "ONNX_PROVIDER", "PHONEMIZER_")


@dataclass(slots=True)
class Process:
    """A program that was started; all that it prints goes to the file `log`."""

    title: str
    process: asyncio.subprocess.Process
    log: Path

    @property
    def pid(self) -> int:
        """The id of its main process."""
        return self.process.pid

    async def until(
        self, ready: Callable[[], Awaitable[bool]], seconds: float = START_TIMEOUT_S
    ) -> None:
        """Wait until it is `ready`; raises `BenchError` if it ends, or takes longer."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            if self.process.returncode is not None:
                raise BenchError(f"exited with status {self.process.returncode}")
            if await ready():
                return
            await asyncio.sleep(_POLL_S)
        raise BenchError(f"not ready after {seconds:g} s")

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
        """Return an error that says `what` and ends with the program's last log lines."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES:]
        return BenchError("\n  ".join([f"{self.title}: {what}; its log ends:", *lines]))


async def spawn(
    argv: Sequence[str], log: Path, *, talks: bool = False
) -> asyncio.subprocess.Process:
    """Start a program in the repository's folder; raises `BenchError` if it can't be run.

    What it prints goes to `log`; of one that `talks` only its messages, its stdin and stdout are
    pipes.
    """
    try:
        with log.open("wb") as output:
            return await asyncio.create_subprocess_exec(
                *argv,
                cwd=REPO,
                env=clean_environment(os.environ),
                stdin=asyncio.subprocess.PIPE if talks else asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if talks else output,
                stderr=output,
            )
    except OSError as err:
        raise BenchError(f"{argv[0]} cannot be started: {err}") from err


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Drop the settings of all programs under test, so that they run with their defaults."""
    return {key: value for key, value in environment.items() if not key.startswith(_OWN_SETTINGS)}


def listens(port: int) -> bool:
    """Whether something accepts connections on this port of the loopback address."""
    with socket.socket() as probe:
        probe.settimeout(_POLL_S)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
