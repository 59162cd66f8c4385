"""The programs as a user starts them: in a process of their own."""

import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_SECONDS = 30.0
END_SECONDS = 15.0
_ADDRESS = re.compile(r"ready on (\S+) with the voice (\S+)\.")


@dataclass
class Running:
    """A server that told that it is ready; times are in seconds."""

    process: subprocess.Popen[str]
    line: str
    ready_after: float

    @property
    def address(self) -> str:
        match = _ADDRESS.search(self.line)
        assert match, self.line
        return match.group(1)

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Stop the server; return its exit status and what it wrote to stderr."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=END_SECONDS)
        return self.process.returncode, errors


def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("JABBERTTS_")}


def start(module: str, arguments: Sequence[str | Path]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error::ResourceWarning", "-m", module, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def run(
    module: str, *arguments: str | Path, data: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        input=data,
        capture_output=True,
        check=False,
        timeout=60,
        env=environment(),
    )


@contextmanager
def server(*arguments: str | Path) -> Iterator[Running]:
    """Start the server and wait for its ready line; kill it in the end if it still runs."""
    began = time.monotonic()
    process = start("jabbertts_wyoming", arguments)
    try:
        line = first_line(process)
        yield Running(process, line, time.monotonic() - began)
    finally:
        process.kill()
        process.communicate()


def first_line(process: subprocess.Popen[str]) -> str:
    """What a program that has just been started says first: its ready line."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not selector.select(READY_SECONDS):
            raise AssertionError("it isn't ready in time")
    line = process.stdout.readline()
    if not line:
        _, errors = process.communicate(timeout=END_SECONDS)
        raise AssertionError(f"it ended: {errors}")
    return line
