"""The virtual environment of `script/quality`, made when it is needed. Standard library only.

Other scripts get its Python by `quality_python()` and run `script.quality_lib.judge` with it.
"""

import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .errors import QualityError

REPO = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
_VENV = REPO / ".venv-quality"
_INSTALLED = (REQUIREMENTS, REPO / "setup.cfg")
_SELF = ".[ja,zh]"

Run = Callable[[Sequence[str]], None]


def quality_python() -> Path:
    """Return the Python of `.venv-quality`, which has all that judging needs.

    The first call installs it (some minutes, 1.7 GB), as does one after its requirements
    changed. Raises `QualityError` where that fails.
    """
    python = _VENV / "bin" / "python"
    with _locked():
        if _stamp() != _wanted():
            print(f"Installing what judges speech in {_VENV.name}", file=sys.stderr, flush=True)
            install(_VENV, _run)
            _stamp_path().write_text(_wanted(), encoding="utf-8")
    return python


def install(venv: Path, run: Run) -> None:
    """Make `venv`, or bring it up to date; `run` runs a command and raises if it fails."""
    run([sys.executable, "-m", "venv", str(venv)])
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*pip, "install", "--requirement", str(REQUIREMENTS), "--editable", _SELF])


def _wanted() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in _INSTALLED)


def _stamp_path() -> Path:
    return _VENV / ".requirements"


def _stamp() -> str:
    try:
        return _stamp_path().read_text(encoding="utf-8")
    except OSError:
        return ""


@contextmanager
def _locked() -> Iterator[None]:
    """Keep a second process out while the environment is made."""
    with REQUIREMENTS.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, cwd=REPO, stdout=sys.stderr, check=False)
    if done.returncode:
        raise QualityError(f"{' '.join(command[:4])} … failed with status {done.returncode}")


if __name__ == "__main__":
    try:
        print(quality_python())
    except QualityError as error:
        sys.exit(str(error))
