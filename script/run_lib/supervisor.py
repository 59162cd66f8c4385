"""Programs that run side by side: none of them outlives the others or this process."""

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

_STOP = (signal.SIGINT, signal.SIGTERM)
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Program:
    """A program by the name that messages have for it, and its command line."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Child:
    name: str
    process: subprocess.Popen[bytes]

    @property
    def runs(self) -> bool:
        return self.process.poll() is None


def supervise(programs: Sequence[Program], patience: float) -> int:
    """Run all programs until one ends or we are told to stop; then stop all, and wait for it.

    A second signal kills what still runs, and so does it to need longer than `patience` seconds.
    Returns the exit status of the program that ended by itself; where we were told to stop, 0 or
    the status of the first program that failed at it. A signal's number counts from 128.

    They share our terminal and process group, so Ctrl-C reaches them by itself, too. Only in the
    main thread, with no other one running.
    """
    with _signals() as signals, ExitStack() as stack:
        tie = _tie_to_us()
        children: list[_Child] = []
        for program in programs:
            # A `preexec_fn` is safe where there are no threads.
            process = subprocess.Popen(program.command, preexec_fn=tie)  # noqa: PLW1509
            stack.callback(_end_now, process)
            children.append(_Child(program.name, process))
        return _watch(children, signals, patience)


def _watch(children: Sequence[_Child], signals: "_Signals", patience: float) -> int:
    stops = 0
    ended: list[_Child] = []
    while not stops and not ended:
        stops = signals.wait(None)
        ended = [child for child in children if not child.runs]
    if not stops:
        status = _shell_status(ended[0].process.returncode)
        _say(f"{ended[0].name} ended with status {status}")
    _stop(children, signals, patience, stops)
    return _status_when_told(children) if stops else status


def _stop(children: Sequence[_Child], signals: "_Signals", patience: float, stops: int) -> None:
    for child in children:
        child.process.terminate()
    deadline = time.monotonic() + patience
    while running := [child for child in children if child.runs]:
        left = deadline - time.monotonic()
        if stops > 1 or left <= 0:
            _say(f"killing {' and '.join(child.name for child in running)}")
            for child in running:
                _end_now(child.process)
            return
        stops += signals.wait(left)


def _end_now(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _status_when_told(children: Sequence[_Child]) -> int:
    # Before a program has set its handlers, it ends by the signal itself.
    fine = {0, *(-number for number in _STOP)}
    codes = (child.process.returncode for child in children)
    return next((_shell_status(code) for code in codes if code not in fine), 0)


def _shell_status(code: int) -> int:
    return code if code >= 0 else 128 - code


def _say(text: str) -> None:
    print(f"script/run: {text}", file=sys.stderr, flush=True)


def _tie_to_us() -> Callable[[], None] | None:
    """Return what a child calls so that it is told to stop when this process dies (Linux only)."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != parent:
            os._exit(1)

    return tie


class _Signals:
    """Signals that this process has got, as bytes that a handler in C wrote into a socket."""

    def __init__(self, source: socket.socket) -> None:
        self._source = source

    def wait(self, seconds: float | None) -> int:
        """Wait for a signal, `SIGCHLD` too; return how many tell us to stop."""
        if not select.select([self._source], [], [], seconds)[0]:
            return 0
        return sum(number in _STOP for number in self._source.recv(4096))


@contextmanager
def _signals() -> Iterator[_Signals]:
    source, sink = socket.socketpair()
    with source, sink:
        sink.setblocking(False)
        before_fd = signal.set_wakeup_fd(sink.fileno(), warn_on_full_buffer=False)
        before = {n: signal.signal(n, lambda *_: None) for n in (*_STOP, signal.SIGCHLD)}
        try:
            yield _Signals(source)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(before_fd)
