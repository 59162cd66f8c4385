import platform

import pytest

from script.bench_lib.machine import cpu_model, memory_gib


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("processor\t: 0\nmodel name\t: Some CPU: fast\nflags\t: a b\n", "Some CPU: fast"),
        ("processor\t: 0\n\nModel\t\t: Raspberry Pi 4 Model B\n", "Raspberry Pi 4 Model B"),
        ("processor\t: 0\n", platform.machine()),
    ],
)
def test_cpu_model(text: str, expected: str) -> None:
    assert cpu_model(text) == expected


def test_memory() -> None:
    assert memory_gib("MemTotal:        2097152 kB\nMemFree:  1 kB\n") == 2.0
    assert memory_gib("") == 0.0
