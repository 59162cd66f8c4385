"""How much memory there is and how much of it this process has."""

import ctypes
import gc
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

_STATUS = Path("/proc/self/statm")
# Version 2 first; version 1 says a number near 2**63 for no limit.
_CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)

# glibc's `mallopt`. What is larger than the one is mapped for itself, and goes back to the system
# when it is freed; so does the heap's free end from the other on. Setting them also keeps glibc
# from raising them with what it sees, after which it would keep tens of megabytes.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_MAPPED_FROM = 1 << 20
_TRIMMED_FROM = 4 << 20


def resident_bytes() -> int:
    """Return what this process has in memory now; 0 where the system does not tell. Blocking."""
    try:
        pages = int(_STATUS.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def machine_bytes(cgroup_limits: tuple[Path, ...] = _CGROUP_LIMITS) -> int:
    """Return how much memory this process may use: the machine's, or its container's. Blocking."""
    limits = [_limit(path) for path in cgroup_limits]
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([physical, *(limit for limit in limits if limit is not None)])


def give_back() -> None:
    """Hand freed memory back to the system, where the C library can be told to. Blocking."""
    gc.collect()
    trim = _trimmer()
    if trim is not None:
        trim(0)


def return_freed_memory() -> None:
    """Have the C library return memory as it is freed, from now on, where it can be told to."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_MMAP_THRESHOLD, _MAPPED_FROM)
        set_option(_M_TRIM_THRESHOLD, _TRIMMED_FROM)


def _limit(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


@cache
def _trimmer() -> Callable[[int], int] | None:
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim
