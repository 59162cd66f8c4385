"""Run an engine's preparation in a process of its own."""

import os
import sys
from collections.abc import Sequence

from ..common.errors import VoiceError
from ..runtime.children import Children

# The slowest machine we know of needs about a minute.
PREPARE_SECONDS = 900


def run_preparation(module: str, arguments: Sequence[str], children: Children) -> None:
    """Run the program `module`, which fills a directory. Blocking.

    Raises `VoiceError` with the last line that it wrote to stderr if it fails.
    """
    command = [sys.executable, "-m", module, *arguments]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    try:
        status, errors = children.run(command, env, PREPARE_SECONDS)
    except TimeoutError as error:
        raise VoiceError(f"preparing took longer than {PREPARE_SECONDS} s") from error
    if status < 0:
        raise VoiceError(f"preparing was ended by signal {-status}")
    if status:
        lines = errors.decode(errors="replace").strip().splitlines()
        raise VoiceError(lines[-1] if lines else "preparing failed")
