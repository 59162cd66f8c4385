"""The bridge as a user starts it: in a process of its own."""

import asyncio
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.program import END_SECONDS, first_line, start

_URL = re.compile(r"ready on (http://\S+)/v1 ")


@dataclass(frozen=True)
class BridgeProcess:
    """A bridge that told that it is ready."""

    process: subprocess.Popen[str]
    line: str

    @property
    def url(self) -> str:
        match = _URL.search(self.line)
        assert match, self.line
        return match.group(1)

    def signal(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    async def ended(self) -> tuple[int, str]:
        """Wait for the end; return the exit status and what was written to stderr."""
        _, errors = await asyncio.to_thread(self.process.communicate, timeout=END_SECONDS)
        return self.process.returncode, errors


@contextmanager
def bridge_process(*arguments: str | Path) -> Iterator[BridgeProcess]:
    """Start the bridge on a free port; kill it in the end if it still runs."""
    process = start("bridge", ["--port", "0", *arguments])
    try:
        yield BridgeProcess(process, first_line(process))
    finally:
        process.kill()
        process.communicate()
