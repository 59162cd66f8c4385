import os
import sys
import threading
import time

import pytest

from jabbertts_wyoming.runtime.children import Children


def run(children: Children, code: str, timeout: float = 10.0) -> tuple[int, bytes]:
    return children.run([sys.executable, "-S", "-c", code], dict(os.environ), timeout)


def test_status_and_stderr() -> None:
    children = Children()
    assert run(children, "") == (0, b"")
    code = "import sys; print('out'); sys.stderr.write('why'); sys.exit(3)"
    assert run(children, code) == (3, b"why")
    assert run(children, "import os; os.kill(os.getpid(), 9)")[0] == -9


def test_environment() -> None:
    env = {**os.environ, "TOLD": "yes"}
    code = "import os, sys; sys.exit(os.environ['TOLD'])"
    assert Children().run([sys.executable, "-c", code], env, 10.0) == (1, b"yes\n")


def test_a_program_that_takes_too_long_is_killed() -> None:
    with pytest.raises(TimeoutError, match=r"longer than 0\.1 s"):
        run(Children(), "import time; time.sleep(60)", timeout=0.1)


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(OSError, match="nowhere"):
        Children().run(["/nowhere/at/all"], {}, 1.0)


def test_end_kills_what_runs_and_starts_nothing_more() -> None:
    children, ended = Children(), []

    def wait() -> None:
        ended.append(run(children, "import time; time.sleep(60)"))

    threads = [threading.Thread(target=wait) for _ in range(2)]
    for thread in threads:
        thread.start()
    while len(children._running) < 2:
        time.sleep(0.005)
    children.end()
    for thread in threads:
        thread.join(10)
    assert ended == [(-9, b"")] * 2
    with pytest.raises(OSError, match="is ending"):
        run(children, "")
