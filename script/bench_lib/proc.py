"""CPU time and memory of a process and all its descendants, from /proc."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Stat:
    """`cpu` is user + system time in clock ticks, waited-for children included."""

    pid: int
    parent: int
    cpu: int


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in bytes: now, and the most it ever was."""

    resident: int
    peak: int


def parse_stat(text: str) -> Stat:
    """Read a line of /proc/PID/stat; the command in it may hold spaces and brackets."""
    head, _, tail = text.rpartition(")")
    fields = tail.split()
    return Stat(
        pid=int(head.split(maxsplit=1)[0]),
        parent=int(fields[1]),
        cpu=sum(int(field) for field in fields[11:15]),
    )


def parse_memory(text: str) -> Memory:
    """Read VmRSS and VmHWM of /proc/PID/status; both are 0 for a process that has ended."""
    sizes = {
        name: int(rest.split()[0]) * 1024
        for name, _, rest in (line.partition(":") for line in text.splitlines())
        if name in {"VmRSS", "VmHWM"}
    }
    return Memory(resident=sizes.get("VmRSS", 0), peak=sizes.get("VmHWM", 0))


def tree(root: int, stats: Iterable[Stat]) -> list[Stat]:
    """Return the process `root` and its descendants."""
    by_pid: Mapping[int, Stat] = {stat.pid: stat for stat in stats}

    def belongs(stat: Stat) -> bool:
        pid = stat.pid
        while pid in by_pid and pid != root:
            pid = by_pid[pid].parent
        return pid == root

    return [stat for stat in by_pid.values() if belongs(stat)]


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds that `pid` and its descendants have used so far."""
    ticks = sum(stat.cpu for stat in tree(pid, _all_stats()))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> Memory:
    """Return the memory of `pid` and its living descendants, summed."""
    parts = [
        parse_memory(_read(PROC / str(stat.pid) / "status")) for stat in tree(pid, _all_stats())
    ]
    return Memory(sum(part.resident for part in parts), sum(part.peak for part in parts))


def memory_alone(pid: int) -> Memory:
    """Return the memory of `pid` without its descendants."""
    return parse_memory(_read(PROC / str(pid) / "status"))


def _all_stats() -> list[Stat]:
    texts = (_read(path / "stat") for path in PROC.iterdir() if path.name.isdigit())
    return [parse_stat(text) for text in texts if text]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
