"""What the report says about the machine and the versions."""

import datetime
import os
import platform
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from .proc import PROC
from .results import Machine
from .server import OURS, PEER, REPO

_PEER_PACKAGES = ("wyoming-piper", "piper-tts", "onnxruntime", "wyoming", "wyoming-bench")
_OUR_PACKAGES = ("jabbertts", "onnxruntime", "wyoming", "numpy")
_ASK_VERSION = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"


def cpu_model(cpuinfo: str) -> str:
    """Return the processor's name from the text of /proc/cpuinfo."""
    names = {
        key.strip(): value.strip()
        for key, colon, value in (line.partition(":") for line in cpuinfo.splitlines())
        if colon
    }
    for key in ("model name", "Model", "Hardware"):
        if names.get(key):
            return names[key]
    return platform.machine()


def memory_gib(meminfo: str) -> float:
    """Return the total memory in GiB from the text of /proc/meminfo."""
    for line in meminfo.splitlines():
        if line.startswith("MemTotal:"):
            return int(line.split()[1]) / 1024**2
    return 0.0


def machine(arguments: Sequence[str]) -> Machine:
    """Describe this machine and the run that `arguments` started."""
    return Machine(
        cpu=cpu_model((PROC / "cpuinfo").read_text(encoding="utf-8")),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=memory_gib((PROC / "meminfo").read_text(encoding="utf-8")),
        system=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        load_average=os.getloadavg()[0],
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        command=shlex.join(["script/bench", *arguments]),
        versions=_versions(),
    )


def _versions() -> dict[str, Mapping[str, str]]:
    ours = {name: _our_version(name) for name in _OUR_PACKAGES}
    return {
        OURS: {**ours, "commit": _commit()},
        PEER: {name: _peer_version(name) for name in _PEER_PACKAGES},
    }


def _peer_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _our_version(package: str) -> str:
    python = REPO / ".venv" / "bin" / "python"
    return _output([str(python), "-c", _ASK_VERSION, package]) or "not installed"


def _commit() -> str:
    commit = _output(["git", "rev-parse", "--short", "HEAD"])
    if not commit:
        return "unknown"
    changed = _output(["git", "status", "--porcelain", "--", "jabbertts_wyoming", "setup.cfg"])
    return f"{commit} with changes" if changed else commit


def _output(argv: Sequence[str]) -> str:
    """Return what a command prints, nothing if it fails."""
    try:
        done = subprocess.run(argv, cwd=REPO, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
