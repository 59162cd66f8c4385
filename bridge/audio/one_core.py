"""Keeping FFmpeg from making threads that have nothing to do."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def on_one_core() -> Iterator[None]:
    """Let the calling thread see but one core; without effect where a system can't do that.

    FFmpeg makes a filter graph's helper threads as many as the cores that it sees, and waits until
    each has begun, which takes long while a speech server computes on all of them.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    # Not always the same core: other threads may be doing this just now.
    core = sorted(cores)[threading.get_native_id() % len(cores)]
    with suppress(OSError):
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setaffinity(0, cores)
