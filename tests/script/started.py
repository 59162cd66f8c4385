"""A driver of stand-ins, in a process and a process group of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 20.0


@dataclass
class Started:
    """`told` is what the stand-ins said when they began, by name."""

    process: subprocess.Popen[str]
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def hear(self, count: int) -> None:
        """Wait until `count` more stand-ins have begun."""
        assert self.process.stdout is not None
        for _ in range(count):
            line = self.process.stdout.readline()
            assert line, self.end()
            said = json.loads(line)
            self.told[said["name"]] = said

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def signal_group(self, number: int) -> None:
        """Signal all, as the terminal does at Ctrl-C."""
        os.killpg(self.process.pid, number)

    def end(self) -> tuple[int, str]:
        """Wait until all have ended, the stand-ins too; return the status and the messages."""
        _, errors = self.process.communicate(timeout=_SECONDS)
        return self.process.returncode, errors


@contextmanager
def started(driver: str, *arguments: str, **variables: str) -> Iterator[Started]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("JABBERTTS_")}
    process = subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.{driver}", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=clean | variables,
        process_group=0,
    )
    try:
        yield Started(process)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
