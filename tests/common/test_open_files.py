import resource

import pytest

from jabbertts_wyoming.common.open_files import connection_capacity


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "capacity"),
    [
        (1024, 4096, 4096, 4096 - 128),
        (1024, 1_000_000, 16384, 16384 - 128),
        (1024, resource.RLIM_INFINITY, 16384, 16384 - 128),
        (1024, 1024, None, 1024 - 128),
        (50_000, 100_000, None, 50_000 - 128),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, None, 16384 - 128),
        (64, 64, None, 1),
    ],
)
def test_as_many_connections_as_files(
    soft: int, hard: int, wanted: int | None, capacity: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised = []
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _which, limits: raised.append(limits))
    assert connection_capacity() == capacity
    assert raised == ([] if wanted is None else [(wanted, hard)])
