"""Where, when and with what it was measured."""

import datetime
import os
import platform
import shlex
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from ..bench_lib.machine import cpu_model, memory_gib
from ..bench_lib.proc import PROC
from .results import Machine
from .venv import REPO

_PACKAGES = ("faster-whisper", "ctranslate2", "onnxruntime", "piper-tts", "pyopenjtalk-plus")
_PATHS = ("jabbertts_wyoming", "voices", "setup.cfg", "script/quality_lib")


def machine(arguments: Sequence[str]) -> Machine:
    """Describe this machine and the run that `arguments` started."""
    return Machine(
        cpu=cpu_model((PROC / "cpuinfo").read_text(encoding="utf-8")),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=memory_gib((PROC / "meminfo").read_text(encoding="utf-8")),
        system=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        command=shlex.join(["script/quality", *arguments]),
        versions={"JabberTTS": _commit(), **{name: _version(name) for name in _PACKAGES}},
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _commit() -> str:
    commit = _git("rev-parse", "--short", "HEAD")
    if not commit:
        return version("jabbertts")
    return f"{commit} with changes" if _git("status", "--porcelain", "--", *_PATHS) else commit


def _git(*arguments: str) -> str:
    """Return what git prints, nothing if it fails."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=REPO, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
