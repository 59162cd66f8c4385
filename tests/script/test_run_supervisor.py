"""Stand-ins under the supervisor. That `end` returns says that no process is left."""

import os
import signal
import sys
import time
from contextlib import suppress

import pytest

from .started import started

DRIVER = "supervise_stand_ins"
LONG = "60"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_both(number: int) -> None:
    with started(DRIVER, LONG, "obey", "fail:0") as run:
        run.hear(2)
        run.signal(number)
        assert run.end() == (0, "")


def test_ctrl_c_reaches_all_and_counts_once() -> None:
    with started(DRIVER, LONG, "obey", "fail:0") as run:
        run.hear(2)
        run.signal_group(signal.SIGINT)
        assert run.end() == (0, "")


@pytest.mark.parametrize(
    ("behaviours", "status"),
    [
        (("end:3", "obey"), 3),
        (("obey", "end:1"), 1),
        (("obey", "end:0"), 0),
        (("fail:7", "end:1"), 1),  # the first one's counts
        (("crash", "obey"), 128 + signal.SIGKILL),
    ],
)
def test_one_that_ends_takes_the_other_along(behaviours: tuple[str, str], status: int) -> None:
    (ended,) = (b for b in behaviours if b.startswith(("end", "crash")))
    with started(DRIVER, LONG, *behaviours) as run:
        assert run.end() == (status, f"script/run: {ended} ended with status {status}\n")


def test_one_that_fails_at_stopping_is_told() -> None:
    with started(DRIVER, LONG, "obey", "fail:4") as run:
        run.hear(2)
        run.signal(signal.SIGTERM)
        assert run.end() == (4, "")


def test_a_second_signal_kills() -> None:
    with started(DRIVER, LONG, "obey", "deaf") as run:
        run.hear(2)
        run.signal(signal.SIGTERM)
        wait_until_gone(run.told["obey"]["pid"])
        run.signal(signal.SIGINT)
        assert run.end() == (128 + signal.SIGKILL, "script/run: killing deaf\n")


def test_patience_ends() -> None:
    with started(DRIVER, "0.1", "deaf", "obey") as run:
        run.hear(2)
        run.signal(signal.SIGTERM)
        assert run.end() == (128 + signal.SIGKILL, "script/run: killing deaf\n")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child")
def test_when_it_is_killed_the_programs_stop() -> None:
    with started(DRIVER, LONG, "obey", "fail:0") as run:
        run.hear(2)
        run.signal(signal.SIGKILL)
        assert run.end() == (-signal.SIGKILL, "")


def test_a_program_that_cannot_be_started_takes_the_other_along() -> None:
    with started(DRIVER, LONG, "obey", "/no/such/program") as run:
        status, errors = run.end()
        assert status == 1
        assert "FileNotFoundError" in errors


def wait_until_gone(pid: int) -> None:
    """Wait until a child of the supervisor has ended and the supervisor has noticed it."""
    deadline = time.monotonic() + 10
    with suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.005)
        raise AssertionError(f"{pid} still runs")
