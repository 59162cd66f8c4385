import os
import sys
from pathlib import Path

import pytest

from jabbertts_wyoming.runtime import memory
from jabbertts_wyoming.runtime.memory import give_back, machine_bytes, resident_bytes

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@linux
def test_resident_memory_follows_what_is_allocated() -> None:
    before = resident_bytes()
    held = os.urandom(64 << 20)
    assert resident_bytes() - before > 48 << 20
    del held
    give_back()
    assert resident_bytes() - before < 32 << 20


def test_unknown_where_the_system_does_not_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "nothing")
    assert resident_bytes() == 0
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "odd")
    (tmp_path / "odd").write_text("1\n", encoding="ascii")
    assert resident_bytes() == 0


@pytest.mark.parametrize(
    ("limit", "expected"), [("300000000\n", 300_000_000), ("max\n", None), (f"{2**63}\n", None)]
)
def test_a_container_may_have_less_than_the_machine(
    tmp_path: Path, limit: str, expected: int | None
) -> None:
    path = tmp_path / "memory.max"
    physical = machine_bytes((path,))
    assert physical > 0
    path.write_text(limit, encoding="ascii")
    assert machine_bytes((path,)) == (expected or physical)
