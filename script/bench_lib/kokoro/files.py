"""The model and the styles: assembled once, and laid out as each of the two programs wants them."""

import subprocess
import sys
from pathlib import Path

import numpy as np

from ..errors import BenchError
from ..process import REPO

FOLDER = REPO / "build" / "bench-kokoro"
MODEL = "kokoro-v1.0.int8.onnx"
_SCRIPT = REPO / "script" / "mirror"
_FAMILY = "kokoro"
_VOICES = "voices-v1.0.bin"
_STYLE_SHAPE = (-1, 1, 256)


def assemble(folder: Path, script: Path = _SCRIPT) -> Path:
    """Have `script/mirror` put the published files into `folder`; return where they are then.

    Files that are there and right are not fetched again. Raises `BenchError` if that fails.
    """
    command = [str(script), str(folder), "--only", _FAMILY]
    done = subprocess.run(command, cwd=REPO, stdout=sys.stderr, check=False)
    files = folder / _FAMILY
    if done.returncode or not (files / MODEL).is_file():
        raise BenchError(f"script/mirror could not make Kokoro's files in {folder}")
    return files


def link_voices(files: Path, data_dir: Path) -> None:
    """Put the model and all styles into our server's data directory, as links."""
    folder = data_dir / _FAMILY
    folder.mkdir(parents=True, exist_ok=True)
    for file in [files / MODEL, *files.glob("*.bin")]:
        link = folder / file.name
        if not link.exists():
            link.symlink_to(file.resolve())


def write_voices(files: Path, folder: Path) -> Path:
    """Write all styles as the one file that kokoro-onnx reads, and return it.

    It is an archive of float32 arrays by the styles' names, rows by 1 by 256, as published.
    """
    styles = {
        path.stem: np.fromfile(path, dtype="<f4").reshape(_STYLE_SHAPE)
        for path in sorted(files.glob("*.bin"))
    }
    target = folder / _VOICES
    with target.open("wb") as output:  # a name would get another ending
        np.savez(output, **styles)  # type: ignore[arg-type,unused-ignore]
    return target
