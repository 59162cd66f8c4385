"""What the report says about the machine and the versions."""

import datetime
import os
import platform
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from .proc import PROC
from .process import REPO
from .results import Machine
from .server import OURS, PEER

BRIDGE = "bridge"
CLIENTS = "clients"

_PEER_PACKAGES = ("wyoming-piper", "piper-tts", "onnxruntime", "wyoming", "wyoming-bench")
_OUR_PACKAGES = ("jabbertts", "onnxruntime", "wyoming", "numpy")
_TEXT_PACKAGES = ("jabbertts", "babel", "unicode-rbnf", "pydantic")
_OUR_PATHS = ("jabbertts_wyoming", "setup.cfg")
_KOKORO_PATHS = (*_OUR_PATHS, "voices")
_KOKORO_PEER_PACKAGES = (
    "kokoro-onnx",
    "onnxruntime",
    "phonemizer",
    "espeakng-loader",
    "numpy",
)
_BRIDGE_PACKAGES = ("aiohttp", "av", "wyoming", "pydantic")
_BRIDGE_PATHS = ("bridge", "voices", "jabbertts_wyoming/common", "setup.cfg")
_CLIENT_PACKAGES = ("aiohttp", "av", "wyoming", "openai")
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


def machine(arguments: Sequence[str], versions: Mapping[str, Mapping[str, str]]) -> Machine:
    """Describe this machine and the run that `arguments` started.

    `versions` are those of the packages of each program that is measured.
    """
    return Machine(
        cpu=cpu_model((PROC / "cpuinfo").read_text(encoding="utf-8")),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=memory_gib((PROC / "meminfo").read_text(encoding="utf-8")),
        system=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        load_average=os.getloadavg()[0],
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        command=shlex.join(["script/bench", *arguments]),
        versions=versions,
    )


def server_versions() -> dict[str, Mapping[str, str]]:
    """Return the versions behind each of the two servers."""
    return {OURS: _ours(_OUR_PACKAGES, _OUR_PATHS), PEER: _installed(_PEER_PACKAGES)}


def bridge_versions() -> dict[str, Mapping[str, str]]:
    """Return the versions behind our server, the bridge and this benchmark's own clients."""
    return {
        OURS: _ours(_OUR_PACKAGES, _OUR_PATHS),
        BRIDGE: _ours(_BRIDGE_PACKAGES, _BRIDGE_PATHS),
        CLIENTS: _installed(_CLIENT_PACKAGES),
    }


def kokoro_versions() -> dict[str, Mapping[str, str]]:
    """Return the versions behind our server and behind kokoro-onnx."""
    return {OURS: _ours(_OUR_PACKAGES, _KOKORO_PATHS), PEER: _installed(_KOKORO_PEER_PACKAGES)}


def memory_versions() -> dict[str, Mapping[str, str]]:
    """Return the versions behind our server, which alone is measured."""
    return {OURS: _ours(_OUR_PACKAGES, _KOKORO_PATHS)}


def text_versions() -> dict[str, Mapping[str, str]]:
    """Return the versions behind our text front end."""
    return {OURS: _ours(_TEXT_PACKAGES, _OUR_PATHS)}


def _ours(packages: Sequence[str], paths: Sequence[str]) -> dict[str, str]:
    return {**{name: _our_version(name) for name in packages}, "commit": _commit(paths)}


def _installed(packages: Sequence[str]) -> dict[str, str]:
    return {name: _version(name) for name in packages}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _our_version(package: str) -> str:
    python = REPO / ".venv" / "bin" / "python"
    return _output([str(python), "-c", _ASK_VERSION, package]) or "not installed"


def _commit(paths: Sequence[str]) -> str:
    commit = _output(["git", "rev-parse", "--short", "HEAD"])
    if not commit:
        return "unknown"
    changed = _output(["git", "status", "--porcelain", "--", *paths])
    return f"{commit} with changes" if changed else commit


def _output(argv: Sequence[str]) -> str:
    """Return what a command prints, nothing if it fails."""
    try:
        done = subprocess.run(argv, cwd=REPO, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
