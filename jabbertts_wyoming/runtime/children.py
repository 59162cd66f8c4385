"""Child processes that end when their owner stops."""

import subprocess
import threading
from collections.abc import Mapping, Sequence


class Children:
    """Runs programs, from any thread, until `end` is called; then kills what still runs."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._ended = False
        self._lock = threading.Lock()

    def run(
        self, command: Sequence[str], env: Mapping[str, str], timeout: float
    ) -> tuple[int, bytes]:
        """Run a program without input; return its exit status and what it wrote to stderr.

        The status is the signal's number, negated, where one ended it. Blocking. Raises
        `TimeoutError` (the program is killed then), or `OSError` if it can't be started.
        """
        with self._lock:
            if self._ended:
                raise OSError("the program is ending")
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=env,
            )
            self._running.add(process)
        try:
            _, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.communicate()
            raise TimeoutError(f"{command[0]} took longer than {timeout} s") from error
        finally:
            with self._lock:
                self._running.discard(process)
        return process.returncode, errors

    def end(self) -> None:
        """Kill what runs; `run` starts nothing any more."""
        with self._lock:
            self._ended = True
            for process in self._running:
                process.kill()
