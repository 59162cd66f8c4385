import os
import subprocess
import sys

from script.bench_lib.proc import Memory, Stat, cpu_seconds, memory, parse_memory, parse_stat, tree


def test_a_command_with_spaces_and_brackets_does_not_shift_the_fields() -> None:
    fields = "S 7 1 1 0 -1 0 0 0 0 0 100 20 3 4 20 0 9 0"
    assert parse_stat(f"42 (a) b (c d)) {fields}\n") == Stat(pid=42, parent=7, cpu=127)


def test_memory_is_read_in_bytes() -> None:
    text = "Name:\tx\nVmPeak:\t 9 kB\nVmHWM:\t   30 kB\nVmRSS:\t   20 kB\nThreads:\t3\n"
    assert parse_memory(text) == Memory(resident=20480, peak=30720)


def test_an_ended_process_has_no_memory() -> None:
    assert parse_memory("Name:\tx\nState:\tZ (zombie)\n") == Memory(0, 0)
    assert parse_memory("") == Memory(0, 0)


def test_the_tree_holds_children_of_children_and_no_strangers() -> None:
    stats = [Stat(1, 0, 0), Stat(5, 1, 1), Stat(6, 5, 2), Stat(7, 6, 3), Stat(8, 1, 4)]
    assert {stat.pid for stat in tree(5, stats)} == {5, 6, 7}


def test_this_process_and_its_child_are_measured() -> None:
    alone = memory(os.getpid())
    with subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        both = memory(os.getpid())
        of_child = memory(child.pid)
        child.communicate(b"\n")
    assert 0 < alone.resident <= alone.peak
    assert of_child.resident > 0
    assert both.resident >= alone.resident + of_child.resident // 2
    assert cpu_seconds(os.getpid()) > 0


def test_an_unknown_process_has_used_nothing() -> None:
    assert cpu_seconds(2**22 + 1) == 0
